// Tests of describeError.ts.
import { ModelError } from '@toonvision/nn';
import { expect, it } from 'vitest';
import { InterruptedError, UserError } from '../errors/index.ts';
import { describeError, exitCodeOf } from './describeError.ts';

it.each([
  [
    new UserError('bad box', { where: 'a.xml', remedy: 'Draw it again.' }),
    1,
    'error: a.xml: bad box\n  Draw it again.',
  ],
  [new UserError('bad flag', { exitCode: 2 }), 2, 'error: bad flag'],
  [new InterruptedError('stopped', 'Resume.'), 130, 'stopped\n  Resume.'],
  [new ModelError('conv2d: kernel too large'), 1, 'error: conv2d: kernel too large'],
])('%s', (error, code, text) => {
  expect(exitCodeOf(error)).toBe(code);
  expect(describeError(error, { debug: false })).toBe(text);
});

it('asks to report unexpected errors, and shows the stack only when debugging', () => {
  const error = new TypeError('x is undefined');
  expect(exitCodeOf(error)).toBe(1);
  const text = describeError(error, { debug: false });
  expect(text).toContain('x is undefined');
  expect(text).toContain('please report');
  expect(text).toContain('TOONVISION_DEBUG=1');
  expect(text).not.toContain('describeError.test.ts');
  expect(describeError(error, { debug: true })).toContain('describeError.test.ts');
});
