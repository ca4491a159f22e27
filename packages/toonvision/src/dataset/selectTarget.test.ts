// Tests of selectTarget.ts.
import { describe, expect, test } from 'vitest';
import { bareSample } from '../../test/datasetTown.ts';
import { selectTarget } from './index.ts';

const target = { name: 'suit', classes: ['sb', 'bb', 'cb'], names: { sb: 'Sellbot', bb: 'bb', cb: 'Cashbot' } };
const cog = (n: number, suit: string) => bareSample(`s${n}`, 1, `cog_${suit}_x`, { kind: 'cog', suit });

describe('selectTarget', () => {
  test('class indices follow the configuration, and samples without the part are excluded', () => {
    const { items, counts, warnings } = selectTarget(
      [cog(1, 'bb'), bareSample('t', 1, 'toon_dog', { animal: 'dog' }), cog(2, 'sb'), cog(3, 'bb')],
      target,
    );
    expect(items.map(({ sample, classIndex }) => [sample.id, classIndex])).toEqual([
      ['s1#1', 1],
      ['s2#1', 0],
      ['s3#1', 1],
    ]);
    expect(counts).toEqual([1, 2, 0]);
    expect(warnings.map(({ kind, message }) => [kind, message])).toEqual([
      [
        'class-with-one-sample',
        'the suit sb (Sellbot) has one sample, so it can be used for training or testing, but not both',
      ],
      ['class-without-sample', 'the suit cb (Cashbot) has no sample, so it cannot be learned'],
    ]);
  });

  test('rejects fewer than two classes with samples, and unknown classes', () => {
    expect(() => selectTarget([], target)).toThrow(/target suit: no class has samples/);
    expect(() => selectTarget([cog(1, 'bb')], target)).toThrow(/only the class bb has samples[\s\S]*sb, cb/);
    expect(() => selectTarget([cog(1, 'lb')], target)).toThrow(
      /screenshots\/s1\.png, object 1: cog_lb_x: unknown suit lb[\s\S]*extract/,
    );
  });
});
