// The order of an epoch in which strata (classes, streets) come equally often.
import { permutation, streamKey } from '@toonvision/nn';
import type { Sampling } from '../config/index.ts';
import type { Sample } from '../dataset/index.ts';
import type { SidedSamples } from './trainingData.ts';

/**
 * Draws as many samples as there are, each stratum equally often: in every epoch the counts of two strata differ by one at
 * most, over all epochs, too. Within a stratum samples come in random order, each once before any comes again, and this
 * goes on from epoch to epoch. It is a function of seed and epoch alone, so a resumed run draws what it would have drawn.
 *
 * @param strata the stratum of each sample, by any name
 * @param epoch from 1
 * @returns indices of samples, as long as `strata`
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
    // Draws of the stratum before and after the epoch; the sum over the strata is epochs * length (Hermite's identity).
    const until = (epochs: number) => Math.floor((epochs * length + number) / names.length);
    let round = -1;
    let order: Int32Array = new Int32Array(0);
    for (let draw = until(epoch - 1); draw < until(epoch); draw++) {
      if (Math.floor(draw / inside.length) !== round) {
        round = Math.floor(draw / inside.length);
        order = permutation(key, inside.length, round);
      }
      drawn.push(inside[order[draw % inside.length] ?? 0] ?? 0);
    }
  });
  return permutation(streamKey(seed, 'shuffle'), length, epoch).map((place) => drawn[place] ?? 0);
}

/** The stratum of each sample for a way of sampling; undefined for `none`. */
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
