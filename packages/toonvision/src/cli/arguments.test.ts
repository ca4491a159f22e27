// Tests of arguments.ts.
import { expect, it } from 'vitest';
import { nameList, pixelSize, positiveNumber, projectArgument, ratio, wholeNumber } from './arguments.ts';

it('parses values of flags', () => {
  expect(wholeNumber(0)('7')).toBe(7);
  for (const bad of ['-1', '1.5', '', 'x', '1e3', '99999999999999999999']) expect(() => wholeNumber(0)(bad)).toThrow();
  expect(() => wholeNumber(2)('1')).toThrow('expected a whole number of 2 or more, got "1"');
  expect(positiveNumber(1)('1e-3')).toBe(0.001);
  for (const bad of ['0', '-1', '2', '', 'NaN']) expect(() => positiveNumber(1)(bad)).toThrow();
  expect(ratio('60/20/20')).toEqual([60, 20, 20]);
  for (const bad of ['60/40', '0/1/1', 'a/b/c', '1/-1/1', '1/1/1/1', '//']) expect(() => ratio(bad)).toThrow();
  expect(pixelSize('600x200')).toEqual({ height: 600, width: 200 });
  for (const bad of ['600', '0x5', '5x', '600x200x3']) expect(() => pixelSize(bad)).toThrow();
  expect(nameList('screenshot, burst')).toEqual(['screenshot', 'burst']);
  expect(nameList('none')).toEqual([]);
});

it('adds the project to a suggested command', () => {
  expect(projectArgument('.')).toBe('');
  expect(projectArgument('demo-town')).toBe(' --project demo-town');
  expect(projectArgument('my town')).toBe(' --project "my town"');
});
