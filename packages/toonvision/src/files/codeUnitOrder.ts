// The one order of names: by code units, the same on every machine and in every language setting.

/** For `sort`: a before b by UTF-16 code units. */
export function byCodeUnits(a: string, b: string): number {
  if (a < b) return -1;
  return a > b ? 1 : 0;
}
