// Chooses the view of the current address; most views are loaded on demand.
import type { ComponentType, JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { PageHeader } from './parts/pageHeader.tsx';
import { Empty, Pending } from './parts/states.tsx';
import { route } from './router.ts';
import { DatasetView } from './views/dataset.tsx';
import { SampleView } from './views/sample.tsx';
import { SamplesView } from './views/samples.tsx';

const lazy = (load: () => Promise<ComponentType>) => {
  let Loaded: ComponentType | undefined;
  return function Lazy(): JSX.Element {
    const [, setLoaded] = useState(Loaded !== undefined);
    useEffect(() => {
      if (Loaded !== undefined) return;
      void load().then((view) => {
        Loaded = view;
        setLoaded(true);
      });
    }, []);
    const Component = Loaded;
    return Component === undefined ? <Pending /> : <Component />;
  };
};

const Findings = lazy(async () => (await import('./views/findings.tsx')).FindingsView);
const Train = lazy(async () => (await import('./views/train.tsx')).TrainView);
const Runs = lazy(async () => (await import('./views/runs.tsx')).RunsView);
const Run = lazy(async () => (await import('./views/run.tsx')).RunView);
const Repeats = lazy(async () => (await import('./views/repeats.tsx')).RepeatsView);
const Compare = lazy(async () => (await import('./views/compare.tsx')).CompareView);
const Studies = lazy(async () => (await import('./views/studies.tsx')).StudiesView);
const Study = lazy(async () => (await import('./views/study.tsx')).StudyView);
const Label = lazy(async () => (await import('./views/label.tsx')).LabelView);
const TryIt = lazy(async () => (await import('./views/tryIt.tsx')).TryItView);

const TITLES: Readonly<Record<string, string>> = {
  samples: 'Samples',
  findings: 'Data issues',
  train: 'Train',
  runs: 'Runs',
  repeats: 'Repeats',
  compare: 'Compare',
  studies: 'Studies',
  try: 'Try it',
  label: 'Label',
};

export function View() {
  const [view, id] = route.value.path;
  useEffect(() => {
    const title = view === undefined ? 'Dataset' : (TITLES[view] ?? view);
    document.title = [id, title, 'ToonVision'].filter(Boolean).join(' · ');
  }, [view, id]);
  if (view === undefined) return <DatasetView />;
  if (view === 'samples') return id === undefined ? <SamplesView /> : <SampleView key={id} id={id} />;
  if (view === 'findings') return <Findings />;
  if (view === 'train') return <Train />;
  if (view === 'runs') return id === undefined ? <Runs /> : <Run key={id} />;
  if (view === 'repeats' && id !== undefined) return <Repeats key={id} />;
  if (view === 'compare') return <Compare />;
  if (view === 'studies') return id === undefined ? <Studies /> : <Study key={id} />;
  if (view === 'try') return <TryIt />;
  if (view === 'label') return <Label />;
  return (
    <>
      <PageHeader title="Page not found" />
      <Empty title="There is nothing at this address">
        <a href="/">Go to the dataset</a>
      </Empty>
    </>
  );
}
