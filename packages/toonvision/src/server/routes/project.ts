// Overview of the project: configuration, counts, next steps; and the class balance of its dataset.
import { availableParallelism } from 'node:os';
import { Hono } from 'hono';
import { z } from 'zod';
import { classColors } from '../../charts/index.ts';
import { findTarget, type Project, type Target } from '../../config/index.ts';
import { readAdditions, readSplit, SPLIT_NAMES, type SplitName } from '../../dataset/index.ts';
import { balance, collectNext, countLabels, formatWanted } from '../../inspect/index.ts';
import { BUILT_IN_MODELS } from '../../models/index.ts';
import { formatAugmentation } from '../../settings/index.ts';
import { listRuns, testOpenings, versions } from '../../training/index.ts';
import { BUILT_IN_SPACES, listStudies } from '../../tuning/index.ts';
import { readQuery } from '../answer.ts';
import type { DatasetView, ProjectView, Step } from '../api.ts';
import type { Dataset, Studio } from '../studio.ts';

/** Number of suggestions of what to collect next. */
const MAX_WANTED = 12;

function classesOf({ classes, names }: Target): ProjectView['targets'][number]['classes'] {
  const [light, dark] = [classColors(classes.length, 'light'), classColors(classes.length, 'dark')];
  // More classes than distinguishable colors share one.
  return classes.map((name, index) => ({
    name,
    label: names[name] ?? name,
    color: { light: light?.[index] ?? '#5b6b7a', dark: dark?.[index] ?? '#9fb0c0' },
  }));
}

/** Whether the split matches the samples, including their edits. */
async function isSplitCurrent(project: Project, { samples, splits }: Dataset): Promise<boolean> {
  if (splits.size === 0) return false;
  return readSplit(project, samples).then(
    () => true,
    () => false,
  );
}

/** Whether `extract` has processed exactly the additions that are not undone. */
async function areAdditionsExtracted(project: Project, { extracted }: Dataset): Promise<boolean> {
  const processed = extracted.flatMap(({ source, object }) => (source === 'added' ? [object] : []));
  const wanted = (await readAdditions(project)).flatMap(({ undone, number }) => (undone ? [] : [number]));
  return processed.length === wanted.length && wanted.every((number) => processed.includes(number));
}

function stepsOf(
  { extracted, splits }: Dataset,
  isCurrent: { split: boolean; additions: boolean },
  runs: number,
  evaluated: boolean,
): Step[] {
  const step = (name: Step['name'], done: boolean, hint: string, command: string): Step => ({
    name,
    done,
    hint,
    command: `toonvision ${command}`,
  });
  return [
    extracted.length > 0 && !isCurrent.additions
      ? step('extract', false, 'Samples were added by hand or undone; extract again.', 'extract')
      : step('extract', extracted.length > 0, 'Crop the annotated objects from the screenshots.', 'extract'),
    splits.size > 0 && !isCurrent.split
      ? step('split', false, 'Samples have changed since the last split; split again.', 'split')
      : step('split', splits.size > 0, 'Split the samples into train, validation and test.', 'split'),
    step('train', runs > 0, 'Train your first model.', 'train'),
    step('evaluate', evaluated, 'Evaluate it on the test split.', 'evaluate <run>'),
  ];
}

function countSplits({ samples, splits }: Dataset, target: Target): DatasetView['split'] {
  if (splits.size === 0) return null;
  const none = (): Record<SplitName, number> => ({ train: 0, val: 0, test: 0 });
  const total = none();
  const perClass = Object.fromEntries(target.classes.map((name) => [name, none()]));
  for (const sample of samples) {
    const split = splits.get(sample.id);
    if (split === undefined) continue;
    total[split] += 1;
    const counts = perClass[sample.parts[target.name] ?? ''];
    if (counts !== undefined) counts[split] += 1;
  }
  return { total, perClass };
}

function labelsOf({ extracted }: Dataset): ProjectView['labels'] {
  const byLabel = new Map<string, ProjectView['labels'][number]>();
  for (const { label, parts } of extracted) {
    const entry = byLabel.get(label) ?? { label, count: 0, parts };
    entry.count += 1;
    byLabel.set(label, entry);
  }
  return [...byLabel.values()].sort((a, b) => b.count - a.count);
}

/** The `train` section of the configuration, as text for a form. */
function configuredOf({ train }: Project): Record<string, string> {
  const { optimizer, schedule, augmentation, ...plain } = train;
  const named = {
    ...plain,
    optimizer: optimizer?.name,
    schedule: schedule?.name,
    augmentation: augmentation && formatAugmentation(augmentation),
  };
  return Object.fromEntries(
    Object.entries(named).flatMap(([name, value]) => (value === undefined ? [] : [[name, String(value)]])),
  );
}

/** GET /project, /dataset */
export function projectRoutes(studio: Studio): Hono {
  return new Hono()
    .get('/project', async (context) => {
      const project = await studio.project();
      const [dataset, runs, openings] = await Promise.all([studio.dataset(), listRuns(project), testOpenings(project)]);
      const view: ProjectView = {
        name: project.name,
        directory: project.directory,
        version: versions().toonvision,
        target: project.target,
        targets: Object.values(project.targets).map((target) => ({ name: target.name, classes: classesOf(target) })),
        input: project.input,
        models: [...BUILT_IN_MODELS],
        configured: configuredOf(project),
        labels: labelsOf(dataset),
        samples: dataset.samples.length,
        runs: runs.length,
        studies: (await listStudies(project)).length,
        spaces: [...BUILT_IN_SPACES],
        cores: availableParallelism(),
        steps: stepsOf(
          dataset,
          { split: await isSplitCurrent(project, dataset), additions: await areAdditionsExtracted(project, dataset) },
          runs.length,
          openings.length > 0,
        ),
      };
      return context.json(view);
    })
    .get('/dataset', async (context) => {
      const query = readQuery(context, z.object({ target: z.string().optional(), level: z.string().optional() }));
      const project = await studio.project();
      const target = findTarget(project, query.target);
      const dataset = await studio.dataset();
      const { samples, extracted } = dataset;
      const measured = balance(countLabels(samples), { targets: project.targets, goals: project.inspect.goals });
      const level =
        measured.levels.find(({ part }) => part === query.level) ??
        measured.levels.find(({ finest, part }) => finest && part === 'entity') ??
        measured.levels.find(({ part }) => part === target.name);
      const view: DatasetView = {
        total: samples.length,
        excluded: extracted.length - samples.length,
        streets: measured.streets,
        levels: measured.levels.map(({ part, imbalance, classes }) => ({
          level: part,
          ratio: imbalance?.ratio ?? null,
          counts: classes.map(({ className, name, count, goal = null }) => ({ className, name, count, goal })),
        })),
        table: {
          level: level?.part ?? target.name,
          rows: level?.classes.map(({ className, name }) => ({ className, name })) ?? [],
          columns: measured.streets,
          counts: level?.classes.map(({ streets }) => streets) ?? [],
          goal: level?.classes[0]?.cellGoal ?? null,
        },
        split: countSplits(dataset, target),
        splits: [...SPLIT_NAMES],
        wanted:
          samples.length === 0
            ? []
            : collectNext(measured)
                .slice(0, MAX_WANTED)
                .map((wanted) => formatWanted(wanted)),
        testOpenings: await testOpenings(project),
      };
      return context.json(view);
    });
}
