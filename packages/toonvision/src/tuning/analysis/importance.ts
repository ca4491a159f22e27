// Hyperparameter importance: permutation importance in a random forest of regression trees (Breiman 2001).

import { permutation, randomWords, streamKey } from '@toonvision/nn';
import { mean, sum } from '../../statistics/index.ts';

/** Importance of a hyperparameter for the objective. */
export interface Importance {
  name: string;
  /** Fraction of the total importance, 0 to 1. */
  gain: number;
}

interface Leaf {
  value: number;
}
interface Node {
  feature: number;
  threshold: number;
  left: Tree;
  right: Tree;
}
type Tree = Leaf | Node;

const TREE_COUNT = 64;
const MIN_LEAF_SIZE = 2;

function sumSquaredDeviations(values: readonly number[]): number {
  const middle = mean(values);
  return values.reduce((sum, value) => sum + (value - middle) ** 2, 0);
}

/** Grows a regression tree; each split considers a random third of the features, at least 2. */
function growTree(
  rows: readonly number[],
  x: readonly (readonly number[])[],
  y: readonly number[],
  draw: (count: number) => number,
): Tree {
  const values = rows.map((row) => y[row] ?? 0);
  const features = x[0]?.length ?? 0;
  let best: { feature: number; threshold: number; error: number } | undefined;
  if (rows.length >= 2 * MIN_LEAF_SIZE && sumSquaredDeviations(values) > 1e-12) {
    const tried = new Set<number>();
    while (tried.size < Math.min(features, Math.max(2, Math.ceil(features / 3)))) tried.add(draw(features));
    for (const feature of tried) {
      const levels = [...new Set(rows.map((row) => x[row]?.[feature] ?? 0))].sort((a, b) => a - b);
      for (let index = 1; index < levels.length; index += 1) {
        const threshold = ((levels[index - 1] ?? 0) + (levels[index] ?? 0)) / 2;
        const isLeft = (row: number) => (x[row]?.[feature] ?? 0) < threshold;
        const left = rows.filter(isLeft).map((row) => y[row] ?? 0);
        const right = rows.filter((row) => !isLeft(row)).map((row) => y[row] ?? 0);
        if (left.length < MIN_LEAF_SIZE || right.length < MIN_LEAF_SIZE) continue;
        const error = sumSquaredDeviations(left) + sumSquaredDeviations(right);
        if (best === undefined || error < best.error) best = { feature, threshold, error };
      }
    }
  }
  if (best === undefined) return { value: mean(values) };
  const { feature, threshold } = best;
  const isLeft = (row: number) => (x[row]?.[feature] ?? 0) < threshold;
  return {
    feature,
    threshold,
    left: growTree(rows.filter(isLeft), x, y, draw),
    right: growTree(
      rows.filter((row) => !isLeft(row)),
      x,
      y,
      draw,
    ),
  };
}

function predict(tree: Tree, row: readonly number[]): number {
  let node = tree;
  while ('feature' in node) node = (row[node.feature] ?? 0) < node.threshold ? node.left : node.right;
  return node.value;
}

/**
 * Computes the importance of each feature for `y`, largest first: the increase of the out-of-bag error when the feature is
 * permuted, normalized to sum to 1. Unreliable with few trials or correlated hyperparameters.
 *
 * @param names name of each column of `x`
 * @example
 * importance(['filters', 'rate'], [[4, 0.1], [8, 0.1], ...], losses)[0]; // { name: 'filters', gain: 0.8 }
 */
export function importance(
  names: readonly string[],
  x: readonly (readonly number[])[],
  y: readonly number[],
  seed = 0,
): Importance[] {
  const rises = names.map(() => 0);
  for (let tree = 0; tree < TREE_COUNT; tree += 1) {
    const key = streamKey(seed, `importance/${tree}`);
    let drawn = 0;
    const draw = (count: number) => {
      drawn += 1;
      return randomWords(key, drawn)[0] % count;
    };
    const bag = y.map(() => draw(y.length));
    const outside = y.map((_, row) => row).filter((row) => !bag.includes(row));
    if (outside.length < 2) continue;
    const grown = growTree(bag, x, y, draw);
    const error = (rowOf: (row: number) => readonly number[]) =>
      outside.length === 0 ? 0 : mean(outside.map((row) => (predict(grown, rowOf(row)) - (y[row] ?? 0)) ** 2));
    const base = error((row) => x[row] ?? []);
    for (let feature = 0; feature < names.length; feature += 1) {
      const order = permutation(streamKey(seed, `importance/${tree}/${feature}`), outside.length);
      const shuffled = new Map(
        outside.map((row, index) => [row, x[outside[order[index] ?? 0] ?? row]?.[feature] ?? 0]),
      );
      const risen = error((row) =>
        (x[row] ?? []).map((value, column) => (column === feature ? (shuffled.get(row) ?? value) : value)),
      );
      rises[feature] = (rises[feature] ?? 0) + risen - base;
    }
  }
  const positive = rises.map((rise) => Math.max(0, rise));
  const all = sum(positive) || 1;
  return names.map((name, index) => ({ name, gain: (positive[index] ?? 0) / all })).sort((a, b) => b.gain - a.gain);
}
