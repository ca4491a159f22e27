// The order in which pictures should be labeled: where the model wavers, and no two alike.
import { orderStatistic } from '../statistics/index.ts';

/** A picture that has no label yet. */
export interface Candidate {
  /** Of the two likeliest classes, 0 to 1. */
  margin: number;
  /** As long as those of the others and of what is labeled. */
  feature: ArrayLike<number>;
}

/** Options of `rankCandidates`. */
export interface RankOptions {
  /** What of the pictures with a label the model sees. */
  labeled: readonly ArrayLike<number>[];
  /** Chosen at a time. Default 10. */
  batch?: number;
  /** Of so many times the batch, those with the smallest margins, a batch is chosen. Default 3. */
  pool?: number;
  /** So many are ranked by margin and likeness, the rest by margin alone. Default 500. */
  count?: number;
}

/** A candidate in its place: how unsure the model is of it, and how unlike it is to what has a label. */
export interface Ranked {
  /** Among the candidates. */
  index: number;
  margin: number;
  /** Distance to the nearest with a label, in units of what is usual among those with one; infinite where none has. */
  novelty: number;
}

/** Labelled pictures whose distances among each other are measured. */
const MEASURED = 300;

/**
 * The probability of the likeliest class less that of the second: small where the model wavers between two (Scheffer, Decomain
 * and Wrobel 2001, "Active Hidden Markov Models for Information Extraction").
 *
 * @example
 * marginOf([0.5, 0.3, 0.2]) // 0.2
 */
export function marginOf(probabilities: ArrayLike<number>): number {
  let [first, second] = [0, 0];
  for (let i = 0; i < probabilities.length; i += 1) {
    const value = probabilities[i] ?? 0;
    if (value > first) [first, second] = [value, first];
    else if (value > second) second = value;
  }
  return first - second;
}

/** Features in units of their standard deviation, so that no channel counts for all; those that never vary are 0. */
function standardise(features: readonly ArrayLike<number>[]): Float64Array[] {
  const length = features[0]?.length ?? 0;
  const scaled = features.map((feature) => Float64Array.from({ length }, (_, i) => feature[i] ?? 0));
  for (let i = 0; i < length; i += 1) {
    let [sum, squares] = [0, 0];
    for (const feature of scaled) sum += feature[i] ?? 0;
    const mean = sum / scaled.length;
    for (const feature of scaled) squares += ((feature[i] ?? 0) - mean) ** 2;
    const deviation = Math.sqrt(squares / scaled.length);
    for (const feature of scaled) feature[i] = deviation > 1e-12 ? ((feature[i] ?? 0) - mean) / deviation : 0;
  }
  return scaled;
}

function distance(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i += 1) sum += ((a[i] ?? 0) - (b[i] ?? 0)) ** 2;
  return Math.sqrt(sum);
}

const nearest = (from: Float64Array, to: readonly Float64Array[]): number =>
  to.reduce((least, one) => (one === from ? least : Math.min(least, distance(from, one))), Number.POSITIVE_INFINITY);

/** The median distance of a labeled picture to the nearest other; 1 where it cannot be said. */
function usualDistance(labeled: readonly Float64Array[]): number {
  const step = Math.max(1, Math.ceil(labeled.length / MEASURED));
  const measured = labeled.filter((_, index) => index % step === 0).map((one) => nearest(one, labeled));
  const median = orderStatistic(measured, 0.5);
  return median !== undefined && Number.isFinite(median) && median > 0 ? median : 1;
}

/**
 * Ranks pictures by what labeling them would help. Batch by batch: of those with the smallest margins, the ones farthest from
 * all that have a label or stand before them are taken (greedy k-center; Sener and Savarese 2018, "Active Learning for
 * Convolutional Neural Networks: A Core-Set Approach", algorithm 1). Choosing for diversity among the least certain is
 * Cluster-Margin's way (Citovsky et al. 2021, "Batch Active Learning at Scale"), with k-center in place of its clusters. So
 * a near copy of a picture waits until the copy's own batch has nothing else to offer. The first of equals wins.
 *
 * @returns every candidate once, the most helpful first
 * @throws RangeError for features of different lengths
 *
 * @example
 * rankCandidates([{ margin: 0.1, feature: [0] }, { margin: 0.9, feature: [5] }], { labeled: [[1]] })[0]?.index // 0
 */
export function rankCandidates(
  candidates: readonly Candidate[],
  { labeled, batch = 10, pool = 3, count = 500 }: RankOptions,
): Ranked[] {
  const features = [...labeled, ...candidates.map(({ feature }) => feature)];
  const odd = features.find(({ length }) => length !== features[0]?.length);
  if (odd !== undefined) throw new RangeError(`features of ${features[0]?.length} and of ${odd.length} values`);
  const scaled = standardise(features);
  const known = scaled.slice(0, labeled.length);
  const own = scaled.slice(labeled.length);
  const usual = usualDistance(known);
  const novelty = own.map((feature) => nearest(feature, known));
  const away = [...novelty];
  const waiting = candidates
    .map(({ margin }, index) => ({ index, margin }))
    .sort((a, b) => a.margin - b.margin || a.index - b.index);
  const ranked: Ranked[] = [];
  const take = (place: number): void => {
    const [one] = waiting.splice(place, 1);
    const feature = one === undefined ? undefined : own[one.index];
    if (one === undefined || feature === undefined) return;
    ranked.push({ ...one, novelty: (novelty[one.index] ?? 0) / usual });
    for (const { index } of waiting) {
      const other = own[index];
      if (other !== undefined) away[index] = Math.min(away[index] ?? 0, distance(feature, other));
    }
  };
  while (waiting.length > 0 && ranked.length < count) {
    // The margins that this batch is chosen from stay the same while it is chosen.
    let left = Math.min(waiting.length, batch * pool);
    for (let taken = 0; taken < batch && left > 0 && ranked.length < count; taken += 1, left -= 1) {
      let best = 0;
      for (let place = 1; place < left; place += 1)
        if ((away[waiting[place]?.index ?? 0] ?? 0) > (away[waiting[best]?.index ?? 0] ?? 0)) best = place;
      take(best);
    }
  }
  return [
    ...ranked,
    ...waiting.map(({ index, margin }) => ({ index, margin, novelty: (novelty[index] ?? 0) / usual })),
  ];
}
