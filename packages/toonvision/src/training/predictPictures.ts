// Says what a run's model thinks of pictures it has never seen, whole or box by box.
import { stat } from 'node:fs/promises';
import { extname } from 'node:path';
import { imageBytes } from '@toonvision/nn';
import { type Box, decodePicture, fitBox, readVoc, renderInput } from '../dataset/index.ts';
import { InterruptedError, UserError } from '../errors/index.ts';
import { predictedLabels } from '../evaluation/index.ts';
import { loadRunModel } from './loadRunModel.ts';
import type { Run } from './runFolder.ts';

export interface PredictOptions {
  run: Run;
  /** Picture files: PNG, JPEG, WebP, TIFF, GIF or AVIF. */
  paths: readonly string[];
  /**
   * Predict each annotated box of a picture that has a Pascal VOC file of the same name beside it, instead of the whole
   * picture. Default false.
   */
  boxes?: boolean;
  threads?: number | undefined;
  signal?: AbortSignal | undefined;
}

/** What the model thinks of one picture or of one box in it. */
export interface PicturePrediction {
  /** As given. */
  file: string;
  /** The annotated object, or undefined for the whole picture. */
  object: { number: number; name: string; box: Box } | undefined;
  predicted: string;
  /** One probability a class, in the class order of the run. */
  probabilities: number[];
}

interface Crop {
  file: string;
  object: PicturePrediction['object'];
  bytes: Uint8Array;
}

/** Pictures in memory at once: 600x200x3 bytes each. */
const CHUNK = 128;

/**
 * Predicts pictures with the best weights of a run, in the given order.
 *
 * @throws UserError naming the picture that is missing or broken, or whose annotation has a box without pixels
 *
 * @example
 * const [first] = await predictPictures({ run: await readRun(project, 'suit-baseline-1'), paths: ['new.png'] });
 * first?.predicted; // 'bb'
 */
export async function predictPictures(options: PredictOptions): Promise<PicturePrediction[]> {
  const { run, paths, boxes = false, signal } = options;
  const { classes, input } = run.record.config;
  const model = await loadRunModel(run);
  const predictions: PicturePrediction[] = [];
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
    const annotation = boxes ? await annotationBeside(file) : undefined;
    if (annotation === undefined) {
      waiting.push({ file, object: undefined, bytes: await renderInput(file, input) });
    } else {
      for (const object of await boxesOf(file, annotation)) {
        waiting.push({ file, object, bytes: await renderInput(file, input, object.box) });
      }
    }
    if (waiting.length >= CHUNK) await predictWaiting();
  }
  await predictWaiting();
  return predictions;
}

/** The Pascal VOC file beside a picture, if there is one. */
async function annotationBeside(file: string): Promise<string | undefined> {
  const path = `${file.slice(0, file.length - extname(file).length)}.xml`;
  return (await stat(path).catch(() => undefined))?.isFile() ? path : undefined;
}

async function boxesOf(file: string, annotation: string): Promise<NonNullable<PicturePrediction['object']>[]> {
  const { objects, faults } = await readVoc(annotation);
  const fault = faults[0];
  const remedy = 'Mend the annotation, or leave --boxes out to predict the whole picture.';
  if (fault !== undefined)
    throw new UserError(fault.message, { where: `${annotation}, object ${fault.object}`, remedy });
  const size = await decodePicture(file);
  return objects.map(({ number, name, box }) => {
    const fitted = fitBox(box, size);
    if ('message' in fitted) throw new UserError(fitted.message, { where: `${annotation}, object ${number}`, remedy });
    return { number, name, box: fitted.box };
  });
}
