// Samples counted by label and street: all that the balance of a dataset needs, however many samples there are.
import type { Sample } from '../dataset/index.ts';

/** How many samples have a label on a street. */
export interface LabelCount {
  label: string;
  /** What the label pattern reads from the label. */
  parts: Readonly<Record<string, string>>;
  /** Null where there are no streets. */
  street: string | null;
  /** 0 is allowed: a label that is known but has no sample. */
  count: number;
}

/** The counts of `samples`, a row for each label and street that occurs. */
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
