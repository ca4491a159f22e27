// Distributes the Cogs and Toons of each street over screenshots: one to five in each, some screenshots in bursts.
import { type Random, randomOf } from './random.ts';
import { type Street, streets, type TownCount, townCounts } from './townCounts.ts';

/** A screenshot, or a burst of nearly equal ones that show the same objects. */
export interface Shot {
  street: Street;
  /** File stems: `ttc_0012`, or `ttc_0012_a`, `ttc_0012_b` for a burst. */
  names: readonly string[];
  /** `ttc_0012` for a burst. */
  burst: string | undefined;
  /** Object names, 1 to 5. */
  labels: readonly string[];
}

/**
 * The table at another scale: each entity's total is rounded half up (but at least 1 where the real one has any) and
 * spread over its streets by largest remainder, earlier streets first among equals. `scale` 1 gives the table itself.
 */
export function scaledCounts(scale: number): readonly TownCount[] {
  if (scale === 1) return townCounts;
  return townCounts.map(({ label, streets: real }) => {
    const total = streets.reduce((sum, street) => sum + real[street], 0);
    const wanted = total === 0 ? 0 : Math.max(1, Math.floor(total * scale + 0.5));
    const shares = streets.map((street, order) => {
      const exact = total === 0 ? 0 : (real[street] * wanted) / total;
      return { street, order, whole: Math.floor(exact), rest: exact - Math.floor(exact) };
    });
    const missing = wanted - shares.reduce((sum, { whole }) => sum + whole, 0);
    const first = new Set([...shares].sort((a, b) => b.rest - a.rest || a.order - b.order).slice(0, missing));
    const counts = Object.fromEntries(shares.map((share) => [share.street, share.whole + (first.has(share) ? 1 : 0)]));
    return { label, streets: { br: 0, dd: 0, ddl: 0, dg: 0, mml: 0, ttc: 0, ...counts } };
  });
}

/** Weights of 1 to 5 objects per screenshot; 2.3 on average. */
const sizeWeights = [22, 34, 25, 13, 6];
const burstShare = 0.09;

/** Draws `size` labels with at least `times` remaining samples each, weighted by the number remaining. */
function deal(left: Map<string, number>, size: number, times: number, random: Random): string[] {
  const taken: string[] = [];
  for (let i = 0; i < size; i += 1) {
    const open = [...left].filter(([, count]) => count >= times);
    if (open.length === 0) break;
    const choice = open[random.weighted(open.map(([, count]) => count))];
    if (choice === undefined) break;
    const [label, count] = choice;
    if (count === times) left.delete(label);
    else left.set(label, count - times);
    taken.push(label);
  }
  return taken;
}

/**
 * Returns all screenshots of the town. Their labels add up to exactly `scaledCounts(scale)`, counting each frame of a
 * burst.
 *
 * @example
 * layoutTown(7, 1).flatMap(({ names, labels }) => names.flatMap(() => labels)).length; // 1035
 */
export function layoutTown(seed: number, scale: number): readonly Shot[] {
  const counts = scaledCounts(scale);
  return streets.flatMap((street) => {
    const random = randomOf(seed, 'layout', street);
    const left = new Map(
      counts.filter((row) => row.streets[street] > 0).map((row) => [row.label, row.streets[street]]),
    );
    const groups: { labels: string[]; frames: number }[] = [];
    while (left.size > 0) {
      const frames = random.chance(burstShare) ? 2 + random.weighted([5, 3, 2]) : 1;
      const size = 1 + random.weighted(frames === 1 ? sizeWeights : [3, 4, 3, 0, 0]);
      const labels = deal(left, size, frames, random);
      if (labels.length > 0) groups.push({ labels, frames });
    }
    // The most frequent labels are drawn last; shuffling makes the numbers of screenshots uninformative.
    return random.shuffled(groups).map(({ labels, frames }, index): Shot => {
      const stem = `${street}_${String(index + 1).padStart(4, '0')}`;
      const names = frames === 1 ? [stem] : Array.from({ length: frames }, (_, i) => `${stem}_${'abcd'[i] ?? 'z'}`);
      return { street, names, burst: frames === 1 ? undefined : stem, labels };
    });
  });
}
