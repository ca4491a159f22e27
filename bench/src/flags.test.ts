// Flags of the bench: what they mean and what is refused; and what a child may say.
import { expect, it } from 'vitest';
import { ARCHITECTURES, parameterCount } from './architectures.ts';
import { parseFlags } from './flags.ts';
import { parseMessage } from './protocol.ts';

it('reads lists in the order of the tables', () => {
  expect(parseFlags(['--only', 'tfjs,ours', '--threads', '2'])).toMatchObject({
    groups: ['ours', 'tfjs'],
    threads: [2],
    batch: 32,
  });
  expect(parseFlags(['--help'])).toBeUndefined();
});

it.each([
  [['--only', 'keras'], "--only 'keras' is not known; it takes ours, torch, ort, tfjs, jax, separated by commas"],
  [['--threads', '0'], "--threads '0' is not a whole number from 1 to 64"],
  [['--batch', '3.5'], "--batch '3.5' is not a whole number"],
  [['--seconds', 'x'], "--seconds 'x' is not a number above 0"],
  [['--fast'], "Unknown option '--fast'"],
])('refuses %j', (args, message) => {
  expect(() => parseFlags(args)).toThrow(message);
});

it('takes only whole, sensible messages from a child', () => {
  expect(parseMessage('{"ready": "torch 1"}')).toEqual({ ready: 'torch 1' });
  expect(parseMessage('{"images": 32, "seconds": 0.5}')).toEqual({ images: 32, seconds: 0.5 });
  for (const line of ['hello', '{"images": 32', '{"images": "32", "seconds": 1}', '{"images": 32, "seconds": 0}', '{}'])
    expect(parseMessage(line)).toBeUndefined();
});

it('has the parameters of the reference', () => {
  expect(parameterCount(ARCHITECTURES.baseline)).toBe(14_620);
  expect(parameterCount(ARCHITECTURES.tuned)).toBe(6_032);
});
