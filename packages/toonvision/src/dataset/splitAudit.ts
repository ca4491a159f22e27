// Audits a split: how close each row is to its target, and whether groups are in several splits.
import { SPLIT_NAMES, type SplitCounts, type SplitName } from '../annotations/index.ts';
import type { SplitSettings, Target } from '../config/index.ts';
import { attributeOf, type Sample } from './sample.ts';
import { groupSamples } from './sampleGroups.ts';
import { type SplitRow, splitRows } from './splitRows.ts';

/** A row of the audit; `deviation` is the largest difference of a split from its target, in samples. */
export interface AuditRow extends SplitRow {
  actual: SplitCounts;
  deviation: number;
}

/** The audit of a split. */
export interface SplitAudit {
  total: AuditRow;
  /** One row per stratum (entity), sorted by name. */
  strata: AuditRow[];
  /** One row per value of each coarser label part (`suit bb`), sorted by name. */
  parts: AuditRow[];
  /** Number of groups. */
  groups: number;
  /** Number of samples in the largest group. */
  largestGroup: number;
  /** Number of groups, screenshots and bursts in several splits. `groups` is 0 unless the source divides groups. */
  crossing: { groups: number; screenshots: number; bursts: number };
  /** The row with the largest deviation. */
  worst: { name: string; deviation: number };
  /** Whether every row is within one sample of its targets. */
  withinOne: boolean;
  /** Strata of at least three samples without a sample in val or test. */
  uncovered: string[];
}

/** Counts the keys with samples in several splits. */
function countCrossing(keys: Iterable<[key: string, split: SplitName]>): number {
  const first = new Map<string, SplitName>();
  const crossing = new Set<string>();
  for (const [key, split] of keys) {
    const other = first.get(key);
    if (other === undefined) first.set(key, split);
    else if (other !== split) crossing.add(key);
  }
  return crossing.size;
}

/**
 * Audits a split against its samples.
 *
 * @example
 * const audit = auditSplit(split, samples);
 * if (audit.crossing.screenshots > 0) console.error('screenshots are in several splits');
 */
export function auditSplit(
  split: SplitSettings & { assignments: Readonly<Record<string, SplitName>> },
  samples: readonly Sample[],
): SplitAudit {
  const { rows, rowsOf } = splitRows(samples, split);
  const splitOf = ({ id }: Sample): SplitName => split.assignments[id] ?? 'train';
  const actual = rows.map((): SplitCounts => ({ train: 0, val: 0, test: 0 }));
  for (const sample of samples)
    for (const row of rowsOf.get(sample.id) ?? []) {
      const counts = actual[row];
      if (counts !== undefined) counts[splitOf(sample)] += 1;
    }
  const audited = rows.map((row, index): AuditRow => {
    const counts = actual[index] ?? { train: 0, val: 0, test: 0 };
    return {
      ...row,
      actual: counts,
      deviation: Math.max(...SPLIT_NAMES.map((name) => Math.abs(counts[name] - row.target[name]))),
    };
  });
  const [total, ...others] = audited;
  if (total === undefined) throw new Error('cannot audit a split without samples');
  const strata = others.filter(({ kind }) => kind === 'stratum');
  const groups = groupSamples(samples, split.groupBy);
  const worst = audited.reduce((a, b) => (b.deviation > a.deviation ? b : a));
  const across = (attribute: string) =>
    countCrossing(samples.map((sample): [string, SplitName] => [attributeOf(sample, attribute), splitOf(sample)]));
  return {
    total,
    strata,
    parts: others.filter(({ kind }) => kind === 'part'),
    groups: groups.length,
    largestGroup: groups.reduce((largest, group) => Math.max(largest, group.length), 0),
    crossing: {
      groups: countCrossing(
        groups.flatMap((group, index) => group.map((sample): [string, SplitName] => [`${index}`, splitOf(sample)])),
      ),
      screenshots: across('screenshot'),
      bursts: across('burst'),
    },
    worst: { name: worst.name, deviation: worst.deviation },
    withinOne: worst.deviation <= 1 + 1e-9,
    uncovered: strata
      .filter(
        (row) =>
          row.count >= 3 && (['val', 'test'] as const).some((name) => row.target[name] > 0 && row.actual[name] === 0),
      )
      .map(({ name }) => name),
  };
}

/** Options of `formatSplitAudit`. */
export interface AuditFormat {
  /** Include the rows of strata. Default true. */
  strata?: boolean;
  /** `project.targets`, to sort rows in the order of classes instead of by name. */
  targets?: Readonly<Record<string, Target>>;
}

/** Sorts rows in the order of their classes; other rows follow. */
function sortByClass(rows: readonly AuditRow[], targets: Readonly<Record<string, Target>>): AuditRow[] {
  const order = new Map<string, number>();
  for (const { name, classes } of Object.values(targets))
    for (const className of classes)
      for (const key of [`${name} ${className}`, className]) if (!order.has(key)) order.set(key, order.size);
  const orderOf = ({ name }: AuditRow) => order.get(name) ?? Number.MAX_SAFE_INTEGER;
  return [...rows].sort((a, b) => orderOf(a) - orderOf(b));
}

/**
 * Formats an audit as a text table with a row for the total, each label part and each stratum, and `actual (target)`
 * per split, followed by the number of groups in several splits and the largest deviation.
 *
 * @example
 * console.log(formatSplitAudit(split.audit, { targets: project.targets }));
 */
export function formatSplitAudit(audit: SplitAudit, { strata = true, targets = {} }: AuditFormat = {}): string {
  const shown = [
    audit.total,
    ...sortByClass(audit.parts, targets),
    ...(strata ? sortByClass(audit.strata, targets) : []),
  ];
  const cell = (row: AuditRow, name: SplitName) => `${row.actual[name]} (${row.target[name].toFixed(1)})`;
  const lines = [
    ['', 'samples', ...SPLIT_NAMES, 'off by'],
    ...shown.map((row) => [
      row.name,
      `${row.count}`,
      ...SPLIT_NAMES.map((name) => cell(row, name)),
      row.deviation.toFixed(1),
    ]),
  ];
  const widths = lines[0]?.map((_, column) => Math.max(...lines.map((line) => line[column]?.length ?? 0))) ?? [];
  const table = lines.map((line) =>
    line
      .map((text, column) => (column === 0 ? text.padEnd(widths[column] ?? 0) : text.padStart(widths[column] ?? 0)))
      .join('  ')
      .trimEnd(),
  );
  const { crossing, groups, largestGroup, worst, withinOne, uncovered } = audit;
  const closing = [
    `${groups} groups, the largest of ${largestGroup}; ` +
      `in several splits: ${crossing.groups} groups, ${crossing.screenshots} screenshots, ${crossing.bursts} bursts`,
    withinOne
      ? `every row is within one sample of its target (worst: ${worst.name}, ${worst.deviation.toFixed(1)})`
      : 'not every row is within one sample of its target (groups too large or strata too small): ' +
        `worst is ${worst.name}, off by ${worst.deviation.toFixed(1)}`,
    ...(uncovered.length === 0 ? [] : [`without a sample in val or test: ${uncovered.join(', ')}`]),
  ];
  return [...table, '', ...closing].join('\n');
}
