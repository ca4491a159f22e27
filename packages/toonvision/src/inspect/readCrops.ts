// Some crops, one after the other: what their pixels say, and small copies of those that mean pictures are made of.
import { join } from 'node:path';
import { decodePicture } from '../dataset/index.ts';
import { UserError } from '../errors/index.ts';
import { type CropFacts, cropFacts, shrink } from '../quality/index.ts';

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
    const picture = await decodePicture(join(directory, crop), crop).catch((error: unknown) => {
      if (error instanceof UserError) return error.message.split('\n')[0] ?? 'it is broken';
      throw error;
    });
    if (typeof picture === 'string') answer.unreadable.push({ id, reason: picture });
    else {
      answer.facts.push([id, cropFacts(picture)]);
      if (small) answer.small.push([id, Uint8Array.from(shrink(picture, width, height), Math.round)]);
    }
  }
  return answer;
}
