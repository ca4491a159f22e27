// Samples whose crops look alike, by perceptual hashes that are computed in the background.
import { join } from 'node:path';
import { decodeImage, type Sample } from '../dataset/index.ts';
import { cropFacts, type Hash64, hammingDistance } from '../quality/index.ts';
import { BackgroundTask, type TaskControl } from './backgroundTask.ts';
import type { Studio } from './studio.ts';

/** Crops decoded at a time; low, because the server has other requests to answer. */
const CONCURRENCY = 2;

type Hashes = ReadonlyMap<string, Hash64>;

/** Finds samples that look like another one. */
export class Neighbors {
  readonly #studio: Studio;
  readonly #hashing = new BackgroundTask<readonly Sample[], Hashes>((running, wanted) => running === wanted);
  /** Hashes of the last list of samples: an edit creates a new list of the same crops. */
  #known: Hashes = new Map();

  constructor(studio: Studio) {
    this.#studio = studio;
  }

  /**
   * The most similar samples, nearest first, with the number of hash bits that differ (0 to 64); null while crops are
   * being read. A crop that cannot be read has no neighbors.
   */
  async nearest(id: string, count: number): Promise<{ id: string; distance: number }[] | null> {
    const { extracted } = await this.#studio.dataset();
    const answer = await this.#hashing.poll(extracted, (control) => this.#hashAll(extracted, control));
    if (answer.state === 'reading') return null;
    const hashes = answer.value;
    const hash = hashes.get(id);
    if (hash === undefined) return [];
    return [...hashes]
      .filter(([other]) => other !== id)
      .map(([other, otherHash]) => ({ id: other, distance: hammingDistance(hash, otherHash) }))
      .sort((a, b) => a.distance - b.distance)
      .slice(0, count);
  }

  async #hashAll(samples: readonly Sample[], { signal }: TaskControl): Promise<Hashes> {
    const hashes = new Map<string, Hash64>();
    const waiting = samples.filter(({ id }) => {
      const hash = this.#known.get(id);
      if (hash !== undefined) hashes.set(id, hash);
      return hash === undefined;
    });
    // All workers take samples from one iterator.
    const queue = waiting.values();
    const hashNext = async (): Promise<void> => {
      for (const sample of queue) {
        if (signal.aborted) return;
        const image = await decodeImage(join(this.#studio.directory, sample.crop)).catch(() => undefined);
        if (image !== undefined) hashes.set(sample.id, cropFacts(image).hash);
      }
    };
    this.#known = hashes;
    await Promise.all(Array.from({ length: CONCURRENCY }, hashNext));
    return hashes;
  }
}
