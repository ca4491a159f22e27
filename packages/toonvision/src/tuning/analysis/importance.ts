// Which hyperparameters matter: how much worse a forest of regression trees predicts when one of them is shuffled (Breiman 2001).

import { permutation, randomWords, streamKey } from '@toonvision/nn';
import { mean, sum } from '../../statistics/index.ts';

/** How much a hyperparameter explains of the objective. */
export interface Importance {
  name: string;
  /** Share of what all hyperparameters explain, 0 to 1. */
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

const TREES = 64;
const LEAST = 2;

function squares(values: readonly number[]): number {
  const middle = mean(values);
  return values.reduce((sum, value) => sum + (value - middle) ** 2, 0);
}

/** A regression tree on the rows, each split the best of a third of the features (at least 2). */
function grow(
  rows: readonly number[],
  x: readonly (readonly number[])[],
  y: readonly number[],
  draw: (count: number) => number,
): Tree {
  const values = rows.map((row) => y[row] ?? 0);
  const features = x[0]?.length ?? 0;
  let best: { feature: number; threshold: number; error: number } | undefined;
  if (rows.length >= 2 * LEAST && squares(values) > 1e-12) {
    const tried = new Set<number>();
    while (tried.size < Math.min(features, Math.max(2, Math.ceil(features / 3)))) tried.add(draw(features));
    for (const feature of tried) {
      const levels = [...new Set(rows.map((row) => x[row]?.[feature] ?? 0))].sort((a, b) => a - b);
      for (let at = 1; at < levels.length; at += 1) {
        const threshold = ((levels[at - 1] ?? 0) + (levels[at] ?? 0)) / 2;
        const isLeft = (row: number) => (x[row]?.[feature] ?? 0) < threshold;
        const left = rows.filter(isLeft).map((row) => y[row] ?? 0);
        const right = rows.filter((row) => !isLeft(row)).map((row) => y[row] ?? 0);
        if (left.length < LEAST || right.length < LEAST) continue;
        const error = squares(left) + squares(right);
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
    left: grow(rows.filter(isLeft), x, y, draw),
    right: grow(
      rows.filter((row) => !isLeft(row)),
      x,
      y,
      draw,
    ),
  };
}

function predict(tree: Tree, row: readonly number[]): number {
  let at = tree;
  while ('feature' in at) at = (row[at.feature] ?? 0) < at.threshold ? at.left : at.right;
  return at.value;
}

/**
 * Importance of each feature for `y`, the largest first: by how much the error on samples that a tree has not seen rises when the
 * feature's column is shuffled, as a share of all such rises. Of few trials it says little, and of hyperparameters that go together
 * it cannot tell which one matters.
 *
 * @param names one a column of `x`
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
  for (let tree = 0; tree < TREES; tree += 1) {
    const key = streamKey(seed, `importance/${tree}`);
    let drawn = 0;
    const draw = (count: number) => {
      drawn += 1;
      return randomWords(key, drawn)[0] % count;
    };
    const bag = y.map(() => draw(y.length));
    const outside = y.map((_, row) => row).filter((row) => !bag.includes(row));
    if (outside.length < 2) continue;
    const grown = grow(bag, x, y, draw);
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
