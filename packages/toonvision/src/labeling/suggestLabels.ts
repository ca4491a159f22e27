// Suggests which unlabeled images to label next, based on the model of a run.
import { join } from 'node:path';
import { argmax } from '@toonvision/nn';
import type { Project } from '../config/index.ts';
import { type Box, readImageSize, readPreviousSplit, readSamples, type Sample } from '../dataset/index.ts';
import { UserError } from '../errors/index.ts';
import { plural } from '../format/index.ts';
import type { Run } from '../training/index.ts';
import { type ExtractFeaturesOptions, extractFeatures } from './extractFeatures.ts';
import type { ImageFeatures } from './featureExtractor.ts';
import type { FeatureAnswer } from './featureWorker.ts';
import { findImages } from './findImages.ts';
import { chooseWindows, fitObjectness, type Objectness } from './objectness.ts';
import { computeMargin, rankCandidates } from './rankCandidates.ts';
import { computeTypicalBox, createSearchWindows, type TypicalBox } from './searchWindows.ts';

/** Options of `suggestLabels`. */
export interface SuggestLabelsOptions extends ExtractFeaturesOptions {
  project: Project;
  run: Run;
  /** Maximum number of images to examine; evenly spaced if there are more. Default 1000. */
  maxImages?: number;
}

/** An image to label next. */
export interface LabelSuggestion {
  /** Path relative to the project folder, with `/`. */
  image: string;
  /** Windows that may contain an object, most likely first; empty if samples are whole images. */
  boxes: Box[];
  /** Predicted class of the image, or of the first box. */
  predicted: string;
  /** One per class, in the order of the run. */
  probabilities: number[];
  /** Margin between the two most probable classes, 0 to 1; null for screenshots. */
  margin: number | null;
  /** Distance to the nearest labeled image, relative to the median such distance; infinite without labeled images. */
  novelty: number;
  /** `margin 2%, unlike labeled images`, or `unlike labeled images, 2 likely boxes` for a screenshot. */
  reason: string;
}

/** Result of `suggestLabels`. */
export interface LabelSuggestions {
  run: string;
  target: string;
  classes: string[];
  /** Most helpful first. */
  suggestions: LabelSuggestion[];
  /** Number of unlabeled images. */
  unlabeled: number;
  /** Number of unlabeled images that were examined. */
  examined: number;
  /** Images that cannot be read, with the reason. */
  unreadable: { image: string; message: string }[];
}

/** Maximum number of labeled samples to compare with. */
const MAX_LABELED = 2000;
/** Maximum number of annotated screenshots to fit the object classifier on. */
const MAX_ANNOTATED_SCREENSHOTS = 150;
/** Maximum number of boxes proposed per screenshot. */
const MAX_BOXES = 3;
/** Novelty above which an image is called unlike labeled images, and below which it is called similar. */
const MIN_UNLIKE_NOVELTY = 1.5;
const MAX_SIMILAR_NOVELTY = 0.7;

/** Returns at most `max` values, evenly spaced. */
function sampleEvenly<Value>(values: readonly Value[], max: number): Value[] {
  if (values.length <= max) return [...values];
  return Array.from({ length: max }, (_, i) => values[Math.floor((i * values.length) / max)]).filter(
    (value) => value !== undefined,
  );
}

/** Formats why an image is suggested. */
function formatReason(margin: number | null, novelty: number, boxes: number): string {
  const similarity =
    novelty > MIN_UNLIKE_NOVELTY
      ? 'unlike labeled images'
      : novelty < MAX_SIMILAR_NOVELTY
        ? 'similar to labeled images'
        : '';
  if (margin === null) {
    const likely = boxes === 0 ? '' : plural(boxes, 'likely box', 'likely boxes');
    return [similarity, likely].filter(Boolean).join(', ');
  }
  const percentage = margin * 100;
  const decimals = percentage < 1 && percentage > 0 ? 1 : 0;
  return [`margin ${percentage.toFixed(decimals)}%`, similarity].filter(Boolean).join(', ');
}

/** Reads the labeled samples, without the sealed test split. */
async function readLabeledSamples(project: Project): Promise<Sample[]> {
  const [samples, split] = await Promise.all([readSamples(project), readPreviousSplit(project)]);
  return samples.filter(({ id }) => split?.assignments[id] !== 'test');
}

interface ExaminedImage {
  image: string;
  windows: Box[];
  answer: FeatureAnswer;
}

/** Extracts the features of the search windows of screenshots, or of whole images if `typical` is undefined. */
async function examineImages(
  { project, run }: Pick<SuggestLabelsOptions, 'project' | 'run'>,
  images: readonly string[],
  typical: TypicalBox | undefined,
  options: ExtractFeaturesOptions,
): Promise<ExaminedImage[]> {
  const jobs = await Promise.all(
    images.map(async (image) => {
      const file = join(project.directory, image);
      const size = typical === undefined ? undefined : await readImageSize(file).catch(() => undefined);
      const boxes = size === undefined || typical === undefined ? [] : createSearchWindows(size, typical);
      return { image, file, boxes };
    }),
  );
  const answers = await extractFeatures(run, jobs, options);
  return jobs.flatMap(({ image, boxes }, index) => {
    const answer = answers[index];
    return answer === undefined ? [] : [{ image, windows: boxes, answer }];
  });
}

/** Reads the boxes of annotated screenshots and computes the typical box. */
async function readAnnotatedBoxes(
  project: Project,
  samples: readonly Sample[],
): Promise<{ typical: TypicalBox; boxes: Map<string, Box[]> } | undefined> {
  const byScreenshot = Map.groupBy(samples, ({ screenshot }) => screenshot);
  const boxesOf = (screenshot: string) => (byScreenshot.get(screenshot) ?? []).map(({ box }) => box);
  const chosen = sampleEvenly([...byScreenshot.keys()], MAX_ANNOTATED_SCREENSHOTS);
  const sized: { box: Box; size: { width: number; height: number } }[] = [];
  for (const screenshot of chosen) {
    const size = await readImageSize(join(project.directory, screenshot)).catch(() => undefined);
    if (size !== undefined) for (const box of boxesOf(screenshot)) sized.push({ box, size });
  }
  if (sized.length === 0) return undefined;
  return {
    typical: computeTypicalBox(sized),
    boxes: new Map(chosen.map((screenshot) => [screenshot, boxesOf(screenshot)])),
  };
}

/** What an image is ranked by, and the boxes proposed in it. */
interface ImageSummary {
  feature: Float32Array;
  probabilities: Float32Array;
  boxes: Box[];
}

function summarizeImage({ windows, answer }: ExaminedImage, objectness?: Objectness): ImageSummary | undefined {
  if ('error' in answer) return undefined;
  const { features } = answer;
  const [first] = features;
  if (first === undefined) return undefined;
  if (windows.length === 0) return { ...first, boxes: [] };
  const chosen = objectness === undefined ? [] : chooseWindows(windows, objectness(features), MAX_BOXES);
  return {
    feature: meanFeature(features),
    probabilities: (features[chosen[0] ?? 0] ?? first).probabilities,
    boxes: chosen.flatMap((index) => windows[index] ?? []),
  };
}

/** Averages the feature over windows; nearly equal for two screenshots of one burst. */
function meanFeature(features: readonly ImageFeatures[]): Float32Array {
  const length = features[0]?.feature.length ?? 0;
  return Float32Array.from(
    { length },
    (_, i) => features.reduce((sum, { feature }) => sum + (feature[i] ?? 0), 0) / features.length,
  );
}

/**
 * Ranks unlabeled images by how much labeling them is expected to help a run.
 *
 * If samples are whole images, images with small margins come first and, among those, images unlike labeled or
 * previously ranked ones (`rankCandidates`).
 *
 * Screenshots are searched with windows of the typical box size and ranked by novelty alone, using the mean feature of
 * their windows. The margin of a window is not informative while it is uncertain which window contains an object: with
 * half of the demo town hidden, screenshots with small margins were misclassified no more often than others. An object
 * classifier fitted on the annotated screenshots (`fitObjectness`) proposes up to three windows per screenshot.
 *
 * The sealed test split is never used.
 *
 * @throws UserError if there are no labeled samples or the run has no weights; InterruptedError if `signal` aborts
 *
 * @example
 * const { suggestions } = await suggestLabels({ project, run: await readRun(project, 'suit-baseline-1') });
 * suggestions[0]?.reason; // 'margin 2%, unlike labeled images'
 */
export async function suggestLabels(options: SuggestLabelsOptions): Promise<LabelSuggestions> {
  const { project, run, maxImages = 1000, onProgress, signal, threads } = options;
  const { classes, target } = run.record.config;
  const { whole, unlabeled } = await findImages(project);
  const samples = await readLabeledSamples(project);
  if (samples.length === 0)
    throw new UserError('no labeled samples to compare with', { remedy: 'Run `toonvision extract` first.' });
  const images = sampleEvenly(unlabeled, maxImages);
  const annotated = whole || images.length === 0 ? undefined : await readAnnotatedBoxes(project, samples);
  // Screenshots are compared with annotated screenshots, whole images with labeled crops.
  const references =
    annotated !== undefined
      ? [...annotated.boxes.keys()]
      : sampleEvenly(
          samples.flatMap(({ parts, crop }) => (classes.includes(parts[target] ?? '') ? [crop] : [])),
          MAX_LABELED,
        );
  const total = references.length + images.length;
  const examinedReferences = await examineImages(options, references, annotated?.typical, {
    ...{ threads, signal },
    onProgress: (done) => onProgress?.(done, total),
  });
  const examined = await examineImages(options, images, annotated?.typical, {
    ...{ threads, signal },
    onProgress: (done) => onProgress?.(references.length + done, total),
  });
  const readable = examinedReferences.flatMap(({ image, windows, answer }) =>
    'error' in answer ? [] : [{ windows, features: answer.features, boxes: annotated?.boxes.get(image) ?? [] }],
  );
  const objectness = annotated === undefined ? undefined : fitObjectness(readable);
  const candidates = examined.flatMap((entry) => {
    const summary = summarizeImage(entry, objectness);
    return summary === undefined ? [] : [{ image: entry.image, ...summary }];
  });
  const marginOf = (probabilities: Float32Array) => (annotated === undefined ? computeMargin(probabilities) : null);
  const ranked = rankCandidates(
    candidates.map(({ probabilities, feature }) => ({ margin: marginOf(probabilities) ?? 0, feature })),
    {
      labeled: readable.flatMap(({ features }) =>
        annotated === undefined ? features.map(({ feature }) => feature) : [meanFeature(features)],
      ),
      // Without margins all images are in the pool.
      ...(annotated === undefined ? {} : { batch: candidates.length }),
    },
  );
  return {
    run: run.name,
    target,
    classes: [...classes],
    suggestions: ranked.flatMap(({ index, novelty }) => {
      const candidate = candidates[index];
      if (candidate === undefined) return [];
      const { image, boxes } = candidate;
      const margin = marginOf(candidate.probabilities);
      const probabilities = [...candidate.probabilities];
      const predicted = classes[argmax(probabilities)] ?? '';
      return [
        {
          image,
          boxes,
          predicted,
          probabilities,
          margin,
          novelty,
          reason: formatReason(margin, novelty, boxes.length),
        },
      ];
    }),
    unlabeled: unlabeled.length,
    examined: images.length,
    unreadable: examined.flatMap(({ image, answer }) => ('error' in answer ? [{ image, message: answer.error }] : [])),
  };
}
