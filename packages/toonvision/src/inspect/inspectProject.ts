// Inspects a project: balance, what to collect, quality; writes charts, mean pictures and contact sheets.
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { type ChartTheme, renderPng, renderSvg } from '../charts/index.ts';
import { findTarget, type Project, type Target } from '../config/index.ts';
import { readSamples, readSplit, type Sample, type Split } from '../dataset/index.ts';
import { InterruptedError, UserError } from '../errors/index.ts';
import { writeFileAtomic } from '../files/index.ts';
import { type Confounding, confounding, type FindingLimits, findDataIssues, type Quality } from '../quality/index.ts';
import { tileSheet } from '../sheets/index.ts';
import { type Balance, balance, type LevelBalance } from './balance.ts';
import { checkSettings } from './checkSettings.ts';
import { collectNext, type Wanted } from './collectNext.ts';
import { contactSheet } from './contactSheet.ts';
import { countLabels } from './countLabels.ts';
import { type CropStatistics, cropStatistics } from './cropStatistics.ts';
import { inspectionCharts, MOST_ROWS } from './inspectionCharts.ts';
import { checkLabels } from './outOfFold.ts';
import { type ImageReading, readImages } from './readImages.ts';
import { type SplitBalance, splitBalance } from './splitBalance.ts';

/** Options of `inspectProject`. */
export interface InspectOptions {
  project: Project;
  /** Whose classes are compared with streets and split and get contact sheets. Default: the project's own. */
  target?: string;
  /** Read the crops: duplicates, broken pictures, mean pictures, contact sheets. Default true. */
  pictures?: boolean;
  /** Write `dataset/inspect/`. Default true. */
  write?: boolean;
  /** Write each chart as PNG, too. Default false. */
  png?: boolean;
  /** Default `light`. */
  theme?: ChartTheme;
  /** What differs from the configuration's limits. */
  limits?: Partial<FindingLimits>;
  /** A file of out-of-fold predictions to look for label errors in; default: what `crossValidate` left, if anything. */
  predictions?: string;
  /** Called with crops read and crops of all. */
  onProgress?: (done: number, total: number) => void;
  signal?: AbortSignal;
}

/** What `inspectProject` found. */
export interface Inspection extends Quality {
  project: string;
  target: string;
  samples: number;
  balance: Balance;
  collectNext: Wanted[];
  crops: CropStatistics;
  /** Undefined: there is none that fits the samples. */
  split: SplitBalance | undefined;
  /** How far streets tell the classes of each level; undefined: there are no streets. */
  confounding: Record<string, Confounding> | undefined;
  /** Paths relative to the project folder, with `/`. */
  files: string[];
  /** What could not be done, in words. */
  notes: string[];
}

const FOLDER = 'dataset/inspect';
/** A mean picture of more classes than that is not worth its memory. */
const MOST_MEANS = 64;

/**
 * The split of a project, or undefined where there is none.
 *
 * @throws UserError when there is one that no longer fits the samples: which of them are sealed is then unknown
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
    notes.push(`the split is left out: ${error.message.replaceAll('\n', ' ')}`);
    return undefined;
  }
}

const confoundingOf = ({ classes }: LevelBalance, streets: readonly string[]): Confounding =>
  confounding(
    classes.map(({ streets: counts }) => counts),
    { classes: classes.map(({ className }) => className), streets },
  );

/** File names without extension, each once: classes may differ in signs that a file name cannot have. */
function fileNames(): (name: string) => string {
  const taken = new Set<string>();
  return (name) => {
    const plain = name.replaceAll(/[^\p{L}\p{N}_-]+/gu, '-').slice(0, 100);
    let free = plain;
    for (let number = 2; taken.has(free.toLowerCase()); number += 1) free = `${plain}-${number}`;
    taken.add(free.toLowerCase());
    return free;
  };
}

/**
 * Inspects the samples of a project. Nothing of the user's is changed; charts and sheets are written to
 * `dataset/inspect/`.
 *
 * @throws UserError when there are no samples, a goal or limit is misspelt (exit code 2) or nothing can be written;
 *   InterruptedError when `signal` aborts
 *
 * @example
 * const { collectNext, findings } = await inspectProject({ project: await loadConfig('demo-town') });
 */
export async function inspectProject(options: InspectOptions): Promise<Inspection> {
  const { project, pictures = true, write = true, signal } = options;
  const limits = { ...checkSettings(project), ...options.limits };
  const target = findTarget(project, options.target);
  const samples = await readSamples(project);
  if (samples.length === 0)
    throw new UserError('there is no sample to inspect', {
      where: project.paths.samples,
      remedy: 'Run `toonvision extract` and look at its problems.',
    });
  const notes: string[] = [];
  const split = await splitOf(project, samples, notes);
  const balanced = balance(countLabels(samples), { targets: project.targets, goals: project.inspect.goals });
  const labelErrors = await checkLabels(project, samples, target, options.predictions);
  if (labelErrors !== undefined && labelErrors.outdated > 0)
    notes.push(`${labelErrors.outdated} predictions are of samples that are gone or have another label since`);

  const meanParts = balanced.levels.filter(({ classes }) => classes.length <= MOST_MEANS).map(({ part }) => part);
  const reading = pictures
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
    pictures: reading,
    sides: split?.assignments,
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
        : Object.fromEntries(balanced.levels.map((one) => [one.part, confoundingOf(one, streets)])),
    ...quality,
    files: [],
    notes,
  };
  if (write) await writeFiles(inspection, { ...options, samples, target, reading });
  return inspection;
}

/** Writes the charts, mean pictures and contact sheets, and their names into `inspection.files`. */
async function writeFiles(
  inspection: Inspection,
  options: Omit<InspectOptions, 'target'> & {
    samples: readonly Sample[];
    target: Target;
    reading: ImageReading | undefined;
  },
): Promise<void> {
  const { project, samples, target, reading, theme, png = false, signal } = options;
  const nameOf = fileNames();
  const put = async (name: string, data: string | Uint8Array) => {
    if (signal?.aborted === true)
      throw new InterruptedError('the inspection was interrupted', 'Run the command again; its files are made anew.');
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
    if (classes.length > MOST_ROWS)
      notes.push(`${part} has ${classes.length} classes; no chart is drawn of more than ${MOST_ROWS}`);
  if (reading === undefined) return;
  for (const { part, classes } of balanced.levels) {
    const tiles = classes.flatMap(({ className, name }) => {
      const mean = reading.means.find((one) => one.part === part && one.className === className);
      return mean === undefined ? [] : [{ ...mean, caption: `${name} (${mean.count})` }];
    });
    const [first] = tiles;
    if (first === undefined) continue;
    const room = { tileWidth: first.width, tileHeight: first.height, columns: 8 };
    const title = `Mean crop of each ${part}`;
    await put(`${nameOf(`mean-${part}`)}.png`, await tileSheet(tiles, { title, ...room, format: 'png', theme }));
  }
  for (const className of target.classes) {
    const own = samples.filter(({ parts }) => parts[target.name] === className);
    const title = `${target.names[className] ?? className}: ${own.length} samples`;
    const sheet = own.length === 0 ? undefined : await contactSheet(project, own, { title, theme });
    if (sheet !== undefined) await put(`${nameOf(`contact-${target.name}-${className}`)}.jpg`, sheet);
  }
}
