// Tests of search spaces: discovery, counting, differences, and invalid points.
import { layers } from '@toonvision/nn';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  builtInSpaces,
  checkPoint,
  compareSpaces,
  countSpace,
  discoverSpace,
  faultOf,
  findSpace,
  fromUnit,
  gridOf,
  type Hyperparameters,
  modelOfPoint,
  pointAt,
  pointOf,
  type SpaceFunction,
  spaceFingerprint,
  toUnit,
  valuesKey,
} from './index.ts';

const INPUT = { height: 600, width: 200, channels: 3 };
const find = (build: SpaceFunction) => discoverSpace(build, INPUT, 4, 'mine.ts');
const nothing =
  (declare: (hp: Hyperparameters) => unknown): SpaceFunction =>
  (hp) => {
    declare(hp);
    return [];
  };

describe('the built-in spaces', () => {
  it('have the number of points given by their ranges', () => {
    // 4 filters, 2 kernels, 3 x 4 pools, 10 rates; 5 filters, 2 kernels, 3 x 4 pools, 10 rates; 3 rates, 2 paddings.
    expect(countSpace(find(builtInSpaces.article))).toBe(4 * 2 * 12 * 10 * 5 * 2 * 12 * 10 * 3 * 2);
    expect(countSpace(find(builtInSpaces.bayesian))).toBe(4 * 12 * 6 * 5 * 12 * 10);
  });

  it('contain the tuned model, with its parameters and multiply-adds', () => {
    const space = find(builtInSpaces.bayesian);
    const tuned = {
      ...{ conv_1_filters: 16, pool_1_size: 3, pool_2_size: 2, dropout_1_rate: 0.2 },
      ...{ conv_2_filters: 12, pool_3_size: 2, pool_4_size: 3, dropout_2_rate: 0.3 },
    };
    expect(faultOf(space, tuned)).toBeUndefined();
    const task = { build: builtInSpaces.bayesian, input: INPUT, classes: 4, where: 'bayesian' };
    expect(checkPoint(task, space, tuned)).toEqual({ ok: true, parameters: 6032, multiplyAdds: 57_546_240 });
    const tooMany = checkPoint(task, space, tuned, { maxParameters: 6000 });
    expect(tooMany).toMatchObject({ ok: false, reason: '6,032 parameters, more than 6,000' });
  });

  it('have invalid points, for which the pooling sizes are blamed', () => {
    const space = find(builtInSpaces.bayesian);
    const task = { build: builtInSpaces.bayesian, input: INPUT, classes: 4, where: 'bayesian' };
    const values = {
      ...{ conv_1_filters: 4, pool_1_size: 4, pool_2_size: 4, dropout_1_rate: 0 },
      ...{ conv_2_filters: 4, pool_3_size: 4, pool_4_size: 4, dropout_2_rate: 0 },
    };
    const found = checkPoint(task, space, values);
    expect(found).toMatchObject({ ok: false, blame: ['pool_1_size', 'pool_2_size', 'pool_3_size', 'pool_4_size'] });
  });

  it('are found by name, with the nearest name in the error', async () => {
    expect((await findSpace('article')).build).toBe(builtInSpaces.article);
    await expect(findSpace('articel')).rejects.toThrow(/unknown space "articel"; did you mean "article"\?/);
    await expect(findSpace('none/there.ts')).rejects.toThrow(/file not found/);
  });
});

describe('a builder', () => {
  it('declares hyperparameters and conditional scopes', () => {
    const space = find(
      nothing((hp) => {
        const depth = hp.int('depth', { min: 1, max: 3 });
        hp.conditionalScope('depth', [2, 3], () => {
          hp.choice('second', ['a', 'b']);
          hp.conditionalScope('second', ['b'], () => hp.boolean('deep'));
        });
        return depth;
      }),
    );
    expect(space.hyperparameters.map(({ name, when }) => [name, when.length])).toEqual([
      ['depth', 0],
      ['second', 1],
      ['deep', 2],
    ]);
    // depth 1; depth 2 and 3 with a, b without deep, b with deep.
    expect(countSpace(space)).toBe(1 + 2 * 3);
    const all = Array.from({ length: 7 }, (_, index) => pointAt(space, index));
    expect(new Set(all.map(valuesKey)).size).toBe(7);
    for (const values of all) expect(faultOf(space, values)).toBeUndefined();
    expect(faultOf(space, { depth: 1, second: 'a' })).toBe('second is inactive at this point');
  });

  it.each([
    [
      nothing((hp) => [hp.int('a', { min: 1, max: 2 }), hp.int('a', { min: 1, max: 3 })]),
      /hyperparameter a: declared twice with different ranges: 1 to 2, and 1 to 3/,
    ],
    [nothing((hp) => hp.int('a', { min: 3, max: 2 })), /min 3 is greater than max 2/],
    [nothing((hp) => hp.int('a', { min: 0.5, max: 2 })), /must be integers/],
    [nothing((hp) => hp.float('a', { min: 0, max: 2, sampling: 'log' })), /must be greater than 0/],
    [nothing((hp) => hp.choice('a', [])), /list of distinct values/],
    [nothing((hp) => hp.conditionalScope('x', [1], () => 1)), /declared before it/],
    [
      nothing((hp) => hp.boolean('a') && hp.int('b', { min: 1, max: 2 })),
      /hyperparameter b: not declared for the default values/,
    ],
    [
      nothing((hp) => hp.int('b', { min: 1, max: hp.boolean('a') ? 2 : 3 })),
      /hyperparameter b: its range depends on other hyperparameters/,
    ],
    [(() => undefined) as unknown as SpaceFunction, /mine\.ts: the builder returned nothing for the default values/],
    [
      (hp) => {
        if (hp.boolean('a')) throw new Error('oops');
        return [];
      },
      /the builder failed for a true: oops/,
    ],
  ] as [SpaceFunction, RegExp][])('fails with a message that names the cause: %#', (build, message) => {
    expect(() => find(build)).toThrow(message);
  });

  it('runs once per point', () => {
    let calls = 0;
    const build: SpaceFunction = (hp, _input, classes) => {
      calls += 1;
      return [layers.flatten(), layers.dense({ units: classes * hp.choice('width', [1, 2]), activation: 'softmax' })];
    };
    const size = { height: 2, width: 2, channels: 3 };
    for (let use = 0; use < 4; use += 1) modelOfPoint(build, { width: 1 }, size, 4, 'mine.ts');
    expect(calls).toBe(1);
    modelOfPoint(build, { width: 2 }, size, 4, 'mine.ts');
    modelOfPoint(build, { width: 1 }, { ...size, height: 3 }, 4, 'mine.ts');
    expect(calls).toBe(3);
  });

  it('may return training settings with its model', () => {
    const build: SpaceFunction = (hp, _input, classes) => ({
      model: [layers.flatten(), layers.dense({ units: classes, activation: 'softmax' })],
      train: { learningRate: hp.choice('rate', [0.1, 0.01]) },
    });
    const { train, builder } = modelOfPoint(build, { rate: 0.01 }, { height: 2, width: 2, channels: 3 }, 4, 'mine.ts');
    expect(train).toEqual({ learningRate: 0.01 });
    expect(builder({ height: 2, width: 2, channels: 3 }, 4).parameters).toBe(12 * 4 + 4);
  });
});

describe('a space', () => {
  const before = find(nothing((hp) => [hp.int('a', { min: 1, max: 4 }), hp.boolean('b')]));
  it('has a fingerprint and describes its changes', () => {
    expect(spaceFingerprint(find(nothing((hp) => [hp.int('a', { min: 1, max: 4 }), hp.boolean('b')])))).toBe(
      spaceFingerprint(before),
    );
    const after = find(nothing((hp) => [hp.int('a', { min: 1, max: 5 }), hp.boolean('c')]));
    expect(compareSpaces(before, after)).toEqual([
      'a changed from [1 to 4] to [1 to 5]',
      'b was removed',
      'c was added',
    ]);
    expect(compareSpaces(before, before)).toEqual([]);
    const other = find(nothing((hp) => [hp.boolean('b'), hp.int('a', { min: 1, max: 4 })]));
    expect(compareSpaces(before, other)).toEqual(['the hyperparameters are declared in a different order']);
  });

  it('maps to the unit interval and back, on its grid', () => {
    const all = find(
      nothing((hp) => [
        hp.int('int', { min: 3, max: 17, step: 2 }),
        hp.int('log', { min: 1, max: 512, sampling: 'log' }),
        hp.float('tenths', { min: 0, max: 0.9, step: 0.1 }),
        hp.float('any', { min: 1e-5, max: 1, sampling: 'log' }),
        hp.choice('word', ['x', 'y', 'z']),
      ]),
    );
    fc.assert(
      fc.property(fc.double({ min: 0, max: 0.999_999, noNaN: true }), (unit) => {
        const values = pointOf(all, (x) => fromUnit(x, unit));
        expect(faultOf(all, values)).toBeUndefined();
        for (const hyperparameter of all.hyperparameters) {
          const value = values[hyperparameter.name] as number;
          const at = toUnit(hyperparameter, value);
          expect(at).toBeGreaterThanOrEqual(0);
          expect(at).toBeLessThanOrEqual(1);
          const again = fromUnit(hyperparameter, Math.min(at, 0.999_999_999));
          if (gridOf(hyperparameter) === undefined) expect(Number(again) / value).toBeCloseTo(1, 6);
          else expect(again).toBe(value);
        }
      }),
    );
  });
});
