// A distribution in a few characters: the mean, and the range when there are several values.
import type { RepeatsRow } from '../api.ts';

/** `12.5 (10–16)`; a dash for null. */
export function formatDistribution(
  distribution: RepeatsRow['testWrong'],
  format: (value: number) => string,
  unit = '',
): string {
  if (distribution === null) return '–';
  const { mean, min, max, values } = distribution;
  return values.length < 2 ? `${format(mean)}${unit}` : `${format(mean)}${unit} (${format(min)}–${format(max)})`;
}
