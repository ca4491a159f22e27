// Several splits of one set: k folds of what is not test, or one split for each value of an attribute, left out in turn.

import type { SplitName } from '../annotations/index.ts';
import type { SplitSettings } from '../config/index.ts';
import { UserError } from '../errors/index.ts';
import { byCodeUnits } from '../files/index.ts';
import { assignGroups } from './assignGroups.ts';
import { attributeOf, fingerprintSamples, type Sample } from './sample.ts';
import { groupSamples } from './sampleGroups.ts';
import { seededStream } from './seededOrder.ts';
import { type Split, samplesOf, split } from './split.ts';
import { auditSplit } from './splitAudit.ts';
import { splitRows } from './splitRows.ts';
import { makeUnits, tableUnits } from './splitUnits.ts';

/** One of several splits. */
export interface Fold {
  /** `fold-1`, `street-ttc`; the name of its file below `dataset/folds`. */
  name: string;
  split: Split;
}

/** Options of `splitFolds`. */
export interface FoldOptions {
  samples: readonly Sample[];
  /** The split whose test side stays sealed in every fold; what else it has is shared out anew. */
  base: Split;
  /** 2 to 20. */
  folds: number;
  /** The folds of an earlier time, by sample id, from 0: who is in one stays in it. */
  previous?: ReadonlyMap<string, number>;
}

/** A fold's number as bits, as sides are. */
const MOST_FOLDS = 20;

/**
 * k folds: each sample that is not test is val in exactly one and train in the others; strata are shared out evenly and
 * groups stay whole. The test side is that of `base` in all.
 *
 * @throws UserError (exit code 2) when the number is impossible or there are fewer groups than folds.
 *
 * @example
 * const folds = splitFolds({ samples, base: await readSplit(project, samples), folds: 5 });
 * folds[0]?.name // 'fold-1'
 */
export function splitFolds({ samples, base, folds, previous = new Map() }: FoldOptions): Fold[] {
  if (!Number.isInteger(folds) || folds < 2 || folds > MOST_FOLDS)
    throw new UserError(`${folds} folds are not possible`, {
      where: 'folds',
      remedy: `Use 2 to ${MOST_FOLDS}.`,
      exitCode: 2,
    });
  const pool = samples.filter(({ id }) => base.assignments[id] !== 'test');
  const groups = groupSamples(pool, base.groupBy).length;
  if (groups < folds)
    throw new UserError(`${folds} folds need as many groups outside the test side; there are ${groups}`, {
      where: 'folds',
      remedy: 'Use fewer folds, or a smaller test share.',
      exitCode: 2,
    });
  const all = 2 ** folds - 1;
  const { ratio, seed, stratifyBy, groupBy } = base;
  const plain: SplitSettings = { ratio, seed, stratifyBy, groupBy, rounding: 'nearest', sourceSides: 'ignore' };
  const counted = splitRows(pool, plain);
  const targets = counted.rows.map(({ count }) => Array.from({ length: folds }, () => count / folds));
  const foldBefore = ({ id }: Sample) => {
    const fold = previous.get(id);
    return fold !== undefined && fold >= 0 && fold < folds ? 1 << fold : all;
  };
  const units = makeUnits(pool, base.groupBy, foldBefore, base.seed);
  const foldOf = assignGroups(
    tableUnits(units, counted, targets, base.stratifyBy),
    counted.rows.map(({ kind, count }, index) => ({ kind, count, targets: targets[index] ?? [] })),
    seededStream(`${base.seed} folds ${folds}`),
  );
  const folded = new Map(
    units.flatMap((unit, index) => unit.samples.map(({ id }) => [id, foldOf[index] ?? 0] as const)),
  );
  const test = samplesOf(base, samples, 'test')
    .map(({ id }) => id)
    .sort(byCodeUnits);
  const ids = samples.map(({ id }) => id).sort(byCodeUnits);
  return Array.from({ length: folds }, (_, fold): Fold => {
    const side = (id: string): SplitName => {
      const at = folded.get(id);
      if (at === undefined) return 'test';
      return at === fold ? 'val' : 'train';
    };
    const settings: SplitSettings = {
      ratio: [folds - 1, 1, 0],
      seed: base.seed,
      rounding: 'nearest',
      stratifyBy: base.stratifyBy,
      groupBy: base.groupBy,
      test,
    };
    const assignments = Object.fromEntries(ids.map((id) => [id, side(id)]));
    const audit = auditSplit({ ...settings, assignments }, samples);
    return {
      name: `fold-${fold + 1}`,
      split: { ...settings, fingerprint: fingerprintSamples(samples), assignments, audit },
    };
  });
}

/** Options of `splitLeaveOneOut`. */
export interface LeaveOneOutOptions extends Partial<SplitSettings> {
  samples: readonly Sample[];
  /** `street`, or any other attribute. */
  attribute: string;
}

/**
 * One split for each value of an attribute, with everything of that value (and what is in a group with it) as the test
 * side and the rest in train and val: how well does a model do on a street it has never seen?
 *
 * @throws UserError (exit code 2) when the attribute has fewer than two values, or more than 200.
 *
 * @example
 * splitLeaveOneOut({ samples, ...project.split, attribute: 'street' }).map(({ name }) => name) // ['street-br', ...]
 */
export function splitLeaveOneOut({ samples, attribute, ...settings }: LeaveOneOutOptions): Fold[] {
  const values = [...new Set(samples.map((sample) => attributeOf(sample, attribute)))].sort(byCodeUnits);
  if (values.length < 2 || values.length > 200)
    throw new UserError(
      `the samples have ${values.length === 1 ? 'only one value' : `${values.length} values`} of ${attribute}`,
      { where: 'leave-out', remedy: 'Use an attribute of 2 to 200 values.', exitCode: 2 },
    );
  const seen = new Map<string, number>();
  return values.map((value): Fold => {
    const plain = `${attribute}-${value === '' ? 'none' : value}`.replaceAll(/[^\p{L}\p{N}_-]/gu, '-').slice(0, 80);
    const times = (seen.get(plain) ?? 0) + 1;
    seen.set(plain, times);
    const { test: _test, ...rest } = settings;
    return {
      name: times === 1 ? plain : `${plain}-${times}`,
      split: split({ ...rest, samples, rounding: 'nearest', leaveOut: { attribute, value } }),
    };
  });
}
