// Which pictures without a label would help a run most, and what its model says of them.
import { join } from 'node:path';
import type { Project } from '../config/index.ts';
import { type Box, pictureSize, readPreviousSplit, readSamples, type Sample } from '../dataset/index.ts';
import { UserError } from '../errors/index.ts';
import type { Run } from '../training/index.ts';
import type { Look } from './features.ts';
import { type LookOptions, lookAtAll } from './lookAtAll.ts';
import type { LookAnswer } from './lookWorker.ts';
import { chooseWindows, learnObjectness, looksAtBoxes, type Objectness } from './objectness.ts';
import { marginOf, rankCandidates } from './rankCandidates.ts';
import { findPictures } from './unlabelled.ts';
import { type UsualBox, usualBox, windowsOf } from './windows.ts';

export interface LabelSuggestOptions extends LookOptions {
  project: Project;
  run: Run;
  /** Pictures that are looked at, at most; of more, evenly spread ones. Default 1000. */
  most?: number;
}

/** A picture to label next. */
export interface LabelSuggestion {
  /** Path relative to the project folder, with `/`. */
  picture: string;
  /** Windows that may hold an object, the likeliest first; empty where the picture is one as a whole. */
  boxes: Box[];
  /** Which of them the model wavers at most, from 0. */
  doubted: number;
  /** What the model says of the picture, or of that window. */
  predicted: string;
  /** One a class, in the run's order. */
  probabilities: number[];
  /** Of the two likeliest classes, 0 to 1. */
  margin: number;
  /** Distance to the nearest labelled picture, in units of what is usual among those; infinite where there is none. */
  novelty: number;
  /** `margin 2 %, unlike what is labelled` */
  reason: string;
}

export interface LabelSuggestions {
  run: string;
  target: string;
  classes: string[];
  /** The most helpful first. */
  suggestions: LabelSuggestion[];
  /** Pictures without a label, and those of them that were looked at. */
  unlabelled: number;
  looked: number;
  /** Pictures that cannot be read, and why. */
  unread: { picture: string; message: string }[];
}

/** Labelled samples that are compared with, and annotated screenshots that windows are learnt from. */
const COMPARED = 2000;
const LEARNT = 150;
/** Windows proposed of one screenshot. */
const PROPOSED = 3;
/** Beyond so many usual distances a picture is unlike what is labelled; below the other it is like it. */
const UNLIKE = 1.5;
const LIKE = 0.7;

/** At most `most` of them, evenly spread. */
function spread<Value>(values: readonly Value[], most: number): Value[] {
  if (values.length <= most) return [...values];
  return Array.from({ length: most }, (_, i) => values[Math.floor((i * values.length) / most)]).filter(
    (value) => value !== undefined,
  );
}

/** Why a picture stands where it stands. */
export function reasonOf({ margin, novelty }: { margin: number; novelty: number }): string {
  const share = margin * 100;
  const wavers = `margin ${share < 1 && share > 0 ? share.toFixed(1) : share.toFixed(0)} %`;
  if (novelty > UNLIKE) return `${wavers}, unlike what is labelled`;
  return novelty < LIKE ? `${wavers}, like what is labelled` : wavers;
}

/** What has a label, without the sealed test side. */
async function labelledSamples(project: Project): Promise<Sample[]> {
  const [samples, split] = await Promise.all([readSamples(project), readPreviousSplit(project)]);
  return samples.filter(({ id }) => split?.assignments[id] !== 'test');
}

interface Sight {
  picture: string;
  windows: Box[];
  answer: LookAnswer;
}

/** Looks at the windows of screenshots, or at whole pictures where `usual` is undefined. */
async function sightsOf(
  { project, run }: Pick<LabelSuggestOptions, 'project' | 'run'>,
  pictures: readonly string[],
  usual: UsualBox | undefined,
  watch: LookOptions,
): Promise<Sight[]> {
  const jobs = await Promise.all(
    pictures.map(async (picture) => {
      const file = join(project.directory, picture);
      const size = usual === undefined ? undefined : await pictureSize(file).catch(() => undefined);
      return { picture, file, boxes: size === undefined || usual === undefined ? [] : windowsOf(size, usual) };
    }),
  );
  const answers = await lookAtAll(run, jobs, watch);
  return jobs.flatMap(({ picture, boxes }, index) => {
    const answer = answers[index];
    return answer === undefined ? [] : [{ picture, windows: boxes, answer }];
  });
}

/** Annotated screenshots and what boxes in them are like. */
async function usualOf(
  project: Project,
  samples: readonly Sample[],
): Promise<{ usual: UsualBox; boxes: Map<string, Box[]> } | undefined> {
  const boxes = new Map<string, Box[]>();
  for (const { screenshot, box } of samples) boxes.set(screenshot, [...(boxes.get(screenshot) ?? []), box]);
  const chosen = spread([...boxes.keys()], LEARNT);
  const known: { box: Box; size: { width: number; height: number } }[] = [];
  for (const screenshot of chosen) {
    const size = await pictureSize(join(project.directory, screenshot)).catch(() => undefined);
    if (size !== undefined) for (const box of boxes.get(screenshot) ?? []) known.push({ box, size });
  }
  if (known.length === 0) return undefined;
  return { usual: usualBox(known), boxes: new Map(chosen.map((one) => [one, boxes.get(one) ?? []])) };
}

/** What of a picture counts: the look that is compared and the windows that are proposed. */
function chosenLook(
  { windows, answer }: Sight,
  objectness: Objectness | undefined,
): { look: Look; boxes: Box[]; doubted: number } | undefined {
  if ('unread' in answer) return undefined;
  const { looks } = answer;
  const [first] = looks;
  if (windows.length === 0) return first === undefined ? undefined : { look: first, boxes: [], doubted: 0 };
  // Without anything to learn from, all windows count and none is proposed.
  const chosen =
    objectness === undefined ? looks.map((_, index) => index) : chooseWindows(windows, objectness(looks), PROPOSED);
  const margins = chosen.map((index) => marginOf(looks[index]?.probabilities ?? [1]));
  const doubted = margins.indexOf(Math.min(...margins));
  const look = looks[chosen[doubted] ?? -1];
  if (look === undefined) return undefined;
  if (objectness === undefined) return { look, boxes: [], doubted: 0 };
  return { look, boxes: chosen.flatMap((index) => windows[index] ?? []), doubted };
}

/**
 * Ranks the pictures that nothing annotates by what labelling them would help a run: small margins first, and among those the
 * ones unlike what is labelled or ranked before (`rankCandidates`). Where samples are whole pictures, each is looked at as it
 * is. A screenshot is looked at in windows of the usual size of boxes; from the annotated ones it is learnt which windows hold
 * an object (`learnObjectness`), up to three of these are proposed, and the one the model wavers at most gives the margin. The
 * sealed test side is neither compared with nor learnt from.
 *
 * @throws UserError when there are no samples, or the run has no weights; InterruptedError when `signal` aborts
 *
 * @example
 * const { suggestions } = await suggestLabels({ project, run: await readRun(project, 'suit-baseline-1') });
 * suggestions[0]?.reason; // 'margin 2 %, unlike what is labelled'
 */
export async function suggestLabels(options: LabelSuggestOptions): Promise<LabelSuggestions> {
  const { project, run, most = 1000, onProgress, signal, threads } = options;
  const { classes, target } = run.record.config;
  const { whole, unlabelled } = await findPictures(project);
  const labelled = await labelledSamples(project);
  if (labelled.length === 0)
    throw new UserError('there is no labelled sample to compare with', { remedy: 'Run `toonvision extract` first.' });
  const pictures = spread(unlabelled, most);
  const usual = whole || pictures.length === 0 ? undefined : await usualOf(project, labelled);
  // Windows are compared with windows on labelled boxes, whole pictures with labelled crops.
  const compared =
    usual !== undefined
      ? [...usual.boxes.keys()]
      : spread(
          labelled.flatMap(({ parts, crop }) => (classes.includes(parts[target] ?? '') ? [crop] : [])),
          COMPARED,
        );
  const total = compared.length + pictures.length;
  const known = await sightsOf(options, compared, usual?.usual, {
    ...{ threads, signal },
    onProgress: (done) => onProgress?.(done, total),
  });
  const sights = await sightsOf(options, pictures, usual?.usual, {
    ...{ threads, signal },
    onProgress: (done) => onProgress?.(compared.length + done, total),
  });
  const readable = known.flatMap(({ picture, windows, answer }) =>
    'unread' in answer ? [] : [{ windows, looks: answer.looks, boxes: usual?.boxes.get(picture) ?? [] }],
  );
  const objectness = usual === undefined ? undefined : learnObjectness(readable);
  const looks = readable.flatMap((one) => (usual === undefined ? one.looks : looksAtBoxes(one)));
  const seen = sights.flatMap((sight) => {
    const chosen = chosenLook(sight, objectness);
    return chosen === undefined ? [] : [{ picture: sight.picture, ...chosen }];
  });
  const ranked = rankCandidates(
    seen.map(({ look }) => ({ margin: marginOf(look.probabilities), feature: look.feature })),
    { labelled: looks.map(({ feature }) => feature) },
  );
  return {
    run: run.name,
    target,
    classes: [...classes],
    suggestions: ranked.flatMap(({ index, margin, novelty }) => {
      const one = seen[index];
      if (one === undefined) return [];
      const probabilities = [...one.look.probabilities];
      const predicted = classes[probabilities.indexOf(Math.max(...probabilities))] ?? '';
      const { picture, boxes, doubted } = one;
      return [
        { picture, boxes, doubted, predicted, probabilities, margin, novelty, reason: reasonOf({ margin, novelty }) },
      ];
    }),
    unlabelled: unlabelled.length,
    looked: pictures.length,
    unread: sights.flatMap(({ picture, answer }) => ('unread' in answer ? [{ picture, message: answer.unread }] : [])),
  };
}
