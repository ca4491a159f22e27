// Reads a batch of crops: pixel facts, and small copies of the crops that mean images are computed from.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { decodeImage, type RgbImage } from '../dataset/index.ts';
import { UserError } from '../errors/index.ts';
import { explainFileError } from '../files/index.ts';
import { type CropFacts, cropFacts, shrinkToBytes } from '../quality/index.ts';

export interface CropJob {
  /** Ids, crops relative to the project, and whether a small copy is wanted. */
  crops: readonly { id: string; crop: string; small: boolean }[];
}

/** Folder of the crops and size of a small copy. */
export interface CropReading {
  directory: string;
  width: number;
  height: number;
}

export interface CropAnswer {
  facts: [id: string, facts: CropFacts][];
  unreadable: { id: string; reason: string }[];
  /** `height` x `width` x 3 bytes each. */
  small: [id: string, pixels: Uint8Array][];
}

/** Reads crops. Unreadable crops are listed in the answer instead of thrown. */
export async function readCrops({ directory, width, height }: CropReading, { crops }: CropJob): Promise<CropAnswer> {
  const answer: CropAnswer = { facts: [], unreadable: [], small: [] };
  for (const { id, crop, small } of crops) {
    const image = await readCrop(join(directory, crop), crop).catch((error: unknown) => {
      if (error instanceof UserError) return error.message.split('\n')[0] ?? 'it is broken';
      throw error;
    });
    if (typeof image === 'string') answer.unreadable.push({ id, reason: image });
    else {
      answer.facts.push([id, cropFacts(image)]);
      if (small) answer.small.push([id, shrinkToBytes(image, width, height)]);
    }
  }
  return answer;
}

/** Reads synchronously: a worker thread has nothing else to do, and small files take a tenth of the time. */
async function readCrop(path: string, crop: string): Promise<RgbImage> {
  let bytes: Uint8Array;
  try {
    bytes = readFileSync(path);
  } catch (error) {
    throw explainFileError(error, crop);
  }
  return decodeImage(bytes, crop);
}
