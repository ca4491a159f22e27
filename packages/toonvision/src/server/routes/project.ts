// The project at a glance: what it is, what is there, what to do next; and the balance of its dataset.
import { availableParallelism } from 'node:os';
import { Hono } from 'hono';
import { z } from 'zod';
import { classColours } from '../../charts/index.ts';
import {
  AUGMENTATION_NAMES,
  AUGMENTATION_STRENGTHS,
  type AugmentationName,
  type AugmentationStrength,
  augmentationText,
  CLASS_WEIGHTINGS,
  findTarget,
  OPTIMIZERS,
  type Project,
  RUN_LOSSES,
  SAMPLINGS,
  SCHEDULES,
  shortAugmentationName,
  type Target,
} from '../../config/index.ts';
import { PARTS, type Part, readAdditions, readSplit } from '../../dataset/index.ts';
import { balance, collectNext, countLabels, formatWanted } from '../../inspect/index.ts';
import { builtInModels } from '../../models/index.ts';
import { listRuns, testOpenings, versions } from '../../training/index.ts';
import { builtInSpaces, listStudies, OBJECTIVE_NAMES, SAMPLER_NAMES } from '../../tuning/index.ts';
import { queryOf } from '../answer.ts';
import type { DatasetView, ProjectView, Step } from '../api.ts';
import type { Dataset, Studio } from '../studio.ts';

/** How many lines of what to collect next. */
const WANTED = 12;

function classesOf({ classes, names }: Target): ProjectView['targets'][number]['classes'] {
  const [light, dark] = [classColours(classes.length, 'light'), classColours(classes.length, 'dark')];
  // More classes than can be told apart share one colour; the names must tell.
  return classes.map((name, index) => ({
    name,
    label: names[name] ?? name,
    colour: { light: light?.[index] ?? '#5b6b7a', dark: dark?.[index] ?? '#9fb0c0' },
  }));
}

/** Whether the split is that of the samples as they are, corrections included. */
async function splitFits(project: Project, { samples, parts }: Dataset): Promise<boolean> {
  if (parts.size === 0) return false;
  return readSplit(project, samples).then(
    () => true,
    () => false,
  );
}

/** Whether what was added by hand, and not undone, is just what `extract` took in. */
async function additionsFit(project: Project, { extracted }: Dataset): Promise<boolean> {
  const taken = extracted.flatMap(({ source, object }) => (source === 'added' ? [object] : []));
  const wanted = (await readAdditions(project)).flatMap(({ undone, number }) => (undone ? [] : [number]));
  return taken.length === wanted.length && wanted.every((number) => taken.includes(number));
}

function stepsOf(
  { extracted, parts }: Dataset,
  fits: { split: boolean; additions: boolean },
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
    extracted.length > 0 && !fits.additions
      ? step('extract', false, 'Samples were added by hand or taken back; extract them.', 'extract')
      : step('extract', extracted.length > 0, 'Cut the annotated objects out of the screenshots.', 'extract'),
    parts.size > 0 && !fits.split
      ? step('split', false, 'The samples have changed since they were split; split them again.', 'split')
      : step('split', parts.size > 0, 'Put the samples into train, val and test.', 'split'),
    step('train', runs > 0, 'Train a first model.', 'train'),
    step('evaluate', evaluated, 'See how good it is.', 'evaluate <run>'),
  ];
}

function splitOf({ samples, parts }: Dataset, target: Target): DatasetView['split'] {
  if (parts.size === 0) return null;
  const none = (): Record<Part, number> => ({ train: 0, val: 0, test: 0 });
  const total = none();
  const perClass = Object.fromEntries(target.classes.map((name) => [name, none()]));
  for (const sample of samples) {
    const part = parts.get(sample.id);
    if (part === undefined) continue;
    total[part] += 1;
    const own = perClass[sample.parts[target.name] ?? ''];
    if (own !== undefined) own[part] += 1;
  }
  return { parts: total, perClass };
}

function labelsOf({ extracted }: Dataset): ProjectView['labels'] {
  const found = new Map<string, ProjectView['labels'][number]>();
  for (const { label, parts } of extracted) {
    const own = found.get(label) ?? { label, count: 0, parts };
    own.count += 1;
    found.set(label, own);
  }
  return [...found.values()].sort((a, b) => b.count - a.count);
}

function strengthOf(name: AugmentationName): ProjectView['augmentations'][number]['strength'] {
  if (name === 'randomFlip') return null;
  const { says, preset, most, whole = false }: AugmentationStrength = AUGMENTATION_STRENGTHS[name];
  return { says, preset, most, whole };
}

/** `train` of the configuration, what the form asks for. */
function configuredOf({ train }: Project): Record<string, string> {
  const { optimizer, schedule, augmentation, ...plain } = train;
  const named = { ...plain, optimizer: optimizer?.name, schedule: schedule?.name };
  const given = Object.entries(named).flatMap(([name, value]) => (value === undefined ? [] : [[name, String(value)]]));
  return {
    ...Object.fromEntries(given),
    ...(augmentation === undefined ? {} : { augmentation: augmentationText(augmentation) }),
  };
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
        models: Object.keys(builtInModels),
        choices: {
          optimizer: [...OPTIMIZERS],
          schedule: [...SCHEDULES],
          loss: [...RUN_LOSSES],
          classWeight: [...CLASS_WEIGHTINGS],
          sampling: [...SAMPLINGS],
        },
        augmentations: AUGMENTATION_NAMES.map((name) => ({
          name,
          short: shortAugmentationName(name),
          strength: strengthOf(name),
        })),
        configured: configuredOf(project),
        labels: labelsOf(dataset),
        samples: dataset.samples.length,
        runs: runs.length,
        studies: (await listStudies(project)).length,
        search: {
          spaces: Object.keys(builtInSpaces),
          samplers: [...SAMPLER_NAMES],
          objectives: [...OBJECTIVE_NAMES],
        },
        cores: availableParallelism(),
        steps: stepsOf(
          dataset,
          { split: await splitFits(project, dataset), additions: await additionsFit(project, dataset) },
          runs.length,
          openings.length > 0,
        ),
      };
      return context.json(view);
    })
    .get('/dataset', async (context) => {
      const query = queryOf(context, z.object({ target: z.string().optional(), level: z.string().optional() }));
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
        split: splitOf(dataset, target),
        parts: [...PARTS],
        wanted:
          samples.length === 0
            ? []
            : collectNext(measured)
                .slice(0, WANTED)
                .map((one) => formatWanted(one)),
        testOpenings: await testOpenings(project),
      };
      return context.json(view);
    });
}
