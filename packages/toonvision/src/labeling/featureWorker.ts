// Worker thread that computes the features of images, or of boxes in them, with the model of a run.
import { workerData } from 'node:worker_threads';
import { modelFromFiles } from '@toonvision/nn';
import type { InputSize } from '../config/index.ts';
import { type Box, decodeImage, resizeCrop } from '../dataset/index.ts';
import { UserError } from '../errors/index.ts';
import { serveJobs } from '../threads/index.ts';
import { type ImageFeatures, openFeatureExtractor } from './featureExtractor.ts';

export interface FeatureWorkerStart {
  modelJson: string;
  weights: Uint8Array;
  input: InputSize;
}

/** An image file and boxes in it; without boxes the whole image is used. */
export interface FeatureJob {
  file: string;
  boxes: readonly Box[];
}

/** Features of each box, or the reason why the image cannot be read. */
export type FeatureAnswer = { features: ImageFeatures[] } | { error: string };

const start = workerData as FeatureWorkerStart;
const opening = openFeatureExtractor(modelFromFiles(start));

serveJobs(async ({ file, boxes }: FeatureJob): Promise<FeatureAnswer> => {
  const extract = await opening;
  try {
    const image = await decodeImage(file);
    const whole = { xmin: 0, ymin: 0, xmax: image.width, ymax: image.height };
    const regions = boxes.length === 0 ? [whole] : boxes;
    return { features: regions.map((box) => extract(resizeCrop(image, box, start.input))) };
  } catch (error) {
    if (error instanceof UserError) return { error: error.message };
    throw error;
  }
});
