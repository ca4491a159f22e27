// The sort order of names: by code units, independent of the locale.

/** Compares strings by UTF-16 code units, for `sort`. */
export function byCodeUnits(a: string, b: string): number {
  if (a < b) return -1;
  return a > b ? 1 : 0;
}
