// Summarizes an evaluation in plain English sentences.
import { type Prediction, worstRows } from '../evaluation/index.ts';
import { percent } from '../format/index.ts';
import type { Evaluation } from '../training/index.ts';

/** Joins words: `a`, `a and b`, `a, b and c`. */
function joinWords(words: readonly string[]): string {
  return words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} and ${words.at(-1)}`;
}

const FLAG_DESCRIPTIONS: Readonly<Record<string, string>> = {
  truncated: 'partly hidden or cut off',
  difficult: 'marked difficult',
  clamped: 'clipped at the border of their screenshot',
};

/**
 * Sentences on the number of errors with a confidence interval, the majority baseline, the worst class, street and
 * confused pair, what the errors have in common, and calibration.
 *
 * @param predictions predictions of the evaluation
 *
 * @example
 * summarizeEvaluation(evaluation, predictions)[0];
 * // '18 of 172 test samples are misclassified: accuracy 89.5%, 95% CI 84.0-93.3.'
 */
export function summarizeEvaluation(evaluation: Evaluation, predictions: readonly Prediction[]): string[] {
  const { samples, wrong, accuracy, accuracyInterval, majority, classNames, split } = evaluation;
  const name = (label: string) => classNames[label] ?? label;
  const splitTitle = split === 'test' ? 'test' : 'validation';
  const { low, high } = accuracyInterval;
  const sentences = [
    `${wrong} of ${samples} ${splitTitle} samples are misclassified: accuracy ${percent(accuracy)}, 95% CI ${(low * 100).toFixed(1)}-${(high * 100).toFixed(1)}.`,
    `Always predicting the most frequent class, ${name(majority.name)}, has an accuracy of ${percent(majority.accuracy)}.`,
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
  if (worst.length > 0) sentences.push(`${capitalize(joinWords(worst))}.`);
  const [pair] = evaluation.confusedPairs;
  if (pair !== undefined)
    sentences.push(
      `The most frequent error is ${name(pair.true)} predicted as ${name(pair.predicted)}: ${pair.count} of ${wrong} errors.`,
    );
  const errors = predictions.filter((prediction) => prediction.true !== prediction.predicted);
  for (const [flag, description] of Object.entries(FLAG_DESCRIPTIONS)) {
    const hasFlag = (prediction: Prediction) => prediction.provenance?.flags.includes(flag) === true;
    const [inErrors, inAll] = [errors.filter(hasFlag).length, predictions.filter(hasFlag).length];
    if (inErrors === 0) continue;
    sentences.push(
      `${inErrors} of ${wrong} errors are ${description}, compared with ${inAll} of all ${predictions.length} samples (${percent(inAll / predictions.length, 0)}).`,
    );
  }
  const confident = errors.filter(({ probabilities }) => Math.max(...probabilities) >= 0.9).length;
  sentences.push(
    `${confident === 0 ? 'No error was' : `${confident} of ${wrong} errors were`} made with a confidence of 90% or more; the expected calibration error is ${percent(evaluation.calibration.ece)}.`,
  );
  return sentences;
}

function capitalize(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
