// Some crops, one after the other: what their pixels say, and small copies of those that mean pictures are made of.
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

/** Where the crops lie and how large a small copy is. */
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

/** Reads crops. One that cannot be read is told, not thrown. */
export async function readCrops({ directory, width, height }: CropReading, { crops }: CropJob): Promise<CropAnswer> {
  const answer: CropAnswer = { facts: [], unreadable: [], small: [] };
  for (const { id, crop, small } of crops) {
    const picture = await readCrop(join(directory, crop), crop).catch((error: unknown) => {
      if (error instanceof UserError) return error.message.split('\n')[0] ?? 'it is broken';
      throw error;
    });
    if (typeof picture === 'string') answer.unreadable.push({ id, reason: picture });
    else {
      answer.facts.push([id, cropFacts(picture)]);
      if (small) answer.small.push([id, shrinkToBytes(picture, width, height)]);
    }
  }
  return answer;
}

/** A thread has nothing else to do while it waits, and of small files reading at once takes a tenth of the time. */
async function readCrop(path: string, crop: string): Promise<RgbImage> {
  let bytes: Uint8Array;
  try {
    bytes = readFileSync(path);
  } catch (error) {
    throw explainFileError(error, crop);
  }
  return decodeImage(bytes, crop);
}
