// The view of an address; those that few open first are loaded when they are opened.
import type { ComponentType, JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { Empty } from './parts/words.tsx';
import { place } from './router.ts';
import { DatasetView } from './views/dataset.tsx';
import { SampleView } from './views/sample.tsx';
import { SamplesView } from './views/samples.tsx';

const later = (load: () => Promise<ComponentType>) => {
  let found: ComponentType | undefined;
  return function Later(): JSX.Element {
    const [, drawn] = useState(found !== undefined);
    useEffect(() => {
      if (found !== undefined) return;
      void load().then((view) => {
        found = view;
        drawn(true);
      });
    }, []);
    const Found = found;
    return Found === undefined ? <p class="soft">Loading …</p> : <Found />;
  };
};

const Findings = later(async () => (await import('./views/findings.tsx')).FindingsView);
const Train = later(async () => (await import('./views/train.tsx')).TrainView);
const Runs = later(async () => (await import('./views/runs.tsx')).RunsView);
const Run = later(async () => (await import('./views/run.tsx')).RunView);
const Repeats = later(async () => (await import('./views/repeats.tsx')).RepeatsView);
const Compare = later(async () => (await import('./views/compare.tsx')).CompareView);
const Studies = later(async () => (await import('./views/studies.tsx')).StudiesView);
const Study = later(async () => (await import('./views/study.tsx')).StudyView);
const Label = later(async () => (await import('./views/label.tsx')).LabelView);
const TryIt = later(async () => (await import('./views/tryIt.tsx')).TryItView);

const TITLES: Readonly<Record<string, string>> = {
  samples: 'Samples',
  findings: 'Findings',
  train: 'Train',
  runs: 'Runs',
  repeats: 'Repeats',
  compare: 'Compare',
  studies: 'Studies',
  try: 'Try it',
  label: 'Label',
};

export function View() {
  const [room, one] = place.value.path;
  useEffect(() => {
    const words = [one, room === undefined ? 'Dataset' : (TITLES[room] ?? room), 'ToonVision'];
    document.title = words.filter(Boolean).join(' · ');
  }, [room, one]);
  if (room === undefined) return <DatasetView />;
  if (room === 'samples') return one === undefined ? <SamplesView /> : <SampleView key={one} id={one} />;
  if (room === 'findings') return <Findings />;
  if (room === 'train') return <Train />;
  if (room === 'runs') return one === undefined ? <Runs /> : <Run key={one} />;
  if (room === 'repeats' && one !== undefined) return <Repeats key={one} />;
  if (room === 'compare') return <Compare />;
  if (room === 'studies') return one === undefined ? <Studies /> : <Study key={one} />;
  if (room === 'try') return <TryIt />;
  if (room === 'label') return <Label />;
  return (
    <>
      <div class="head">
        <h1>Not here</h1>
      </div>
      <Empty title="There is no such view">
        <a href="/">Go to the dataset</a>
      </Empty>
    </>
  );
}
