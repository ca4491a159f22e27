// Counts samples by label and street.
import type { Sample } from '../dataset/index.ts';

/** Number of samples of a label on a street. */
export interface LabelCount {
  label: string;
  /** Parts of the label according to the label pattern. */
  parts: Readonly<Record<string, string>>;
  /** Null if there are no streets. */
  street: string | null;
  /** May be 0 for a known label without samples. */
  count: number;
}

/** Counts samples, with one row per combination of label and street. */
export function countLabels(samples: readonly Sample[]): LabelCount[] {
  const rows = new Map<string, LabelCount>();
  for (const { label, parts, street } of samples) {
    const key = JSON.stringify([label, street]);
    const row = rows.get(key);
    if (row === undefined) rows.set(key, { label, parts, street, count: 1 });
    else row.count += 1;
  }
  return [...rows.values()];
}
