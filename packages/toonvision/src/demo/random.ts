// Random numbers as a pure function of seed and name, so that screenshots are independent of each other.

/** A stream of random numbers; the same (seed, names) give the same stream everywhere. */
export interface Random {
  /** The next number in [0, 1). */
  next(): number;
  /** A number in [low, high). */
  range(low: number, high: number): number;
  /** A whole number in [low, high], both included. */
  int(low: number, high: number): number;
  /** True with the probability `p` (0..1). */
  chance(p: number): boolean;
  /** One of `items`, which must not be empty. */
  pick<T>(items: readonly T[]): T;
  /** The index of one of `weights`, by weight; weights are >= 0 and not all 0. */
  weighted(weights: readonly number[]): number;
  /** A shuffled copy. */
  shuffled<T>(items: readonly T[]): T[];
}

/** Scrambles 32 bits (the finalizer of MurmurHash3). */
function scramble(bits: number): number {
  let h = bits | 0;
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return (h ^ (h >>> 16)) >>> 0;
}

function hash(text: string): number {
  let h = 0x811c9dc5;
  for (let i = 0; i < text.length; i += 1) h = scramble(Math.imul(h ^ text.charCodeAt(i), 0x01000193));
  return h;
}

/**
 * The stream named by `seed` and `names`. Number `i` of it is a hash of (key, i), so no state is shared.
 *
 * @example
 * const random = randomOf(7, 'ttc_0012', 'pose');
 * random.range(-1, 1);
 */
export function randomOf(seed: number, ...names: readonly (string | number)[]): Random {
  const name = `${seed}/${names.join('/')}`;
  const key = hash(name);
  const other = hash(`${name}#`);
  let index = 0;
  const next = (): number => {
    index += 1;
    return scramble(scramble(key + Math.imul(index, 0x9e3779b9)) ^ other) / 0x1_0000_0000;
  };
  const int = (low: number, high: number): number => low + Math.floor(next() * (high - low + 1));
  return {
    next,
    int,
    range: (low, high) => low + next() * (high - low),
    chance: (p) => next() < p,
    pick: <T>(items: readonly T[]): T => {
      const index = int(0, items.length - 1);
      if (index >= items.length) throw new RangeError('pick() of an empty list');
      return items[index] as T;
    },
    weighted: (weights) => {
      let rest = next() * weights.reduce((sum, weight) => sum + weight, 0);
      for (let i = 0; i < weights.length; i += 1) {
        rest -= weights[i] ?? 0;
        if (rest < 0) return i;
      }
      return weights.findLastIndex((weight) => weight > 0);
    },
    shuffled: <T>(items: readonly T[]): T[] => {
      const copy = [...items];
      for (let i = copy.length - 1; i > 0; i -= 1) {
        const j = int(0, i);
        [copy[i], copy[j]] = [copy[j] as T, copy[i] as T];
      }
      return copy;
    },
  };
}
