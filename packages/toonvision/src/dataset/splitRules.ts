// The sides each sample may be on: what the source gives, what is left out, what a list fixes, what an older split says.

import { SPLIT_NAMES, type SplitName } from '../annotations/index.ts';
import type { SplitSettings } from '../config/index.ts';
import { UserError } from '../errors/index.ts';
import { byCodeUnits } from '../files/index.ts';
import { attributeOf, type Sample } from './sample.ts';
import { groupSamples } from './sampleGroups.ts';

/** A set of sides as bits: 1 train, 2 val, 4 test. */
export type Sides = number;

export const ALL_SIDES: Sides = 7;
export const sideBit = (part: SplitName): Sides => 1 << SPLIT_NAMES.indexOf(part);
const TRAIN_OR_VAL = sideBit('train') | sideBit('val');

/** True when exactly one side is left. */
export const isFixed = (sides: Sides): boolean => (sides & (sides - 1)) === 0;

type Rules = Pick<SplitSettings, 'groupBy' | 'sourceSides' | 'leaveOut' | 'test'>;

/** True when the settings fix the side of any sample. */
export function hasRules(samples: readonly Sample[], { sourceSides = 'keep', leaveOut, test }: Rules): boolean {
  return (
    leaveOut !== undefined ||
    test !== undefined ||
    (sourceSides === 'keep' && samples.some(({ split }) => split !== null))
  );
}

/**
 * The sides the settings leave to each sample, by id. What is left out, or on the list, is the test side, and nothing
 * else is. Sides that the source gives stay; where it has no val or no test side, that one is taken from its train side.
 */
export function allowedSides(
  samples: readonly Sample[],
  { groupBy, sourceSides = 'keep', leaveOut, test }: Rules,
): Map<string, Sides> {
  if (leaveOut !== undefined) return leavingOut(samples, groupBy, leaveOut);
  if (test !== undefined) {
    const listed = new Set(test);
    return new Map(samples.map(({ id }) => [id, listed.has(id) ? sideBit('test') : TRAIN_OR_VAL]));
  }
  const given = new Set(samples.flatMap(({ split }) => (split === null ? [] : [split])));
  if (sourceSides === 'ignore' || given.size === 0) return new Map(samples.map(({ id }) => [id, ALL_SIDES]));
  const missing = (['val', 'test'] as const).filter((part) => !given.has(part));
  const ofTrain = missing.reduce((sides, part) => sides | sideBit(part), sideBit('train'));
  const sidesOf = ({ split }: Sample) => {
    if (split === null) return ALL_SIDES;
    return split === 'train' ? ofTrain : sideBit(split);
  };
  return new Map(samples.map((sample) => [sample.id, sidesOf(sample)]));
}

/** Whatever is in a group with a sample of the value goes with it, so that nothing of it is trained on. */
function leavingOut(
  samples: readonly Sample[],
  groupBy: readonly string[],
  { attribute, value }: NonNullable<Rules['leaveOut']>,
): Map<string, Sides> {
  const isOut = (sample: Sample) => attributeOf(sample, attribute) === value;
  return new Map(
    groupSamples(samples, groupBy).flatMap((group) => {
      const sides = group.some(isOut) ? sideBit('test') : TRAIN_OR_VAL;
      return group.map(({ id }): [string, Sides] => [id, sides]);
    }),
  );
}

/**
 * Checks what was asked for against the samples.
 *
 * @throws UserError (exit code 2) when no sample has the value that is left out, or the list of test samples names one
 *   that is not there or tears a group apart: a fixed list is exact, so nothing is added to it.
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
      throw new UserError(`every sample has the ${attribute} ${value}, so nothing is left to train on`, {
        where: 'leave-out',
        remedy: 'Leave something else out.',
        exitCode: 2,
      });
    return;
  }
  if (test === undefined) return;
  const listed = new Set(test);
  const ids = new Set(samples.map(({ id }) => id));
  const missing = test.find((id) => !ids.has(id));
  if (missing !== undefined)
    throw new UserError(`there is no sample ${missing}`, {
      where: 'test list',
      remedy: 'Take it off the list, or extract again with its screenshot.',
      exitCode: 2,
    });
  for (const group of groupSamples(samples, groupBy)) {
    const [inside, outside] = [group.find(({ id }) => listed.has(id)), group.find(({ id }) => !listed.has(id))];
    if (inside !== undefined && outside !== undefined)
      throw new UserError(
        `${inside.id} is on the list of test samples and ${outside.id} is not, but they belong together (${groupBy.join(', ')})`,
        { where: 'test list', remedy: 'Put both on the list or none, or split with --group none.', exitCode: 2 },
      );
  }
}
