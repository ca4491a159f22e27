// Rules for the split of a sample: splits of the source, a held-out value, and a fixed list of test samples.
import { SPLIT_NAMES, type SplitName } from '../annotations/index.ts';
import type { SplitSettings } from '../config/index.ts';
import { UserError } from '../errors/index.ts';
import { byCodeUnits } from '../files/index.ts';
import { attributeOf, type Sample } from './sample.ts';
import { groupSamples } from './sampleGroups.ts';

/** A set of splits as a bit mask: 1 train, 2 val, 4 test. */
export type SplitSet = number;

export const ALL_SPLITS: SplitSet = 7;
export const splitBit = (split: SplitName): SplitSet => 1 << SPLIT_NAMES.indexOf(split);
const TRAIN_OR_VAL = splitBit('train') | splitBit('val');

/** Whether a set contains exactly one split. */
export const isFixed = (splits: SplitSet): boolean => (splits & (splits - 1)) === 0;

type Rules = Pick<SplitSettings, 'groupBy' | 'sourceSides' | 'leaveOut' | 'test'>;

/** Whether the settings restrict the split of any sample. */
export function hasRules(samples: readonly Sample[], { sourceSides = 'keep', leaveOut, test }: Rules): boolean {
  return (
    leaveOut !== undefined ||
    test !== undefined ||
    (sourceSides === 'keep' && samples.some(({ split }) => split !== null))
  );
}

/**
 * Finds the splits that the settings allow for each sample, by id. With `leaveOut` or `test`, exactly those samples are
 * in test. Splits of the source are kept; if it lacks val or test, those are taken from its train split.
 */
export function findAllowedSplits(
  samples: readonly Sample[],
  { groupBy, sourceSides = 'keep', leaveOut, test }: Rules,
): Map<string, SplitSet> {
  if (leaveOut !== undefined) return leaveOutGroups(samples, groupBy, leaveOut);
  if (test !== undefined) {
    const listed = new Set(test);
    return new Map(samples.map(({ id }) => [id, listed.has(id) ? splitBit('test') : TRAIN_OR_VAL]));
  }
  const given = new Set(samples.flatMap(({ split }) => (split === null ? [] : [split])));
  if (sourceSides === 'ignore' || given.size === 0) return new Map(samples.map(({ id }) => [id, ALL_SPLITS]));
  const missing = (['val', 'test'] as const).filter((split) => !given.has(split));
  const ofTrain = missing.reduce((splits, split) => splits | splitBit(split), splitBit('train'));
  const splitsOf = ({ split }: Sample) => {
    if (split === null) return ALL_SPLITS;
    return split === 'train' ? ofTrain : splitBit(split);
  };
  return new Map(samples.map((sample) => [sample.id, splitsOf(sample)]));
}

/** Puts every group with a sample of the value in test, so that the value does not occur in training. */
function leaveOutGroups(
  samples: readonly Sample[],
  groupBy: readonly string[],
  { attribute, value }: NonNullable<Rules['leaveOut']>,
): Map<string, SplitSet> {
  const isHeldOut = (sample: Sample) => attributeOf(sample, attribute) === value;
  return new Map(
    groupSamples(samples, groupBy).flatMap((group) => {
      const splits = group.some(isHeldOut) ? splitBit('test') : TRAIN_OR_VAL;
      return group.map(({ id }): [string, SplitSet] => [id, splits]);
    }),
  );
}

/**
 * Validates the rules against the samples.
 *
 * @throws UserError (exit code 2) when no sample or every sample has the held-out value, or when the list of test
 *   samples has an unknown id or contains only part of a group. A fixed list is exact, so nothing is added to it.
 */
export function checkRules(samples: readonly Sample[], { groupBy, leaveOut, test }: Rules): void {
  if (leaveOut !== undefined) {
    const { attribute, value } = leaveOut;
    const values = new Set(samples.map((sample) => attributeOf(sample, attribute)));
    if (!values.has(value))
      throw new UserError(`no sample has the ${attribute} ${value}`, {
        where: 'leave-out',
        remedy: `Use one of ${[...values].sort(byCodeUnits).slice(0, 20).join(', ')}.`,
        exitCode: 2,
      });
    if (values.size === 1)
      throw new UserError(`every sample has the ${attribute} ${value}; no training samples would remain`, {
        where: 'leave-out',
        remedy: 'Choose another attribute.',
        exitCode: 2,
      });
    return;
  }
  if (test === undefined) return;
  const listed = new Set(test);
  const ids = new Set(samples.map(({ id }) => id));
  const missing = test.find((id) => !ids.has(id));
  if (missing !== undefined)
    throw new UserError(`sample ${missing} not found`, {
      where: 'test list',
      remedy: 'Remove it from the list, or extract again with its screenshot.',
      exitCode: 2,
    });
  for (const group of groupSamples(samples, groupBy)) {
    const [inside, outside] = [group.find(({ id }) => listed.has(id)), group.find(({ id }) => !listed.has(id))];
    if (inside !== undefined && outside !== undefined)
      throw new UserError(
        `${inside.id} is in the list of test samples but ${outside.id} of the same group (${groupBy.join(', ')}) is not`,
        { where: 'test list', remedy: 'Add or remove both, or split with --group none.', exitCode: 2 },
      );
  }
}
