import { describe, expect, it } from 'vitest';
import { parseDefault } from './parseDefault.ts';

describe('parseDefault', () => {
  it.each([
    ['Images a step. Default 64.', 'Images a step.', '64'],
    ['Share of the past, in [0, 1); default 0.9.', 'Share of the past, in [0, 1).', '0.9'],
    ['Default `linear`.', '', '`linear`'],
    ["A list. Default `['a', 'b.c']`.", 'A list.', "`['a', 'b.c']`"],
    ['Default: the name of its folder.', '', 'the name of its folder'],
    [
      '`valid` (default): no border; `same`: a zero border.',
      '`valid` (default): no border; `same`: a zero border.',
      '`valid`',
    ],
    ['Rates. Default 0.001, for sgd 0.01. Above 0.', 'Rates. Above 0.', '0.001, for sgd 0.01'],
    ['By default nothing is said here', 'By default nothing is said here', ''],
  ])('%s', (comment, words, value) => {
    expect(parseDefault(comment)).toEqual({ words, value });
  });
});
