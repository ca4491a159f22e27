// Classifies new images with the model of a run, whole or per annotated box.
import { extname, join, resolve, sep } from 'node:path';
import { imageBytes } from '@toonvision/nn';
import { ANNOTATION_FORMATS, type ImageAnnotation, type SourceImage } from '../annotations/index.ts';
import type { Project } from '../config/index.ts';
import {
  type Box,
  decodeImage,
  explainBox,
  fitBox,
  openSource,
  pixelBox,
  projectPath,
  renderInput,
  withMargin,
} from '../dataset/index.ts';
import { InterruptedError, UserError } from '../errors/index.ts';
import { predictedLabels } from '../evaluation/index.ts';
import { loadRunModel } from './loadRunModel.ts';
import type { Run } from './runFolder.ts';

/** Options of `predictImages`. */
export interface PredictOptions {
  /** Project whose crop settings and annotations apply. */
  project: Project;
  run: Run;
  /** Image files: PNG, JPEG, WebP, TIFF, GIF or AVIF. */
  paths: readonly string[];
  /**
   * Whether to predict each annotated object, with the margin of the project's crops, instead of the whole image. Applies
   * if a Pascal VOC or LabelMe file of the same name is next to the image, or the image belongs to the source of the
   * project. Default false.
   */
  boxes?: boolean;
  threads?: number;
  signal?: AbortSignal;
}

/** Prediction for an image or for one box in it. */
export interface ImagePrediction {
  /** Path as given. */
  file: string;
  /** The annotated object, or undefined for the whole image. */
  object: { number: number; name: string; box: Box } | undefined;
  predicted: string;
  /** Probability per class, in the class order of the run. */
  probabilities: number[];
}

interface Crop {
  file: string;
  object: ImagePrediction['object'];
  bytes: Uint8Array;
}

/** Number of crops in memory at a time, 600x200x3 bytes each. */
const BATCH_SIZE = 128;

/**
 * Predicts images with the best weights of a run, in the given order.
 *
 * @throws UserError naming an image that is missing or damaged, or whose annotation has a box without pixels
 *
 * @example
 * const [first] = await predictImages({ project, run: await readRun(project, 'suit-baseline-1'), paths: ['new.png'] });
 * first?.predicted; // 'bb'
 */
export async function predictImages(options: PredictOptions): Promise<ImagePrediction[]> {
  const { project, run, paths, boxes = false, signal } = options;
  const annotationOf = annotations(project);
  const { classes, input } = run.record.config;
  const model = await loadRunModel(run);
  const predictions: ImagePrediction[] = [];
  let waiting: Crop[] = [];
  const predictWaiting = async () => {
    const crops = waiting;
    waiting = [];
    if (crops.length === 0) return;
    const bytes = Buffer.concat(crops.map((crop) => crop.bytes));
    const { height, width, channels } = input;
    const { probabilities } = await model.predict(
      imageBytes(bytes, { height, width, channels }),
      options.threads === undefined ? {} : { threads: options.threads },
    );
    for (const [index, { label, probabilities: row }] of predictedLabels(probabilities, classes.length).entries()) {
      const crop = crops[index];
      if (crop === undefined) continue;
      predictions.push({ file: crop.file, object: crop.object, predicted: classes[label] ?? '', probabilities: row });
    }
  };
  for (const file of paths) {
    if (signal?.aborted) throw new InterruptedError('interrupted; nothing was predicted');
    const annotation = boxes ? await annotationOf(file) : undefined;
    if (annotation === undefined) {
      waiting.push({ file, object: undefined, bytes: await renderInput(file, input) });
    } else {
      for (const { region, ...object } of await boxesOf(project, file, annotation)) {
        waiting.push({ file, object, bytes: await renderInput(file, input, region) });
      }
    }
    if (waiting.length >= BATCH_SIZE) await predictWaiting();
  }
  await predictWaiting();
  return predictions;
}

interface Annotated extends ImageAnnotation {
  /** The annotation file. */
  file: string;
}

/** Looks up the annotation of an image. The source of the project is opened for the first of its images. */
function annotations(project: Project): (file: string) => Promise<Annotated | undefined> {
  let source: Promise<Map<string, SourceImage>> | undefined;
  const openOnce = async () => {
    const { images } = await openSource(project);
    return new Map(images.map((image) => [join(project.directory, projectPath(project, image.image)), image]));
  };
  return async (file) => {
    for (const { load } of ANNOTATION_FORMATS) {
      const { sidecar } = await load();
      if (sidecar === undefined) continue;
      const path = `${file.slice(0, file.length - extname(file).length)}${sidecar.extension}`;
      if (await sidecar.matches(path)) return { file: path, ...(await sidecar.read(path)) };
    }
    if (!resolve(file).startsWith(resolve(project.paths.screenshots) + sep)) return undefined;
    source ??= openOnce();
    const image = (await source).get(resolve(file));
    return image === undefined ? undefined : { file: image.annotationFile, ...(await image.read()) };
  };
}

type PredictedBox = NonNullable<ImagePrediction['object']> & { region: Box };

async function boxesOf(project: Project, file: string, annotation: Annotated): Promise<PredictedBox[]> {
  const { objects, errors } = annotation;
  const invalid = errors[0];
  const remedy = 'Fix the annotation, or omit --boxes to predict the whole image.';
  if (invalid !== undefined)
    throw new UserError(invalid.message, { where: `${annotation.file}, object ${invalid.object}`, remedy });
  const size = await decodeImage(file);
  return objects.map((object) => {
    const { number, name } = object;
    const fitted = fitBox(pixelBox(object, annotation, size), size);
    if (fitted.error !== undefined)
      throw new UserError(explainBox(fitted.error), { where: `${annotation.file}, object ${number}`, remedy });
    return { number, name, box: fitted.box, region: withMargin(fitted.box, size, project.crop) };
  });
}
