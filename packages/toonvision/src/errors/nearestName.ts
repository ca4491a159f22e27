// Suggestions for misspelled names.
import { UserError, type UserErrorOptions } from './userError.ts';

/** Optimal string alignment: insertions, deletions, substitutions and swaps of neighboring letters from `a` to `b`. */
function editDistance(a: string, b: string): number {
  let beforeLast: number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i += 1) {
    const row = [i];
    for (let j = 1; j <= b.length; j += 1) {
      const same = a[i - 1] === b[j - 1] ? 0 : 1;
      let best = Math.min((last[j] ?? 0) + 1, (row[j - 1] ?? 0) + 1, (last[j - 1] ?? 0) + same);
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1])
        best = Math.min(best, (beforeLast[j - 2] ?? 0) + 1);
      row.push(best);
    }
    beforeLast = last;
    last = row;
  }
  return last[b.length] ?? 0;
}

/**
 * Returns the known name closest to `name`, or undefined if more than a third of the letters differ. Ignores case; the
 * first of equally close names wins.
 *
 * @example
 * nearestName('targts', ['target', 'targets']) // 'targets'
 */
export function nearestName(name: string, known: Iterable<string>): string | undefined {
  const wanted = name.slice(0, 100).toLowerCase();
  let nearest: string | undefined;
  let nearestDistance = Number.POSITIVE_INFINITY;
  for (const candidate of known) {
    const distance = editDistance(wanted, candidate.slice(0, 100).toLowerCase());
    if (distance < nearestDistance) {
      nearest = candidate;
      nearestDistance = distance;
    }
  }
  const limit = Math.max(1, Math.floor(Math.max(wanted.length, nearest?.length ?? 0) / 3));
  return nearestDistance <= limit ? nearest : undefined;
}

/** Longer lists of expected names are truncated. */
const MAX_LISTED = 20;

/**
 * Describes an unknown name and suggests the closest known name, otherwise lists the known names.
 *
 * @example
 * describeUnknownName('metric', 'acuracy', ['accuracy', 'auc']) // 'unknown metric "acuracy"; did you mean "accuracy"?'
 * describeUnknownName('metric', 'foo', ['accuracy', 'auc']) // 'unknown metric "foo"; expected one of accuracy, auc'
 */
export function describeUnknownName(kind: string, name: string, known: Iterable<string>): string {
  const names = [...known];
  const unknown = `unknown ${kind} "${name}"`;
  const nearest = nearestName(name, names);
  if (nearest !== undefined) return `${unknown}; did you mean "${nearest}"?`;
  if (names.length === 0) return unknown;
  const more = names.length > MAX_LISTED ? `, ... (${names.length} in all)` : '';
  return `${unknown}; expected ${names.length === 1 ? '' : 'one of '}${names.slice(0, MAX_LISTED).join(', ')}${more}`;
}

/** Creates a `UserError` (exit code 2) for an unknown name. */
export function unknownName(
  kind: string,
  name: string,
  known: Iterable<string>,
  options: UserErrorOptions = {},
): UserError {
  return new UserError(describeUnknownName(kind, name, known), { exitCode: 2, ...options });
}
