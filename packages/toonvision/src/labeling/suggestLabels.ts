// Which pictures without a label would help a run most, and what its model says of them.

import { join } from 'node:path';
import { argmax } from '@toonvision/nn';
import type { Project } from '../config/index.ts';
import { type Box, readImageSize, readPreviousSplit, readSamples, type Sample } from '../dataset/index.ts';
import { UserError } from '../errors/index.ts';
import { plural } from '../format/index.ts';
import type { Run } from '../training/index.ts';
import type { Look } from './features.ts';
import { type LookOptions, lookAtAll } from './lookAtAll.ts';
import type { LookAnswer } from './lookWorker.ts';
import { chooseWindows, learnObjectness, type Objectness } from './objectness.ts';
import { marginOf, rankCandidates } from './rankCandidates.ts';
import { findImages } from './unlabeled.ts';
import { type UsualBox, usualBox, windowsOf } from './windows.ts';

/** Options of `suggestLabels`. */
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
  /** What the model says of the picture, or of the first of the boxes. */
  predicted: string;
  /** One a class, in the run's order. */
  probabilities: number[];
  /** Of the two likeliest classes, 0 to 1; null for a screenshot, whose windows say nothing of it. */
  margin: number | null;
  /** Distance to the nearest labeled picture, in units of what is usual among those; infinite where there is none. */
  novelty: number;
  /** `margin 2%, unlike what is labeled`; of a screenshot `unlike what is labeled, 2 likely boxes` */
  reason: string;
}

/** What `suggestLabels` found worth labeling. */
export interface LabelSuggestions {
  run: string;
  target: string;
  classes: string[];
  /** The most helpful first. */
  suggestions: LabelSuggestion[];
  /** Pictures without a label, and those of them that were looked at. */
  unlabeled: number;
  looked: number;
  /** Pictures that cannot be read, and why. */
  unread: { picture: string; message: string }[];
}

/** Labelled samples that are compared with, and annotated screenshots that windows are learnt from. */
const COMPARED = 2000;
const LEARNT = 150;
/** Windows proposed of one screenshot. */
const PROPOSED = 3;
/** Beyond so many usual distances a picture is unlike what is labeled; below the other it is like it. */
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
function reasonOf(margin: number | null, novelty: number, boxes: number): string {
  const likeness = novelty > UNLIKE ? 'unlike what is labeled' : novelty < LIKE ? 'like what is labeled' : '';
  if (margin === null) {
    const likely = boxes === 0 ? '' : plural(boxes, 'likely box', 'likely boxes');
    return [likeness, likely].filter(Boolean).join(', ');
  }
  const share = margin * 100;
  const wavers = `margin ${share < 1 && share > 0 ? share.toFixed(1) : share.toFixed(0)}%`;
  return [wavers, likeness].filter(Boolean).join(', ');
}

/** What has a label, without the sealed test side. */
async function labeledSamples(project: Project): Promise<Sample[]> {
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
      const size = usual === undefined ? undefined : await readImageSize(file).catch(() => undefined);
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
  const byScreenshot = Map.groupBy(samples, ({ screenshot }) => screenshot);
  const boxesOf = (screenshot: string) => (byScreenshot.get(screenshot) ?? []).map(({ box }) => box);
  const chosen = spread([...byScreenshot.keys()], LEARNT);
  const known: { box: Box; size: { width: number; height: number } }[] = [];
  for (const screenshot of chosen) {
    const size = await readImageSize(join(project.directory, screenshot)).catch(() => undefined);
    if (size !== undefined) for (const box of boxesOf(screenshot)) known.push({ box, size });
  }
  if (known.length === 0) return undefined;
  return { usual: usualBox(known), boxes: new Map(chosen.map((screenshot) => [screenshot, boxesOf(screenshot)])) };
}

/** What of a picture counts: the feature that is compared, what the model says, and the windows that are proposed. */
interface Counted {
  feature: Float32Array;
  look: Look;
  boxes: Box[];
}

function countedOf({ windows, answer }: Sight, objectness: Objectness | undefined): Counted | undefined {
  if ('unread' in answer) return undefined;
  const { looks } = answer;
  const [first] = looks;
  if (first === undefined) return undefined;
  if (windows.length === 0) return { feature: first.feature, look: first, boxes: [] };
  const chosen = objectness === undefined ? [] : chooseWindows(windows, objectness(looks), PROPOSED);
  return {
    feature: meanFeature(looks),
    look: looks[chosen[0] ?? 0] ?? first,
    boxes: chosen.flatMap((index) => windows[index] ?? []),
  };
}

/** What is seen in a screenshot as a whole: nearly the same in two of one burst. */
function meanFeature(looks: readonly Look[]): Float32Array {
  const length = looks[0]?.feature.length ?? 0;
  return Float32Array.from(
    { length },
    (_, i) => looks.reduce((sum, { feature }) => sum + (feature[i] ?? 0), 0) / looks.length,
  );
}

/**
 * Ranks the pictures that nothing annotates by what labeling them would help a run. Where samples are whole pictures, small
 * margins come first, and among those the ones unlike what is labeled or ranked before (`rankCandidates`). Screenshots
 * are looked at in windows of the usual size of boxes and ranked by unlikeness alone, from the mean of what is seen in the
 * windows: which window an object fills is not known well enough for its margin to mean anything (measured with half of
 * the demo town hidden, screenshots of small margins were wrong no more often than others). From the annotated screenshots it
 * is learnt which windows hold an object (`learnObjectness`); up to three of them are proposed. The sealed test side is
 * neither compared with nor learnt from.
 *
 * @throws UserError when there are no samples, or the run has no weights; InterruptedError when `signal` aborts
 *
 * @example
 * const { suggestions } = await suggestLabels({ project, run: await readRun(project, 'suit-baseline-1') });
 * suggestions[0]?.reason; // 'margin 2%, unlike what is labeled'
 */
export async function suggestLabels(options: LabelSuggestOptions): Promise<LabelSuggestions> {
  const { project, run, most = 1000, onProgress, signal, threads } = options;
  const { classes, target } = run.record.config;
  const { whole, unlabeled } = await findImages(project);
  const labeled = await labeledSamples(project);
  if (labeled.length === 0)
    throw new UserError('there is no labeled sample to compare with', { remedy: 'Run `toonvision extract` first.' });
  const pictures = spread(unlabeled, most);
  const usual = whole || pictures.length === 0 ? undefined : await usualOf(project, labeled);
  // Screenshots are compared with annotated screenshots, whole pictures with labeled crops.
  const compared =
    usual !== undefined
      ? [...usual.boxes.keys()]
      : spread(
          labeled.flatMap(({ parts, crop }) => (classes.includes(parts[target] ?? '') ? [crop] : [])),
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
  const seen = sights.flatMap((sight) => {
    const counted = countedOf(sight, objectness);
    return counted === undefined ? [] : [{ picture: sight.picture, ...counted }];
  });
  const ranked = rankCandidates(
    seen.map(({ look, feature }) => ({ margin: usual === undefined ? marginOf(look.probabilities) : 0, feature })),
    {
      labeled: readable.flatMap(({ looks }) =>
        usual === undefined ? looks.map(({ feature }) => feature) : [meanFeature(looks)],
      ),
      // Where no margin counts, all of them are in the pool.
      ...(usual === undefined ? {} : { batch: seen.length }),
    },
  );
  return {
    run: run.name,
    target,
    classes: [...classes],
    suggestions: ranked.flatMap(({ index, margin: known, novelty }) => {
      const one = seen[index];
      if (one === undefined) return [];
      const { picture, boxes } = one;
      const margin = usual === undefined ? known : null;
      const probabilities = [...one.look.probabilities];
      const predicted = classes[argmax(probabilities)] ?? '';
      const reason = reasonOf(margin, novelty, boxes.length);
      return [{ picture, boxes, predicted, probabilities, margin, novelty, reason }];
    }),
    unlabeled: unlabeled.length,
    looked: pictures.length,
    unread: sights.flatMap(({ picture, answer }) => ('unread' in answer ? [{ picture, message: answer.unread }] : [])),
  };
}
