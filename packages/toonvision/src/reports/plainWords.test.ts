// The sentences of a report against an evaluation made of known predictions.
import { describe, expect, it } from 'vitest';
import { assess, type Prediction } from '../evaluation/index.ts';
import type { Evaluation } from '../training/index.ts';
import { plainWords } from './plainWords.ts';

function prediction(
  at: number,
  truth: string,
  guess: string,
  sure: number,
  street: string,
  flags: string[],
): Prediction {
  const rest = 1 - sure;
  return {
    id: `${street}#${at}`,
    file: `${at}.png`,
    true: truth,
    predicted: guess,
    probabilities: guess === 'bb' ? [sure, rest] : [rest, sure],
    provenance: {
      screenshot: `${street}.png`,
      object: at,
      label: truth,
      parts: { suit: truth },
      street,
      burst: street,
      box: { xmin: 0, ymin: 0, xmax: 1, ymax: 1 },
      flags,
    },
  };
}

function evaluated(predictions: readonly Prediction[], change: Partial<Evaluation> = {}): Evaluation {
  return {
    ...assess(predictions, { classes: ['bb', 'lb'], target: 'suit' }),
    split: 'test',
    classNames: { bb: 'Bossbot', lb: 'Lawbot' },
    majority: { label: 0, name: 'bb', accuracy: 0.6 },
    ...change,
  } as Evaluation;
}

const RIGHT = Array.from({ length: 7 }, (_, at) =>
  prediction(at, at < 4 ? 'bb' : 'lb', at < 4 ? 'bb' : 'lb', 0.8, 'dd', []),
);
const WRONG = [
  prediction(7, 'lb', 'bb', 0.95, 'ttc', ['truncated']),
  prediction(8, 'lb', 'bb', 0.6, 'ttc', ['truncated', 'difficult']),
  prediction(9, 'bb', 'lb', 0.7, 'dd', []),
];

describe('plainWords', () => {
  it('says how many are wrong, where, and what they have in common', () => {
    const predictions = [...RIGHT, ...WRONG];
    const words = plainWords(evaluated(predictions), predictions);
    expect(words[0]).toMatch(/^3 of 10 test samples are wrong: 70\.0% right, 95% interval 39\.7 to 89\.2%\.$/);
    expect(words[1]).toBe('Always guessing Bossbot, the most frequent class, would be right in 60.0%.');
    expect(words[2]).toBe('The worst class is Lawbot (2 of 5 wrong) and the worst street is ttc (2 of 2 wrong).');
    expect(words[3]).toBe('The most frequent mistake: Lawbot taken for Bossbot, 2 of the 3.');
    expect(words[4]).toBe('2 of the 3 wrong are partly hidden or cut off; of all samples 2 of 10 are (20%).');
    expect(words[5]).toMatch(/^1 of the 3 wrong are marked difficult/);
    expect(words[6]).toMatch(/^In 1 of the 3 wrong ones the model was more than 90% sure/);
    expect(words).toHaveLength(7);
  });

  it('has little to say where nothing is wrong, and names the validation split', () => {
    const words = plainWords(evaluated(RIGHT, { split: 'val' }), RIGHT);
    expect(words).toHaveLength(2);
    expect(words[0]).toMatch(/^0 of 7 validation samples are wrong: 100\.0% right/);
  });
});
