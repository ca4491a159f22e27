// The rows that a split balances: the total, each stratum, and each value of each label part, with their targets.
import { SPLIT_NAMES, type SplitCounts } from '../annotations/index.ts';
import type { SplitSettings } from '../config/index.ts';
import { byCodeUnits } from '../files/index.ts';
import { sum } from '../statistics/index.ts';
import { attributeOf, type Sample } from './sample.ts';
import { ALL_SPLITS, findAllowedSplits, hasRules, type SplitSet, splitBit } from './splitRules.ts';

/** A row: a set of samples and its target number of samples per split. */
export interface SplitRow {
  /** `total`, or the value of the attributes such as `flunky` or `suit bb`. */
  name: string;
  /** Rows of kind `part` are coarser label parts: a split stratified by entity should also balance suits. */
  kind: 'total' | 'stratum' | 'part';
  count: number;
  /** Target number of samples per split; fractional unless truncated. */
  target: SplitCounts;
}

/** Rows, and the indices of the rows of each sample by id. */
export interface SplitRows {
  rows: SplitRow[];
  rowsOf: Map<string, number[]>;
}

type Ratio = readonly [number, number, number];

function computeTarget(count: number, ratio: Ratio, rounding: 'nearest' | 'truncate'): SplitCounts {
  const sum = ratio[0] + ratio[1] + ratio[2];
  const train = (count * ratio[0]) / sum;
  const val = (count * ratio[1]) / sum;
  if (rounding === 'nearest') return { train, val, test: (count * ratio[2]) / sum };
  return { train: Math.floor(train), val: Math.floor(val), test: count - Math.floor(train) - Math.floor(val) };
}

/** Distributes samples without a fixed split over their allowed splits, in proportion to what those lack of `share`. */
function computeRuledTarget(
  samples: readonly Sample[],
  share: SplitCounts,
  allowed: ReadonlyMap<string, SplitSet>,
): SplitCounts {
  const fixed: SplitCounts = { train: 0, val: 0, test: 0 };
  let open = 0;
  let free = 0;
  for (const { id } of samples) {
    const splits = allowed.get(id) ?? ALL_SPLITS;
    const only = SPLIT_NAMES.find((name) => splits === splitBit(name));
    if (only !== undefined) fixed[only] += 1;
    else {
      open |= splits;
      free += 1;
    }
  }
  const lacks = SPLIT_NAMES.map((name) => ((open & splitBit(name)) === 0 ? 0 : Math.max(0, share[name] - fixed[name])));
  const all = sum(lacks);
  const [train = 0, val = 0, test = 0] = lacks.map((lack) => (all === 0 ? 0 : (free * lack) / all));
  return { train: fixed.train + (all === 0 ? free : train), val: fixed.val + val, test: fixed.test + test };
}

/** Joins the values of several attributes. */
export function stratumOf(sample: Sample, stratifyBy: readonly string[]): string {
  return stratifyBy.map((attribute) => attributeOf(sample, attribute)).join(' / ');
}

/**
 * Creates the rows of a set of samples: the total, the strata, and the label parts that are not also strata, each
 * sorted by name.
 */
export function splitRows(samples: readonly Sample[], settings: SplitSettings): SplitRows {
  const { ratio, rounding, stratifyBy } = settings;
  const allowed = hasRules(samples, settings) ? findAllowedSplits(samples, settings) : undefined;
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
  const rows = distinct.map(({ kind, name, samples: members }, index): SplitRow => {
    for (const { id } of members) rowsOf.get(id)?.push(index);
    const share = computeTarget(members.length, ratio, rounding);
    return {
      name,
      kind,
      count: members.length,
      target: allowed === undefined ? share : computeRuledTarget(members, share, allowed),
    };
  });
  if (rounding === 'truncate' && allowed === undefined) sumTargets(rows, samples, stratifyBy, { ratio });
  return { rows, rowsOf };
}

/** Truncation applies to strata; the targets of coarser rows are sums over their strata. */
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
    for (const members of strata.values()) {
      const counted = members.filter((sample) => row.kind === 'total' || hasPart(sample, row.name)).length;
      if (counted === 0) continue;
      const share = computeTarget(members.length, ratio, 'truncate');
      for (const name of SPLIT_NAMES) sum[name] += (share[name] * counted) / members.length;
    }
    row.target = sum;
  }
}

const hasPart = (sample: Sample, name: string) =>
  Object.entries(sample.parts).some(([part, value]) => `${part} ${value}` === name);
