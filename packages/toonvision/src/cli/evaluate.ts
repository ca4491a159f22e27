// `toonvision evaluate`: how good a run is on the sealed test split.
import { buildCommand } from '@stricli/core';
import type { Prediction } from '../evaluation/index.ts';
import type { Evaluation } from '../training/index.ts';
import { jsonFlag, projectFlag, text } from './arguments.ts';
import type { Context } from './context.ts';
import { percent } from './numbers.ts';
import { textTable } from './textTable.ts';

interface Flags {
  split: 'test' | 'val';
  reason: string;
  sortLabels: boolean;
  force: boolean;
  json: boolean;
  project: string;
}

export const evaluateCommand = buildCommand<Flags, [string], Context>({
  async func({ json, sortLabels, ...flags }, name) {
    const told = await evaluateAndTell(this, { ...flags, name, sortLabels, quiet: json });
    if (json) this.terminal.printJson(told);
  },
  parameters: {
    flags: {
      split: {
        kind: 'enum',
        values: ['test', 'val'],
        default: 'test',
        brief: 'The sealed test split (each opening is logged) or the validation split',
      },
      reason: {
        kind: 'parsed',
        parse: text,
        default: 'evaluate',
        brief: 'Why the test split is opened, for the log',
        placeholder: 'text',
      },
      sortLabels: { kind: 'boolean', withNegated: false, brief: 'Report the classes by name, as scikit-learn does' },
      force: {
        kind: 'boolean',
        withNegated: false,
        brief: 'Go on although the data has changed since the run; marks it',
      },
      json: jsonFlag,
      project: projectFlag,
    },
    positional: {
      kind: 'tuple',
      parameters: [{ brief: 'Name of the run, as train printed it', parse: text, placeholder: 'run' }],
    },
  },
  docs: {
    brief: 'Show how good a run is on the sealed test split',
    fullDescription: `Opens the sealed test split for a run and prints the confusion matrix, what went wrong, the
classification report in scikit-learn's layout, and every wrong sample with its file. Each opening is logged in
dataset/test-openings.jsonl: the more often one looks, the less the numbers are worth; use --split val meanwhile.
Writes predictions.jsonl and evaluation-test.json into the run's folder.

Examples:
  toonvision evaluate suit-baseline-1
  toonvision evaluate suit-baseline-1 --split val
  toonvision evaluate suit-baseline-1 --json | jq .accuracy`,
  },
});

export interface EvaluateFlags {
  name: string;
  split: 'test' | 'val';
  reason: string;
  sortLabels: boolean;
  force: boolean;
  project: string;
  /** Print nothing but notices. */
  quiet: boolean;
}

/** Evaluates a run and shows what came of it; used by `evaluate` and `tour`. */
export async function evaluateAndTell(
  context: Context,
  flags: EvaluateFlags,
): Promise<Evaluation & { wrongSamples: Prediction[] }> {
  const { loadConfig } = await import('../config/index.ts');
  const { wrongSamples } = await import('../evaluation/index.ts');
  const { evaluateRun, readRun } = await import('../training/index.ts');
  const { terminal, signal } = context;
  const project = await loadConfig(flags.project);
  const run = await readRun(project, flags.name);
  if (run.record.status !== 'finished') terminal.notice(`notice: the run ${run.name} is ${run.record.status}.`);
  const cache = terminal.progress({ label: 'Building the pixel cache', unit: 'samples', transient: flags.quiet });
  const { split, reason, force } = flags;
  const { evaluation, predictions } = await evaluateRun({
    project,
    run,
    split,
    reason,
    force,
    signal,
    onProgress: cache.update,
  });
  cache.end();
  const wrong = wrongSamples(predictions);
  for (const line of evaluation.changed) terminal.notice(`changed since the run: ${line}`);
  if (!flags.quiet) await tellEvaluation(context, evaluation, wrong, flags.sortLabels);
  return { ...evaluation, wrongSamples: wrong };
}

async function tellEvaluation(
  { terminal }: Context,
  evaluation: Evaluation,
  wrong: readonly Prediction[],
  sortLabels: boolean,
): Promise<void> {
  const { confidence, formatClassificationReport, formatConfusionMatrix, wrongOnly } = await import(
    '../evaluation/index.ts'
  );
  const { classes, confusion, report, accuracyInterval, majority } = evaluation;
  const heading = (title: string) => terminal.print(`\n${terminal.style('bold', title)}`);
  terminal.print(
    terminal.style(
      'bold',
      `${evaluation.wrong} of ${evaluation.samples} ${evaluation.split} samples wrong: accuracy ` +
        `${percent(evaluation.accuracy)} [${percent(accuracyInterval.low)}, ${percent(accuracyInterval.high)}], ` +
        `loss ${evaluation.loss.toFixed(4)}`,
    ),
  );
  terminal.print(
    `In brackets Wilson's 95 % interval. Always guessing ${majority.name}: ${percent(majority.accuracy)}.`,
  );
  if (evaluation.testOpenings !== undefined) {
    terminal.print(`The test split of this project has been opened ${times(evaluation.testOpenings)}.`);
  }
  heading('Confusion matrix');
  terminal.print(formatConfusionMatrix(confusion, { classes }));
  heading('Wrong only');
  terminal.print(formatConfusionMatrix(wrongOnly(confusion), { classes, zero: '.' }));
  heading('Classification report');
  terminal.print(formatClassificationReport(report, { sortLabels }).trimEnd());
  for (const note of report.notes) terminal.print(`note: ${note}`);
  heading(wrong.length === 0 ? 'No wrong sample' : 'Wrong samples, the most confident first');
  if (wrong.length > 0) {
    const rows = wrong.map((sample) => [sample.file, sample.true, sample.predicted, percent(confidence(sample))]);
    terminal.print(textTable(['file', 'true', 'predicted', 'confidence'], rows, { right: [3] }));
  }
}

function times(count: number): string {
  return count === 1 ? 'once' : `${count} times`;
}
