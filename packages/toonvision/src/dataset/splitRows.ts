// The rows a split is measured by: the total, each stratum, and each value of each label part, with its targets.

import { SPLIT_NAMES, type SplitCounts } from '../annotations/index.ts';
import type { SplitSettings } from '../config/index.ts';
import { byCodeUnits } from '../files/index.ts';
import { sum } from '../statistics/index.ts';
import { attributeOf, type Sample } from './sample.ts';
import { ALL_SIDES, allowedSides, hasRules, type Sides, sideBit } from './splitRules.ts';

/** One row: a set of samples and how many of them each part should get. */
export interface SplitRow {
  /** `total`, or the value of the attributes: `flunky`, `suit bb`. */
  name: string;
  /** `part` rows are the coarser parts of the label: a split by entity should also hold the suits. */
  kind: 'total' | 'stratum' | 'part';
  count: number;
  /** How many samples each part should get; fractions unless truncated. */
  target: SplitCounts;
}

/** The rows, and for each sample (by id) the numbers of the rows it counts in. */
export interface SplitRows {
  rows: SplitRow[];
  rowsOf: Map<string, number[]>;
}

type Ratio = readonly [number, number, number];

function target(count: number, ratio: Ratio, rounding: 'nearest' | 'truncate'): SplitCounts {
  const sum = ratio[0] + ratio[1] + ratio[2];
  const train = (count * ratio[0]) / sum;
  const val = (count * ratio[1]) / sum;
  if (rounding === 'nearest') return { train, val, test: (count * ratio[2]) / sum };
  return { train: Math.floor(train), val: Math.floor(val), test: count - Math.floor(train) - Math.floor(val) };
}

/** What is fixed stays; the rest is shared out among the sides open to it, in proportion to what they lack of `share`. */
function ruledTarget(samples: readonly Sample[], share: SplitCounts, allowed: ReadonlyMap<string, Sides>): SplitCounts {
  const fixed: SplitCounts = { train: 0, val: 0, test: 0 };
  let open = 0;
  let free = 0;
  for (const { id } of samples) {
    const sides = allowed.get(id) ?? ALL_SIDES;
    const only = SPLIT_NAMES.find((part) => sides === sideBit(part));
    if (only !== undefined) fixed[only] += 1;
    else {
      open |= sides;
      free += 1;
    }
  }
  const lacks = SPLIT_NAMES.map((part) => ((open & sideBit(part)) === 0 ? 0 : Math.max(0, share[part] - fixed[part])));
  const all = sum(lacks);
  const [train = 0, val = 0, test = 0] = lacks.map((lack) => (all === 0 ? 0 : (free * lack) / all));
  return { train: fixed.train + (all === 0 ? free : train), val: fixed.val + val, test: fixed.test + test };
}

/** The value of several attributes as one name. */
export function stratumOf(sample: Sample, stratifyBy: readonly string[]): string {
  return stratifyBy.map((attribute) => attributeOf(sample, attribute)).join(' / ');
}

/**
 * The rows of a set of samples: first the total, then the strata, then the label parts (those that are no stratum
 * themselves), each kind sorted by name.
 */
export function splitRows(samples: readonly Sample[], settings: SplitSettings): SplitRows {
  const { ratio, rounding, stratifyBy } = settings;
  const allowed = hasRules(samples, settings) ? allowedSides(samples, settings) : undefined;
  const members = new Map<string, { kind: SplitRow['kind']; name: string; samples: Sample[] }>();
  const add = (kind: SplitRow['kind'], name: string, sample: Sample) => {
    const key = `${kind} ${name}`;
    const row = members.get(key);
    if (row === undefined) members.set(key, { kind, name, samples: [sample] });
    else row.samples.push(sample);
  };
  for (const sample of samples) {
    add('total', 'total', sample);
    if (stratifyBy.length > 0) add('stratum', stratumOf(sample, stratifyBy), sample);
    for (const [part, value] of Object.entries(sample.parts)) add('part', `${part} ${value}`, sample);
  }
  const kinds = ['total', 'stratum', 'part'];
  const all = [...members.values()].sort(
    (a, b) => kinds.indexOf(a.kind) - kinds.indexOf(b.kind) || byCodeUnits(a.name, b.name),
  );
  const seen = new Set<string>();
  const distinct = all.filter((row) => {
    const signature =
      row.kind === 'total'
        ? 'total'
        : row.samples
            .map(({ id }) => id)
            .sort(byCodeUnits)
            .join('\n');
    if (seen.has(signature)) return false;
    seen.add(signature);
    return true;
  });
  const rowsOf = new Map<string, number[]>(samples.map(({ id }) => [id, []]));
  const rows = distinct.map(({ kind, name, samples: inside }, index): SplitRow => {
    for (const { id } of inside) rowsOf.get(id)?.push(index);
    const share = target(inside.length, ratio, rounding);
    return {
      name,
      kind,
      count: inside.length,
      target: allowed === undefined ? share : ruledTarget(inside, share, allowed),
    };
  });
  if (rounding === 'truncate' && allowed === undefined) sumTargets(rows, samples, stratifyBy, { ratio });
  return { rows, rowsOf };
}

/** Truncation happens in the strata; coarser rows are sums of what the strata get, as far as they are made of whole strata. */
function sumTargets(
  rows: SplitRow[],
  samples: readonly Sample[],
  stratifyBy: readonly string[],
  { ratio }: { ratio: Ratio },
): void {
  const strata = Map.groupBy(samples, (sample) => stratumOf(sample, stratifyBy));
  for (const row of rows) {
    if (row.kind === 'stratum') continue;
    const sum: SplitCounts = { train: 0, val: 0, test: 0 };
    for (const inside of strata.values()) {
      const counted = inside.filter((sample) => row.kind === 'total' || hasPart(sample, row.name)).length;
      if (counted === 0) continue;
      const share = target(inside.length, ratio, 'truncate');
      for (const part of SPLIT_NAMES) sum[part] += (share[part] * counted) / inside.length;
    }
    row.target = sum;
  }
}

const hasPart = (sample: Sample, name: string) =>
  Object.entries(sample.parts).some(([part, value]) => `${part} ${value}` === name);
