// Tests of labelShape.ts.
import { describe, expect, it } from 'vitest';
import { labelShape } from './labelShape.ts';

const read = (labels: string[]) => {
  const { pattern, parts } = labelShape(labels);
  const groups = labels.map((label) => ({ ...new RegExp(pattern, 'v').exec(label)?.groups }));
  return { parts, groups };
};

describe('labelShape', () => {
  it('turns repeating pieces into parts', () => {
    const { parts, groups } = read(['cog_bb_flunky', 'cog_lb_bigwig', 'cog_bb_yesman']);
    expect(parts).toEqual([
      { name: 'class', classes: ['cog_bb_flunky', 'cog_lb_bigwig', 'cog_bb_yesman'] },
      { name: 'part2', classes: ['bb', 'lb'] },
    ]);
    expect(groups[0]).toEqual({ class: 'cog_bb_flunky', part2: 'bb' });
  });

  it.each([
    [
      ['red-car', 'blue-car', 'red-bus', 'blue-bus'],
      ['class', 'part1', 'part2'],
    ],
    [
      ['red car', 'blue car', 'red bus'],
      ['class', 'part1', 'part2'],
    ],
    [['cat', 'dog'], ['class']],
    [['cat', 'dog_small'], ['class']],
    [['a_1', 'b_2'], ['class']],
    [['a_', '_b'], ['class']],
    [['a_b_c_d_e', 'a_b_c_d_f', 'a_b_c_e_f'], ['class']],
    [['a.b', 'c(d)'], ['class']],
    [['one'], ['class']],
    [[], ['class']],
  ])('%j has %j', (labels, names) => {
    const { parts, groups } = read(labels);
    expect(parts.map(({ name }) => name)).toEqual(names);
    expect(groups.map((one) => one.class)).toEqual(labels);
  });
});
