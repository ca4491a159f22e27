// The order of classes by probability; of equal probabilities the first class comes first.

/** Index of the largest value; the first of equal ones. */
export function argmax(values: ArrayLike<number>): number {
  let best = 0;
  for (let i = 1; i < values.length; i++) if ((values[i] ?? 0) > (values[best] ?? 0)) best = i;
  return best;
}

/** Number of classes that come before `label` in the order of probability; 0 for the argmax. */
export function rankOf(probabilities: ArrayLike<number>, label: number): number {
  const own = probabilities[label] ?? Number.NEGATIVE_INFINITY;
  let rank = 0;
  for (let i = 0; i < probabilities.length; i++) {
    const other = probabilities[i] ?? 0;
    if (other > own || (other === own && i < label)) rank += 1;
  }
  return rank;
}
