// Splits samples into train, val and test: stratified, grouped and reproducible.
import { SPLIT_NAMES, type SplitCounts, type SplitName } from '../annotations/index.ts';
import type { SplitSettings } from '../config/index.ts';
import { UserError, unknownName } from '../errors/index.ts';
import { byCodeUnits } from '../files/index.ts';
import { assignGroups } from './assignGroups.ts';
import { fingerprintSamples, type Sample } from './sample.ts';
import { seededOrder, seededStream } from './seededOrder.ts';
import { auditSplit, type SplitAudit } from './splitAudit.ts';
import { splitRows, stratumOf } from './splitRows.ts';
import { ALL_SPLITS, checkRules, findAllowedSplits, hasRules, type SplitSet, splitBit } from './splitRules.ts';
import { makeUnits, tableUnits } from './splitUnits.ts';

/** Options of `split`. */
export interface SplitOptions extends Partial<SplitSettings> {
  samples: readonly Sample[];
  /** Existing splits of samples, by id. They are kept, and only other samples are assigned. */
  previous?: Readonly<Record<string, SplitName>>;
}

/** The assignment of samples to splits. Files are not moved. */
export interface Split extends SplitSettings {
  /** Fingerprint of the samples; see `fingerprintSamples`. */
  fingerprint: string;
  /** Split of each sample, sorted by id. */
  assignments: Record<string, SplitName>;
  /** Number of times samples were added; undefined if the settings alone reproduce the split. */
  extended?: number;
  audit: SplitAudit;
}

/**
 * Splits samples into train, val and test.
 *
 * With rounding `nearest`, each stratum, each part of the label (suit, kind) and the total are within one sample of
 * their ratio, and each stratum of at least three samples has one in val and test, as far as the groups allow; the
 * audit reports exceptions. With `truncate`, each stratum puts `floor` of its ratio in train and val and the rest in
 * test; without groups this is the rule of the original article.
 *
 * The result depends only on the seed and the set of samples, not on their order. Each group has a home split given by
 * its hash, and the search keeps as many groups there as the balance allows: adding or removing a sample moves few
 * others, and none with `previous`.
 *
 * - `ratio`: ratio of train, val and test with any sum. Default `[60, 20, 20]`.
 * - `seed`: default 0.
 * - `stratifyBy`: attributes, see `attributeOf`. Default `['entity']`, or `['label']` if no label has an entity.
 * - `groupBy`: attributes whose samples stay together. Default `['screenshot', 'burst']`; `[]` for no groups.
 * - `rounding`: default `'nearest'`.
 * - `sourceSides`: `'keep'` (default) keeps the splits of the source; `'ignore'` ignores them.
 * - `leaveOut`: puts every sample with this value of this attribute, and its group, in test.
 * - `test`: ids of exactly the samples in test.
 *
 * @throws UserError when there are no samples, or the ratio or an attribute is invalid (exit code 2).
 *
 * @example
 * const { assignments, audit } = split({ samples, ...project.split });
 */
export function split({
  samples,
  ratio = [60, 20, 20],
  seed = 0,
  stratifyBy = [samples.some(({ parts }) => Object.hasOwn(parts, 'entity')) ? 'entity' : 'label'],
  groupBy = ['screenshot', 'burst'],
  rounding = 'nearest',
  sourceSides,
  leaveOut,
  test,
  previous = {},
}: SplitOptions): Split {
  if (samples.length === 0)
    throw new UserError('no samples to split', {
      remedy: 'Run `toonvision extract` and check the problems it reports.',
    });
  if (ratio.some((share) => !Number.isFinite(share) || share < 0) || ratio[0] <= 0)
    throw new UserError(`expected a ratio train/val/test, got ${ratio.join('/')}`, {
      where: 'ratio',
      remedy: 'Pass three numbers, the first above 0, for example 60/20/20.',
      exitCode: 2,
    });
  checkAttributes(samples, stratifyBy, 'stratify');
  checkAttributes(samples, groupBy, 'group');
  const settings: SplitSettings = {
    ratio: [...ratio],
    seed,
    rounding,
    stratifyBy: [...stratifyBy],
    groupBy: [...groupBy],
    sourceSides,
    ...(leaveOut === undefined ? {} : { leaveOut: { ...leaveOut } }),
    ...(test === undefined ? {} : { test: [...test].sort(byCodeUnits) }),
  };
  if (leaveOut !== undefined) checkAttributes(samples, [leaveOut.attribute], 'leaveOut');
  checkRules(samples, settings);
  if (hasRules(samples, settings) && rounding === 'truncate')
    throw new UserError('rounding truncate needs a plain ratio, but some samples have a fixed split', {
      where: 'rounding',
      remedy: 'Use rounding nearest, or --ignore-source-splits if the source assigns splits.',
      exitCode: 2,
    });
  const splitOf =
    rounding === 'truncate' && groupBy.length === 0 && Object.keys(previous).length === 0
      ? truncateStrata(samples, settings)
      : assignWhole(samples, settings, previous);
  const sorted = [...samples].sort((a, b) => byCodeUnits(a.id, b.id));
  const assignments = Object.fromEntries(sorted.map(({ id }) => [id, splitOf.get(id) ?? 'train']));
  return {
    ...settings,
    fingerprint: fingerprintSamples(samples),
    assignments,
    audit: auditSplit({ ...settings, assignments }, samples),
  };
}

/** Rejects misspelled attributes, which would otherwise silently mean the label. */
function checkAttributes(samples: readonly Sample[], attributes: readonly string[], where: string): void {
  const known = new Set([
    'label',
    'street',
    'screenshot',
    'burst',
    ...samples.flatMap(({ parts }) => Object.keys(parts)),
  ]);
  for (const attribute of attributes) {
    if (!known.has(attribute)) throw unknownName('attribute', attribute, known, { where });
  }
}

/**
 * The rule of the original article: per stratum, in seeded order, `floor` to train, `floor` to val, the rest to test.
 */
function truncateStrata(
  samples: readonly Sample[],
  { ratio, seed, stratifyBy }: SplitSettings,
): Map<string, SplitName> {
  const strata = Map.groupBy(samples, (sample) => stratumOf(sample, stratifyBy));
  const sum = ratio[0] + ratio[1] + ratio[2];
  const splitOf = new Map<string, SplitName>();
  for (const members of strata.values()) {
    const train = Math.floor((members.length * ratio[0]) / sum);
    const val = Math.floor((members.length * ratio[1]) / sum);
    seededOrder(members, seed, ({ id }) => id).forEach(({ id }, index) => {
      if (index < train) splitOf.set(id, 'train');
      else splitOf.set(id, index < train + val ? 'val' : 'test');
    });
  }
  return splitOf;
}

function assignWhole(
  samples: readonly Sample[],
  settings: SplitSettings,
  previous: Readonly<Record<string, SplitName>>,
): Map<string, SplitName> {
  const table = splitRows(samples, settings);
  const allowed = findAllowedSplits(samples, settings);
  const splitsOf = ({ id }: Sample): SplitSet => {
    const splits = allowed.get(id) ?? ALL_SPLITS;
    const before = Object.hasOwn(previous, id) ? previous[id] : undefined;
    return before !== undefined && (splits & splitBit(before)) !== 0 ? splitBit(before) : splits;
  };
  const units = makeUnits(samples, settings.groupBy, splitsOf, settings.seed);
  const targets = table.rows.map((row) => SPLIT_NAMES.map((name) => row.target[name]));
  const splits = assignGroups(
    tableUnits(units, table, targets, settings.stratifyBy),
    table.rows.map(({ kind, count }, index) => ({ kind, count, targets: targets[index] ?? [] })),
    seededStream(`${settings.seed} split`),
  );
  return new Map(
    units.flatMap((unit, index) =>
      unit.samples.map(({ id }): [string, SplitName] => [id, SPLIT_NAMES[splits[index] ?? 0] ?? 'train']),
    ),
  );
}

/** Returns the samples of a split, in their order. */
export function samplesOf(split: Pick<Split, 'assignments'>, samples: readonly Sample[], name: SplitName): Sample[] {
  return samples.filter(({ id }) => split.assignments[id] === name);
}

/** Counts the samples of each split. */
export function countSplits(split: Pick<Split, 'assignments'>): SplitCounts {
  const counts: SplitCounts = { train: 0, val: 0, test: 0 };
  for (const name of Object.values(split.assignments)) counts[name] += 1;
  return counts;
}
