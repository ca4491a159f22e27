// Inspects a project: balance, what to collect next, quality; writes charts, mean images and contact sheets.
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { type ChartTheme, renderPng, renderSvg } from '../charts/index.ts';
import { findTarget, type Project, type Target } from '../config/index.ts';
import { readSamples, readSplit, type Sample, type Split } from '../dataset/index.ts';
import { InterruptedError, UserError } from '../errors/index.ts';
import { writeFileAtomic } from '../files/index.ts';
import { plural } from '../format/index.ts';
import { type Confounding, confounding, type FindingLimits, findDataIssues, type Quality } from '../quality/index.ts';
import { tileSheet } from '../sheets/index.ts';
import { type Balance, balance, type LevelBalance } from './balance.ts';
import { checkSettings } from './checkSettings.ts';
import { collectNext, type Wanted } from './collectNext.ts';
import { contactSheet } from './contactSheet.ts';
import { countLabels } from './countLabels.ts';
import { type CropStatistics, cropStatistics } from './cropStatistics.ts';
import { inspectionCharts, MAX_CHART_ROWS } from './inspectionCharts.ts';
import { checkLabels } from './outOfFold.ts';
import { type ImageReading, readImages } from './readImages.ts';
import { type SplitBalance, splitBalance } from './splitBalance.ts';

/** Options of `inspectProject`. */
export interface InspectOptions {
  project: Project;
  /** Target of the checks of streets and splits and of the contact sheets. Default: the target of the project. */
  target?: string;
  /** Read the crops, for duplicates, broken images, mean images and contact sheets. Default true. */
  images?: boolean;
  /** Write `dataset/inspect/`. Default true. */
  write?: boolean;
  /** Also write each chart as PNG. Default false. */
  png?: boolean;
  /** Default `light`. */
  theme?: ChartTheme;
  /** Limits that override those of the configuration. */
  limits?: Partial<FindingLimits>;
  /** File of out-of-fold predictions for label errors. Default: the one written by `writeOutOfFold`, if any. */
  predictions?: string;
  /** Called with the number of crops read and the total. */
  onProgress?: (done: number, total: number) => void;
  signal?: AbortSignal;
}

/** Result of `inspectProject`. */
export interface Inspection extends Quality {
  project: string;
  target: string;
  samples: number;
  balance: Balance;
  collectNext: Wanted[];
  crops: CropStatistics;
  /** Undefined if there is no split of these samples. */
  split: SplitBalance | undefined;
  /** Confounding of streets and classes, by level; undefined if there are no streets. */
  confounding: Record<string, Confounding> | undefined;
  /** Paths relative to the project folder, with `/`. */
  files: string[];
  /** Notes about skipped parts. */
  notes: string[];
}

const FOLDER = 'dataset/inspect';
/** Levels with more classes get no mean images, to limit memory. */
const MAX_MEAN_CLASSES = 64;

/**
 * Reads the split of a project, or returns undefined if there is none.
 *
 * @throws UserError when the samples have changed since, as their test samples are unknown then
 */
export async function sealedSplit(project: Project): Promise<Split | undefined> {
  if ((await stat(project.paths.split).catch(() => undefined)) === undefined) return undefined;
  return readSplit(project, await readSamples(project));
}

async function splitOf(project: Project, samples: readonly Sample[], notes: string[]): Promise<Split | undefined> {
  if ((await stat(project.paths.split).catch(() => undefined)) === undefined) return undefined;
  try {
    return await readSplit(project, samples);
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    notes.push(`the split is ignored: ${error.message.replaceAll('\n', ' ')}`);
    return undefined;
  }
}

const confoundingOf = ({ classes }: LevelBalance, streets: readonly string[]): Confounding =>
  confounding(
    classes.map(({ streets: counts }) => counts),
    { classes: classes.map(({ className }) => className), streets },
  );

/** Returns a function that creates unique file names, as classes may differ only in characters not allowed in files. */
function createFileNamer(): (name: string) => string {
  const taken = new Set<string>();
  return (name) => {
    const base = name.replaceAll(/[^\p{L}\p{N}_-]+/gu, '-').slice(0, 100);
    let unique = base;
    for (let number = 2; taken.has(unique.toLowerCase()); number += 1) unique = `${base}-${number}`;
    taken.add(unique.toLowerCase());
    return unique;
  };
}

/**
 * Inspects the samples of a project and writes charts and sheets to `dataset/inspect/`. Nothing else is changed.
 *
 * @throws UserError when there are no samples, a goal or limit is unknown (exit code 2) or a file cannot be written;
 *   InterruptedError when `signal` aborts
 *
 * @example
 * const { collectNext, findings } = await inspectProject({ project: await loadConfig('demo-town') });
 */
export async function inspectProject(options: InspectOptions): Promise<Inspection> {
  const { project, images = true, write = true, signal } = options;
  const limits = { ...checkSettings(project), ...options.limits };
  const target = findTarget(project, options.target);
  const samples = await readSamples(project);
  if (samples.length === 0)
    throw new UserError('no samples to inspect', {
      where: project.paths.samples,
      remedy: 'Run `toonvision extract` and check the problems it reports.',
    });
  const notes: string[] = [];
  const split = await splitOf(project, samples, notes);
  const balanced = balance(countLabels(samples), { targets: project.targets, goals: project.inspect.goals });
  const labelErrors = await checkLabels(project, samples, target, options.predictions);
  if (labelErrors !== undefined && labelErrors.outdated > 0)
    notes.push(`ignored ${plural(labelErrors.outdated, 'outdated prediction')} of removed or relabeled samples`);

  const meanParts = balanced.levels.filter(({ classes }) => classes.length <= MAX_MEAN_CLASSES).map(({ part }) => part);
  const reading = images
    ? await readImages({
        project,
        samples,
        meanParts: write ? meanParts : [],
        onProgress: options.onProgress,
        signal,
      })
    : undefined;
  const level = balanced.levels.find(({ part }) => part === target.name);
  const streets = balanced.streets.length > 1 ? balanced.streets : undefined;
  const quality = findDataIssues({
    samples,
    images: reading,
    assignments: split?.assignments,
    confounding:
      streets === undefined || level === undefined
        ? undefined
        : { target: target.name, ...confoundingOf(level, streets) },
    labelErrors,
    limits,
  });
  const inspection: Inspection = {
    project: project.name,
    target: target.name,
    samples: samples.length,
    balance: balanced,
    collectNext: collectNext(balanced),
    crops: cropStatistics(samples, project.input),
    split: split === undefined ? undefined : splitBalance(samples, split.assignments, target),
    confounding:
      streets === undefined
        ? undefined
        : Object.fromEntries(balanced.levels.map((x) => [x.part, confoundingOf(x, streets)])),
    ...quality,
    files: [],
    notes,
  };
  if (write) await writeFiles(inspection, { ...options, samples, target, reading });
  return inspection;
}

/** Writes charts, mean images and contact sheets, and adds their paths to `inspection.files`. */
async function writeFiles(
  inspection: Inspection,
  options: Omit<InspectOptions, 'target'> & {
    samples: readonly Sample[];
    target: Target;
    reading: ImageReading | undefined;
  },
): Promise<void> {
  const { project, samples, target, reading, theme, png = false, signal } = options;
  const nameOf = createFileNamer();
  const put = async (name: string, data: string | Uint8Array) => {
    if (signal?.aborted === true)
      throw new InterruptedError(
        'the inspection was interrupted',
        'Run the command again; its files are written again.',
      );
    await writeFileAtomic(join(project.directory, FOLDER, name), data);
    inspection.files.push(`${FOLDER}/${name}`);
  };
  const { balance: balanced, split, notes } = inspection;
  for (const { name, spec } of inspectionCharts({ balance: balanced, samples, split, input: project.input, theme })) {
    const file = nameOf(name);
    const svg = await renderSvg(spec);
    await put(`${file}.svg`, svg);
    if (png) await put(`${file}.png`, await renderPng(svg));
  }
  for (const { part, classes } of balanced.levels)
    if (classes.length > MAX_CHART_ROWS)
      notes.push(`${part} has ${classes.length} classes; no chart is drawn of more than ${MAX_CHART_ROWS}`);
  if (reading === undefined) return;
  for (const { part, classes } of balanced.levels) {
    const tiles = classes.flatMap(({ className, name }) => {
      const mean = reading.means.find((x) => x.part === part && x.className === className);
      return mean === undefined ? [] : [{ ...mean, caption: `${name} (${mean.count})` }];
    });
    const [first] = tiles;
    if (first === undefined) continue;
    const layout = { tileWidth: first.width, tileHeight: first.height, columns: 8 };
    const title = `Mean crop of each ${part}`;
    await put(`${nameOf(`mean-${part}`)}.png`, await tileSheet(tiles, { title, ...layout, format: 'png', theme }));
  }
  for (const className of target.classes) {
    const members = samples.filter(({ parts }) => parts[target.name] === className);
    const title = `${target.names[className] ?? className}: ${members.length} samples`;
    const sheet = members.length === 0 ? undefined : await contactSheet(project, members, { title, theme });
    if (sheet !== undefined) await put(`${nameOf(`contact-${target.name}-${className}`)}.jpg`, sheet);
  }
}
