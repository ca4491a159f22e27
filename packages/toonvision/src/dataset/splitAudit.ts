// Checks a split: how near each row is to its share, and whether anything was torn apart.

import { SPLIT_NAMES, type SplitCounts, type SplitName } from '../annotations/index.ts';
import type { SplitSettings, Target } from '../config/index.ts';
import { attributeOf, type Sample } from './sample.ts';
import { groupSamples } from './sampleGroups.ts';
import { type SplitRow, splitRows } from './splitRows.ts';

/** A row of the audit; `deviation` is the largest distance of a part from its target, in samples. */
export interface AuditRow extends SplitRow {
  actual: SplitCounts;
  deviation: number;
}

/** What a split has come to, counted: shares, strata, groups that were torn apart. */
export interface SplitAudit {
  total: AuditRow;
  /** One for each stratum (each entity), sorted by name. */
  strata: AuditRow[];
  /** One for each value of each coarser label part (`suit bb`), sorted by name. */
  parts: AuditRow[];
  /** How many groups there are, and the samples of the largest. */
  groups: number;
  largestGroup: number;
  /** How many groups, screenshots and bursts have samples on more than one side; `groups` is above 0 only where sides that the source gives tear some. */
  crossing: { groups: number; screenshots: number; bursts: number };
  /** The row that is farthest from its target. */
  worst: { name: string; deviation: number };
  /** True when every row is within one sample of its targets. */
  withinOne: boolean;
  /** Strata of three or more samples that have none in val or test. */
  uncovered: string[];
}

/** How many values of an attribute have samples on more than one side. */
function countCrossing(keys: Iterable<[key: string, side: SplitName]>): number {
  const first = new Map<string, SplitName>();
  const crossing = new Set<string>();
  for (const [key, side] of keys) {
    const seen = first.get(key);
    if (seen === undefined) first.set(key, side);
    else if (seen !== side) crossing.add(key);
  }
  return crossing.size;
}

/**
 * Audits a split against its samples.
 *
 * @example
 * const audit = auditSplit(split, samples);
 * if (audit.crossing.screenshots > 0) console.error('screenshots are on two sides');
 */
export function auditSplit(
  split: SplitSettings & { assignments: Readonly<Record<string, SplitName>> },
  samples: readonly Sample[],
): SplitAudit {
  const { rows, rowsOf } = splitRows(samples, split);
  const side = ({ id }: Sample): SplitName => split.assignments[id] ?? 'train';
  const actual = rows.map((): SplitCounts => ({ train: 0, val: 0, test: 0 }));
  for (const sample of samples)
    for (const row of rowsOf.get(sample.id) ?? []) {
      const counts = actual[row];
      if (counts !== undefined) counts[side(sample)] += 1;
    }
  const audited = rows.map((row, index): AuditRow => {
    const held = actual[index] ?? { train: 0, val: 0, test: 0 };
    return {
      ...row,
      actual: held,
      deviation: Math.max(...SPLIT_NAMES.map((part) => Math.abs(held[part] - row.target[part]))),
    };
  });
  const [total, ...others] = audited;
  if (total === undefined) throw new Error('a split of no samples has no audit');
  const strata = others.filter(({ kind }) => kind === 'stratum');
  const groups = groupSamples(samples, split.groupBy);
  const worst = audited.reduce((a, b) => (b.deviation > a.deviation ? b : a));
  const across = (attribute: string) =>
    countCrossing(samples.map((sample): [string, SplitName] => [attributeOf(sample, attribute), side(sample)]));
  return {
    total,
    strata,
    parts: others.filter(({ kind }) => kind === 'part'),
    groups: groups.length,
    largestGroup: groups.reduce((largest, group) => Math.max(largest, group.length), 0),
    crossing: {
      groups: countCrossing(
        groups.flatMap((group, index) => group.map((sample): [string, SplitName] => [`${index}`, side(sample)])),
      ),
      screenshots: across('screenshot'),
      bursts: across('burst'),
    },
    worst: { name: worst.name, deviation: worst.deviation },
    withinOne: worst.deviation <= 1 + 1e-9,
    uncovered: strata
      .filter(
        (row) =>
          row.count >= 3 && (['val', 'test'] as const).some((part) => row.target[part] > 0 && row.actual[part] === 0),
      )
      .map(({ name }) => name),
  };
}

/** How `formatSplitAudit` prints. */
export interface AuditFormat {
  /** Whether the rows of the strata are shown. Default true. */
  strata?: boolean;
  /** `project.targets`: rows then come in the order of their classes, not by name. */
  targets?: Readonly<Record<string, Target>>;
}

/** Rows in the order of the classes they stand for; others after them, as they were. */
function inClassOrder(rows: readonly AuditRow[], targets: Readonly<Record<string, Target>>): AuditRow[] {
  const place = new Map<string, number>();
  for (const { name, classes } of Object.values(targets))
    for (const className of classes)
      for (const key of [`${name} ${className}`, className]) if (!place.has(key)) place.set(key, place.size);
  const placeOf = ({ name }: AuditRow) => place.get(name) ?? Number.MAX_SAFE_INTEGER;
  return [...rows].sort((a, b) => placeOf(a) - placeOf(b));
}

/**
 * The audit as a plain text table: a line for the total, each label part and each stratum with samples, and for each
 * side `actual (target)`; then what was kept together and how far the worst row is off.
 *
 * @example
 * console.log(formatSplitAudit(split.audit, { targets: project.targets }));
 */
export function formatSplitAudit(audit: SplitAudit, { strata = true, targets = {} }: AuditFormat = {}): string {
  const shown = [
    audit.total,
    ...inClassOrder(audit.parts, targets),
    ...(strata ? inClassOrder(audit.strata, targets) : []),
  ];
  const cell = (row: AuditRow, part: SplitName) => `${row.actual[part]} (${row.target[part].toFixed(1)})`;
  const lines = [
    ['', 'samples', ...SPLIT_NAMES, 'off by'],
    ...shown.map((row) => [
      row.name,
      `${row.count}`,
      ...SPLIT_NAMES.map((part) => cell(row, part)),
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
    `${groups} groups, the largest of ${largestGroup}; on more than one side: ${crossing.groups} groups, ${crossing.screenshots} screenshots, ${crossing.bursts} bursts`,
    withinOne
      ? `every row is within one sample of its target (worst: ${worst.name}, ${worst.deviation.toFixed(1)})`
      : `not every row is within one sample of its target (groups too large or strata too small): worst is ${worst.name}, off by ${worst.deviation.toFixed(1)}`,
    ...(uncovered.length === 0 ? [] : [`without a sample in val or test: ${uncovered.join(', ')}`]),
  ];
  return [...table, '', ...closing].join('\n');
}
