// Cross-validation splits: k folds outside test, or leave-one-out over the values of an attribute.
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
  /** Name of its file in `dataset/folds`, such as `fold-1` or `street-ttc`. */
  name: string;
  split: Split;
}

/** Options of `splitFolds`. */
export interface FoldOptions {
  samples: readonly Sample[];
  /** The split whose test samples are the test samples of every fold; all others are assigned to folds. */
  base: Split;
  /** Number of folds, 2 to 20. */
  folds: number;
  /** Existing fold of each sample, by id and counted from 0. Samples stay in their fold. */
  previous?: ReadonlyMap<string, number>;
}

/** Folds are stored as bits. */
const MAX_FOLDS = 20;

/**
 * Creates k folds: each sample outside test is in val in exactly one fold and in train in the others. Folds are
 * stratified and keep groups together. All have the test samples of `base`.
 *
 * @throws UserError (exit code 2) when the number is invalid or there are fewer groups than folds.
 *
 * @example
 * const folds = splitFolds({ samples, base: await readSplit(project, samples), folds: 5 });
 * folds[0]?.name // 'fold-1'
 */
export function splitFolds({ samples, base, folds, previous = new Map() }: FoldOptions): Fold[] {
  if (!Number.isInteger(folds) || folds < 2 || folds > MAX_FOLDS)
    throw new UserError(`the number of folds must be between 2 and ${MAX_FOLDS}, got ${folds}`, {
      where: 'folds',
      exitCode: 2,
    });
  const pool = samples.filter(({ id }) => base.assignments[id] !== 'test');
  const groups = groupSamples(pool, base.groupBy).length;
  if (groups < folds)
    throw new UserError(`${folds} folds need at least ${folds} groups outside test, got ${groups}`, {
      where: 'folds',
      remedy: 'Use fewer folds, or a smaller test split.',
      exitCode: 2,
    });
  const allFolds = 2 ** folds - 1;
  const { ratio, seed, stratifyBy, groupBy } = base;
  const plain: SplitSettings = { ratio, seed, stratifyBy, groupBy, rounding: 'nearest', sourceSides: 'ignore' };
  const counted = splitRows(pool, plain);
  const targets = counted.rows.map(({ count }) => Array.from({ length: folds }, () => count / folds));
  const previousFold = ({ id }: Sample) => {
    const fold = previous.get(id);
    return fold !== undefined && fold >= 0 && fold < folds ? 1 << fold : allFolds;
  };
  const units = makeUnits(pool, base.groupBy, previousFold, base.seed);
  const foldOf = assignGroups(
    tableUnits(units, counted, targets, base.stratifyBy),
    counted.rows.map(({ kind, count }, index) => ({ kind, count, targets: targets[index] ?? [] })),
    seededStream(`${base.seed} folds ${folds}`),
  );
  const foldById = new Map(
    units.flatMap((unit, index) => unit.samples.map(({ id }) => [id, foldOf[index] ?? 0] as const)),
  );
  const test = samplesOf(base, samples, 'test')
    .map(({ id }) => id)
    .sort(byCodeUnits);
  const ids = samples.map(({ id }) => id).sort(byCodeUnits);
  return Array.from({ length: folds }, (_, fold): Fold => {
    const splitOf = (id: string): SplitName => {
      const foldOfSample = foldById.get(id);
      if (foldOfSample === undefined) return 'test';
      return foldOfSample === fold ? 'val' : 'train';
    };
    const settings: SplitSettings = {
      ratio: [folds - 1, 1, 0],
      seed: base.seed,
      rounding: 'nearest',
      stratifyBy: base.stratifyBy,
      groupBy: base.groupBy,
      test,
    };
    const assignments = Object.fromEntries(ids.map((id) => [id, splitOf(id)]));
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
  /** Attribute such as `street`. */
  attribute: string;
}

/**
 * Creates one split per value of an attribute, with all samples of that value and their groups in test and the rest in
 * train and val, to measure how well a model generalizes to a street it has never seen.
 *
 * @throws UserError (exit code 2) when the attribute does not have 2 to 200 values.
 *
 * @example
 * splitLeaveOneOut({ samples, ...project.split, attribute: 'street' }).map(({ name }) => name) // ['street-br', ...]
 */
export function splitLeaveOneOut({ samples, attribute, ...settings }: LeaveOneOutOptions): Fold[] {
  const values = [...new Set(samples.map((sample) => attributeOf(sample, attribute)))].sort(byCodeUnits);
  if (values.length < 2 || values.length > 200)
    throw new UserError(`leave-one-out needs an attribute with 2 to 200 values; ${attribute} has ${values.length}`, {
      where: 'leave-out',
      remedy: 'Choose another attribute.',
      exitCode: 2,
    });
  const uses = new Map<string, number>();
  return values.map((value): Fold => {
    const name = `${attribute}-${value === '' ? 'none' : value}`.replaceAll(/[^\p{L}\p{N}_-]/gu, '-').slice(0, 80);
    const count = (uses.get(name) ?? 0) + 1;
    uses.set(name, count);
    const { test: _test, ...rest } = settings;
    return {
      name: count === 1 ? name : `${name}-${count}`,
      split: split({ ...rest, samples, rounding: 'nearest', leaveOut: { attribute, value } }),
    };
  });
}
