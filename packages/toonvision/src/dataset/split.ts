// Splits samples into train, val and test: stratified, whole groups together, the same for the same seed and samples.
import { SPLIT_NAMES, type SplitCounts, type SplitName } from '../annotations/index.ts';
import type { SplitSettings } from '../config/index.ts';
import { UserError, unknownName } from '../errors/index.ts';
import { byCodeUnits } from '../files/index.ts';
import { assignGroups } from './assignGroups.ts';
import { fingerprintSamples, type Sample } from './sample.ts';
import { seededOrder, seededStream } from './seededOrder.ts';
import { auditSplit, type SplitAudit } from './splitAudit.ts';
import { splitRows, stratumOf } from './splitRows.ts';
import { ALL_SIDES, allowedSides, checkRules, hasRules, type Sides, sideBit } from './splitRules.ts';
import { makeUnits, tableUnits } from './splitUnits.ts';

/** The samples to split, and how. */
export interface SplitOptions extends Partial<SplitSettings> {
  samples: readonly Sample[];
  /** Sides that samples have already, by id: they keep them, and only the others are shared out. */
  previous?: Readonly<Record<string, SplitName>>;
}

/** Which side each sample is on; the files themselves never move. */
export interface Split extends SplitSettings {
  /** Of the samples that were split; see `fingerprintSamples`. */
  fingerprint: string;
  /** By sample id, sorted. */
  assignments: Record<string, SplitName>;
  /** How often samples were added to it; not there when it was made in one go, so that the settings alone give it. */
  extended?: number;
  audit: SplitAudit;
}

/**
 * Splits samples.
 *
 * With rounding `nearest` each stratum, each part of the label (suit, kind) and the total come within one sample of
 * their share, and each stratum of three or more has one in val and in test, as far as the groups allow; the audit says
 * where they do not. With `truncate` each stratum gives `floor` of its share to train and to val and the rest to test;
 * without groups this is the original's rule.
 *
 * It is a function of the seed and the set of samples, in any order. Each group has a home by a hash of its own name, and
 * the search leaves as many groups at home as the balance allows: a sample that comes or goes moves few others, and with
 * `previous` none.
 *
 * - `ratio`: shares of train, val, test; any sum. Default `[60, 20, 20]`.
 * - `seed`: default 0.
 * - `stratifyBy`: attributes, see `attributeOf`. Default `['entity']`, or `['label']` where no label has one.
 * - `groupBy`: attributes whose samples stay together. Default `['screenshot', 'burst']`; `[]`: each on its own.
 * - `rounding`: default `'nearest'`.
 * - `sourceSides`: `'keep'` (default): sides that the source gives are kept; `'ignore'`: split anew.
 * - `leaveOut`: the test side is everything with this value of this attribute, and what is in a group with it.
 * - `test`: ids: they, and nothing else, are the test side.
 *
 * @throws UserError when there is no sample, a ratio is impossible, or samples have no such attribute (exit code 2).
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
    throw new UserError('there is no sample to split', {
      remedy: 'Run `toonvision extract` and look at its problems.',
    });
  if (ratio.some((share) => !Number.isFinite(share) || share < 0) || ratio[0] <= 0)
    throw new UserError(`${ratio.join('/')} is no ratio of train/val/test`, {
      where: 'ratio',
      remedy: 'Write three numbers, the first above 0, for example 60/20/20.',
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
  const ruled = hasRules(samples, settings);
  if (ruled && rounding === 'truncate')
    throw new UserError('rounding truncate goes with a ratio alone; here some sides are fixed', {
      where: 'rounding',
      remedy: 'Use rounding nearest, or --ignore-source-sides where the source has sides of its own.',
      exitCode: 2,
    });
  const sideOf =
    rounding === 'truncate' && groupBy.length === 0 && Object.keys(previous).length === 0
      ? truncateStrata(samples, settings)
      : assignWhole(samples, settings, previous);
  const sorted = [...samples].sort((a, b) => byCodeUnits(a.id, b.id));
  const assignments = Object.fromEntries(sorted.map(({ id }) => [id, sideOf.get(id) ?? 'train']));
  return {
    ...settings,
    fingerprint: fingerprintSamples(samples),
    assignments,
    audit: auditSplit({ ...settings, assignments }, samples),
  };
}

/** A misspelt attribute would silently mean the label, so it is refused. */
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

/** The original's rule: in each stratum, in seeded order, the first `floor` to train, the next to val, the rest to test. */
function truncateStrata(
  samples: readonly Sample[],
  { ratio, seed, stratifyBy }: SplitSettings,
): Map<string, SplitName> {
  const strata = Map.groupBy(samples, (sample) => stratumOf(sample, stratifyBy));
  const sum = ratio[0] + ratio[1] + ratio[2];
  const sideOf = new Map<string, SplitName>();
  for (const inside of strata.values()) {
    const train = Math.floor((inside.length * ratio[0]) / sum);
    const val = Math.floor((inside.length * ratio[1]) / sum);
    seededOrder(inside, seed, ({ id }) => id).forEach(({ id }, index) => {
      if (index < train) sideOf.set(id, 'train');
      else sideOf.set(id, index < train + val ? 'val' : 'test');
    });
  }
  return sideOf;
}

function assignWhole(
  samples: readonly Sample[],
  settings: SplitSettings,
  previous: Readonly<Record<string, SplitName>>,
): Map<string, SplitName> {
  const splitting = splitRows(samples, settings);
  const allowed = allowedSides(samples, settings);
  const sidesOf = ({ id }: Sample): Sides => {
    const sides = allowed.get(id) ?? ALL_SIDES;
    const before = Object.hasOwn(previous, id) ? previous[id] : undefined;
    return before !== undefined && (sides & sideBit(before)) !== 0 ? sideBit(before) : sides;
  };
  const units = makeUnits(samples, settings.groupBy, sidesOf, settings.seed);
  const targets = splitting.rows.map((row) => SPLIT_NAMES.map((part) => row.target[part]));
  const sides = assignGroups(
    tableUnits(units, splitting, targets, settings.stratifyBy),
    splitting.rows.map(({ kind, count }, index) => ({ kind, count, targets: targets[index] ?? [] })),
    seededStream(`${settings.seed} split`),
  );
  return new Map(
    units.flatMap((unit, index) =>
      unit.samples.map(({ id }): [string, SplitName] => [id, SPLIT_NAMES[sides[index] ?? 0] ?? 'train']),
    ),
  );
}

/** The samples of one side, in their given order. */
export function samplesOf(split: Pick<Split, 'assignments'>, samples: readonly Sample[], part: SplitName): Sample[] {
  return samples.filter(({ id }) => split.assignments[id] === part);
}

/** How many samples each side has. */
export function countSplits(split: Pick<Split, 'assignments'>): SplitCounts {
  const counts: SplitCounts = { train: 0, val: 0, test: 0 };
  for (const part of Object.values(split.assignments)) counts[part] += 1;
  return counts;
}
