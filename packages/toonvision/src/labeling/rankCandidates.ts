// Ranks unlabeled images for labeling by uncertainty and diversity.
import { orderStatistic } from '../statistics/index.ts';

/** An unlabeled image. */
export interface Candidate {
  /** Margin between the two most probable classes, 0 to 1. */
  margin: number;
  /** Feature vector; all features have the same length. */
  feature: ArrayLike<number>;
}

/** Options of `rankCandidates`. */
export interface RankCandidatesOptions {
  /** Feature vectors of the labeled images. */
  labeled: readonly ArrayLike<number>[];
  /** Batch size. Default 10. */
  batch?: number;
  /** Size of the pool with the smallest margins that a batch is chosen from, in batches. Default 3. */
  pool?: number;
  /** Number of images ranked by margin and diversity; the rest is ranked by margin alone. Default 500. */
  count?: number;
}

/** A ranked candidate with its margin and novelty. */
export interface RankedCandidate {
  /** Index among the candidates. */
  index: number;
  margin: number;
  /** Distance to the nearest labeled image, relative to the median among labeled images; can be infinite. */
  novelty: number;
}

/** Maximum number of labeled images for which the distance to the nearest other is computed. */
const MAX_MEASURED = 300;

/**
 * Computes the margin: the difference between the two highest probabilities, small for uncertain predictions (Scheffer,
 * Decomain and Wrobel 2001, "Active Hidden Markov Models for Information Extraction").
 *
 * @example
 * computeMargin([0.5, 0.3, 0.2]) // 0.2
 */
export function computeMargin(probabilities: ArrayLike<number>): number {
  let [first, second] = [0, 0];
  for (let i = 0; i < probabilities.length; i += 1) {
    const value = probabilities[i] ?? 0;
    if (value > first) [first, second] = [value, first];
    else if (value > second) second = value;
  }
  return first - second;
}

/** Scales features to zero mean and unit variance; constant features become 0. */
function standardize(features: readonly ArrayLike<number>[]): Float64Array[] {
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

const nearestDistance = (from: Float64Array, to: readonly Float64Array[]): number =>
  to.reduce((min, x) => (x === from ? min : Math.min(min, distance(from, x))), Number.POSITIVE_INFINITY);

/** Median distance of labeled images to the nearest other one; 1 if undefined. */
function medianDistance(labeled: readonly Float64Array[]): number {
  const step = Math.max(1, Math.ceil(labeled.length / MAX_MEASURED));
  const distances = labeled.filter((_, index) => index % step === 0).map((x) => nearestDistance(x, labeled));
  const median = orderStatistic(distances, 0.5);
  return median !== undefined && Number.isFinite(median) && median > 0 ? median : 1;
}

/**
 * Ranks unlabeled images by how much a label is expected to help (batch active learning). Each batch is chosen from the
 * pool with the smallest margins, always taking the image farthest from all labeled and already ranked ones (greedy
 * k-center; Sener and Savarese 2018, "Active Learning for Convolutional Neural Networks: A Core-Set Approach",
 * algorithm 1). Diversity among the least certain is the idea of Cluster-Margin (Citovsky et al. 2021, "Batch Active
 * Learning at Scale"), here with k-center instead of clustering. Near duplicates are therefore ranked late. Ties keep
 * their order.
 *
 * @returns all candidates, most helpful first
 * @throws RangeError if features differ in length
 *
 * @example
 * rankCandidates([{ margin: 0.1, feature: [0] }, { margin: 0.9, feature: [5] }], { labeled: [[1]] })[0]?.index // 0
 */
export function rankCandidates(
  candidates: readonly Candidate[],
  { labeled, batch = 10, pool = 3, count = 500 }: RankCandidatesOptions,
): RankedCandidate[] {
  const features = [...labeled, ...candidates.map(({ feature }) => feature)];
  const different = features.find(({ length }) => length !== features[0]?.length);
  if (different !== undefined)
    throw new RangeError(`features differ in length: ${features[0]?.length} and ${different.length}`);
  const scaled = standardize(features);
  const labeledFeatures = scaled.slice(0, labeled.length);
  const candidateFeatures = scaled.slice(labeled.length);
  const unit = medianDistance(labeledFeatures);
  const novelty = candidateFeatures.map((feature) => nearestDistance(feature, labeledFeatures));
  // Distance of each candidate to the nearest labeled or ranked image.
  const distances = [...novelty];
  const waiting = candidates
    .map(({ margin }, index) => ({ index, margin }))
    .sort((a, b) => a.margin - b.margin || a.index - b.index);
  const ranked: RankedCandidate[] = [];
  const take = (position: number): void => {
    const [candidate] = waiting.splice(position, 1);
    const feature = candidate === undefined ? undefined : candidateFeatures[candidate.index];
    if (candidate === undefined || feature === undefined) return;
    ranked.push({ ...candidate, novelty: (novelty[candidate.index] ?? 0) / unit });
    for (const { index } of waiting) {
      const other = candidateFeatures[index];
      if (other !== undefined) distances[index] = Math.min(distances[index] ?? 0, distance(feature, other));
    }
  };
  while (waiting.length > 0 && ranked.length < count) {
    // The pool is fixed while a batch is chosen.
    let left = Math.min(waiting.length, batch * pool);
    for (let taken = 0; taken < batch && left > 0 && ranked.length < count; taken += 1, left -= 1) {
      let best = 0;
      for (let position = 1; position < left; position += 1)
        if ((distances[waiting[position]?.index ?? 0] ?? 0) > (distances[waiting[best]?.index ?? 0] ?? 0))
          best = position;
      take(best);
    }
  }
  return [...ranked, ...waiting.map(({ index, margin }) => ({ index, margin, novelty: (novelty[index] ?? 0) / unit }))];
}
