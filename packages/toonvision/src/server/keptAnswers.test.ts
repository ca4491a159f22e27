// Kept answers: made once, the oldest forgotten, failures tried again.
import { describe, expect, it } from 'vitest';
import { keptAnswers } from './keptAnswers.ts';

describe('keptAnswers', () => {
  it('makes an answer once, also for those who ask meanwhile', async () => {
    let made = 0;
    const kept = keptAnswers<number>(4);
    const make = async () => {
      made += 1;
      return made;
    };
    expect(await Promise.all([kept('a', make), kept('a', make)])).toEqual([1, 1]);
    expect(await kept('b', make)).toBe(2);
    expect(await kept('a', make)).toBe(1);
  });

  it('forgets what was not asked for the longest', async () => {
    const kept = keptAnswers<string>(2);
    for (const key of ['a', 'b', 'a', 'c']) await kept(key, async () => `first ${key}`);
    expect(await kept('a', async () => 'again')).toBe('first a');
    expect(await kept('b', async () => 'again')).toBe('again');
  });

  it('keeps no failure', async () => {
    const kept = keptAnswers<string>(2);
    await expect(kept('a', () => Promise.reject(new Error('broken')))).rejects.toThrow('broken');
    expect(await kept('a', async () => 'whole')).toBe('whole');
  });
});
