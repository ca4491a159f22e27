// Balanced sampling: an order of samples in which strata (classes, streets) occur equally often.
import { permutation, streamKey } from '@toonvision/nn';
import type { Sample } from '../dataset/index.ts';
import type { Sampling } from '../settings/index.ts';
import type { SidedSamples } from './trainingData.ts';

/**
 * Draws the number of all samples, with each stratum equally often: the counts of two strata differ by at most one, per
 * epoch and over all epochs. Within a stratum samples come in random order, each once before any repeats, across
 * epochs. The order depends on seed and epoch alone, so a resumed run draws the same samples.
 *
 * @param strata stratum of each sample, by name
 * @param epoch counted from 1
 * @returns indices of samples, of the length of `strata`
 *
 * @example
 * balancedOrder(['a', 'a', 'a', 'b'], { seed: 0, epoch: 1 }); // two of 0, 1, 2 and 3 twice, in random order
 */
export function balancedOrder(strata: readonly string[], { seed, epoch }: { seed: number; epoch: number }): Int32Array {
  const members = Map.groupBy(strata.keys(), (index) => strata[index] ?? '');
  const names = [...members.keys()].sort((a, b) => (a < b ? -1 : 1));
  const length = strata.length;
  const drawn: number[] = [];
  names.forEach((name, number) => {
    const inside = members.get(name) ?? [];
    const key = streamKey(seed, `sampling ${name}`);
    // Number of draws of the stratum after some epochs; the sum over all strata is epochs * length (Hermite's
    // identity).
    const drawsAfter = (epochs: number) => Math.floor((epochs * length + number) / names.length);
    let round = -1;
    let order: Int32Array = new Int32Array(0);
    for (let draw = drawsAfter(epoch - 1); draw < drawsAfter(epoch); draw++) {
      if (Math.floor(draw / inside.length) !== round) {
        round = Math.floor(draw / inside.length);
        order = permutation(key, inside.length, round);
      }
      drawn.push(inside[order[draw % inside.length] ?? 0] ?? 0);
    }
  });
  return permutation(streamKey(seed, 'shuffle'), length, epoch).map((position) => drawn[position] ?? 0);
}

/** The stratum of each sample for a sampling method; undefined for `none`. */
export function strataOf(sampling: Sampling, { samples, labels }: SidedSamples): string[] | undefined {
  const street = ({ street: name }: Sample) => name ?? '';
  switch (sampling) {
    case 'none':
      return undefined;
    case 'class':
      return labels.map(String);
    case 'street':
      return samples.map(street);
    case 'classAndStreet':
      return samples.map((sample, index) => `${labels[index]} ${street(sample)}`);
  }
}
