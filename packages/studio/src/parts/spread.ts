// A distribution in few letters: mean, and the smallest and largest where there are several values.
import type { RepeatsRow } from '../api.ts';

/** `12.5 (10 to 16)`; a dash for none. */
export function spread(found: RepeatsRow['testWrong'], show: (value: number) => string, unit = ''): string {
  if (found === null) return '–';
  const { mean, min, max, values } = found;
  return values.length < 2 ? `${show(mean)}${unit}` : `${show(mean)}${unit} (${show(min)} to ${show(max)})`;
}
