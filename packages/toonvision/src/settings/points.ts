// Points and narrowed ranges of a search space as text for the command line.

/** The value of a hyperparameter. */
export type PointValue = number | string | boolean;

/** A point: the values of its active hyperparameters. */
export type PointValues = Record<string, PointValue>;

/** Remaining range or values of each narrowed hyperparameter. */
export type NarrowedRanges = Record<string, { min: number; max: number } | { values: PointValue[] }>;

function parseValue(text: string): PointValue {
  if (text === 'true' || text === 'false') return text === 'true';
  return Number.isNaN(Number(text)) ? text : Number(text);
}

/** The parts of `a=b,c=d`. */
function parsePairs(text: string, form: string): [name: string, value: string][] {
  return text.split(',').map((part) => {
    const [name = '', value = '', ...more] = part.split('=').map((word) => word.trim());
    if (name === '' || value === '' || more.length > 0) throw new RangeError(`expected ${form}, got "${part}"`);
    return [name, value];
  });
}

/**
 * Reads a point.
 *
 * @throws RangeError naming the part that is not `name=value`
 *
 * @example
 * parsePoint('conv_1_filters=8,padding=same') // { conv_1_filters: 8, padding: 'same' }
 */
export function parsePoint(text: string): PointValues {
  return Object.fromEntries(parsePairs(text, 'name=value').map(([name, value]) => [name, parseValue(value)]));
}

/** Writes a point so that `parsePoint` reads it. */
export function formatPoint(values: Readonly<PointValues>): string {
  return Object.entries(values)
    .map(([name, value]) => `${name}=${value}`)
    .join(',');
}

/**
 * Reads narrowed ranges.
 *
 * @throws RangeError naming the part that is not `name=range`
 *
 * @example
 * parseNarrowing('pool_1_size=2..3,padding=same|valid')
 * // { pool_1_size: { min: 2, max: 3 }, padding: { values: ['same', 'valid'] } }
 */
export function parseNarrowing(text: string): NarrowedRanges {
  const pairs = parsePairs(text, 'name=2..3 or name=same|valid').map(([name, range]) => {
    const bounds = /^(-?[\d.e-]+)\.\.(-?[\d.e-]+)$/.exec(range);
    if (bounds === null) return [name, { values: range.split('|').map(parseValue) }] as const;
    return [name, { min: Number(bounds[1]), max: Number(bounds[2]) }] as const;
  });
  return Object.fromEntries(pairs);
}

/** Writes narrowed ranges so that `parseNarrowing` reads them. */
export function formatNarrowing(ranges: Readonly<NarrowedRanges>): string {
  return Object.entries(ranges)
    .map(([name, range]) => `${name}=${'min' in range ? `${range.min}..${range.max}` : range.values.join('|')}`)
    .join(',');
}
