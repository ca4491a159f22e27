// Which crops look alike: the perceptual hash of each, read in the background.
import { join } from 'node:path';
import { decodePicture } from '../dataset/index.ts';
import { cropFacts, type Hash64, hammingDistance } from '../quality/index.ts';
import type { Studio } from './studio.ts';

/** A request waits so long for the reading. */
const PATIENCE = 300;
/** Crops decoded at once: the server has other things to do. */
const LANES = 2;

interface Reading {
  of: unknown;
  hashes: Map<string, Hash64>;
  done: boolean;
  work: Promise<void>;
}

/** Finds samples that look like another. */
export class Neighbours {
  readonly #studio: Studio;
  #reading: Reading | undefined;

  constructor(studio: Studio) {
    this.#studio = studio;
  }

  /**
   * Ids of the most alike, the nearest first, with the bits in which their hashes differ, 0 to 64; null while the crops are
   * being read. Crops that cannot be read have no neighbours.
   */
  async nearest(id: string, count: number): Promise<{ id: string; distance: number }[] | null> {
    const reading = await this.#current();
    const patience = new Promise<void>((done) => {
      setTimeout(done, PATIENCE).unref();
    });
    await Promise.race([reading.work, patience]);
    if (!reading.done) return null;
    const own = reading.hashes.get(id);
    if (own === undefined) return [];
    const others = [...reading.hashes].filter(([other]) => other !== id);
    return others
      .map(([other, hash]) => ({ id: other, distance: hammingDistance(own, hash) }))
      .sort((a, b) => a.distance - b.distance)
      .slice(0, count);
  }

  async #current(): Promise<Reading> {
    const { extracted } = await this.#studio.dataset();
    if (this.#reading?.of === extracted) return this.#reading;
    // Edits give a new list of the same crops: what is known of a crop is kept.
    const known = this.#reading?.hashes;
    const hashes = new Map<string, Hash64>();
    const waiting = extracted.filter(({ id }) => {
      const hash = known?.get(id);
      if (hash !== undefined) hashes.set(id, hash);
      return hash === undefined;
    });
    const reading: Reading = { of: extracted, hashes, done: false, work: Promise.resolve() };
    let next = 0;
    const lane = async (): Promise<void> => {
      while (next < waiting.length && this.#reading === reading) {
        const sample = waiting[next];
        next += 1;
        if (sample === undefined) return;
        const picture = await decodePicture(join(this.#studio.directory, sample.crop)).catch(() => undefined);
        if (picture !== undefined) hashes.set(sample.id, cropFacts(picture).hash);
      }
    };
    this.#reading = reading;
    reading.work = Promise.all(Array.from({ length: LANES }, lane)).then(() => {
      reading.done = true;
    });
    return reading;
  }
}
