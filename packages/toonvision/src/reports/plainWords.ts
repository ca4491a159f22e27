// An evaluation in plain sentences: what one would tell a colleague.

import { type Prediction, worstRows } from '../evaluation/index.ts';
import { percent } from '../format/index.ts';
import type { Evaluation } from '../training/index.ts';

/** `a`, `a and b`, `a, b and c`. */
function list(words: readonly string[]): string {
  return words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} and ${words.at(-1)}`;
}

const FLAG_WORDS: Readonly<Record<string, string>> = {
  truncated: 'partly hidden or cut off',
  difficult: 'marked difficult',
  clamped: 'boxes that reached over the border of their screenshot',
};

/**
 * The sentences: how many are wrong with the interval, against always guessing; the worst class, street and pair; what the
 * wrong ones have in common; whether the probabilities can be believed.
 *
 * @param predictions those of the evaluation
 *
 * @example
 * plainWords(evaluation, predictions)[0];
 * // '18 of 172 test samples are wrong: 89.5% right, 95% interval 84.0 to 93.3%.'
 */
export function plainWords(evaluation: Evaluation, predictions: readonly Prediction[]): string[] {
  const { samples, wrong, accuracy, accuracyInterval, majority, classNames, split } = evaluation;
  const name = (label: string) => classNames[label] ?? label;
  const side = split === 'test' ? 'test' : 'validation';
  const { low, high } = accuracyInterval;
  const sentences = [
    `${wrong} of ${samples} ${side} samples are wrong: ${percent(accuracy)} right, 95% interval ${(low * 100).toFixed(1)} to ${percent(high)}.`,
    `Always guessing ${name(majority.name)}, the most frequent class, would be right in ${percent(majority.accuracy)}.`,
  ];
  if (wrong === 0) return sentences;
  const worstClass = evaluation.perClass
    .filter(({ support }) => support > 0)
    .sort((a, b) => a.recall - b.recall || b.support - a.support)[0];
  const street = evaluation.breakdowns.find(({ attribute }) => attribute === 'street');
  const worstStreet = street === undefined ? undefined : worstRows(street)[0];
  const worst = [
    ...(worstClass === undefined
      ? []
      : [
          `the worst class is ${name(worstClass.name)} (${worstClass.support - worstClass.right} of ${worstClass.support} wrong)`,
        ]),
    ...(worstStreet === undefined || worstStreet.wrong === 0
      ? []
      : [`the worst street is ${worstStreet.value} (${worstStreet.wrong} of ${worstStreet.support} wrong)`]),
  ];
  if (worst.length > 0) sentences.push(`${capital(list(worst))}.`);
  const [pair] = evaluation.confusedPairs;
  if (pair !== undefined)
    sentences.push(
      `The most frequent mistake: ${name(pair.true)} taken for ${name(pair.predicted)}, ${pair.count} of the ${wrong}.`,
    );
  const wrongOnes = predictions.filter((one) => one.true !== one.predicted);
  for (const [flag, words] of Object.entries(FLAG_WORDS)) {
    const has = (one: Prediction) => one.provenance?.flags.includes(flag) === true;
    const [inWrong, inAll] = [wrongOnes.filter(has).length, predictions.filter(has).length];
    if (inWrong === 0) continue;
    sentences.push(
      `${inWrong} of the ${wrong} wrong are ${words}; of all samples ${inAll} of ${predictions.length} are (${percent(inAll / predictions.length, 0)}).`,
    );
  }
  const confident = wrongOnes.filter(({ probabilities }) => Math.max(...probabilities) >= 0.9).length;
  sentences.push(
    `In ${confident === 0 ? 'none' : confident} of the ${wrong} wrong ones the model was more than 90% sure; on average its probabilities are ${percent(evaluation.calibration.ece)} off.`,
  );
  return sentences;
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
