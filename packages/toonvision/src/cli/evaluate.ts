// `toonvision evaluate`: evaluates a run on a split, and compares it with another run.
import { buildCommand } from '@stricli/core';
import type { UncertaintyMeasure } from '../evaluation/index.ts';
import type { Evaluation, RunComparison } from '../training/index.ts';
import { jsonFlag, projectFlag, text, wholeNumber } from './arguments.ts';
import type { Context } from './context.ts';
import { comparisonLines, evaluationLines } from './evaluationText.ts';

interface Flags {
  split: 'test' | 'val';
  reason: string;
  sortLabels: boolean;
  wrong: number;
  leastConfident: number;
  by: UncertaintyMeasure;
  against?: string;
  resampleBy: 'sample' | 'screenshot' | 'burst';
  force: boolean;
  json: boolean;
  project: string;
}

export const evaluateCommand = buildCommand<Flags, [string], Context>({
  async func({ json, ...flags }, name) {
    const result = await evaluateAndPrint(this, { ...flags, name, quiet: json });
    if (json) this.terminal.printJson(result);
  },
  parameters: {
    flags: {
      split: {
        kind: 'enum',
        values: ['test', 'val'],
        default: 'test',
        brief: 'Split; each opening of the sealed test split is logged',
      },
      reason: {
        kind: 'parsed',
        parse: text,
        default: 'evaluate',
        brief: 'Reason for opening the test split, for the log',
        placeholder: 'text',
      },
      sortLabels: { kind: 'boolean', withNegated: false, brief: 'Sort the report by class name, as scikit-learn does' },
      wrong: {
        kind: 'parsed',
        parse: wholeNumber(0),
        default: '0',
        brief: 'Number of wrong samples to list, most confident first',
        placeholder: 'n',
      },
      leastConfident: {
        kind: 'parsed',
        parse: wholeNumber(0),
        default: '0',
        brief: 'Number of least confident samples to list',
        placeholder: 'n',
      },
      by: {
        kind: 'enum',
        values: ['maxProbability', 'margin', 'entropy'],
        default: 'maxProbability',
        brief: 'Confidence measure for --least-confident',
      },
      against: {
        kind: 'parsed',
        parse: text,
        optional: true,
        brief: 'Run to compare with, sample by sample',
        placeholder: 'run',
      },
      resampleBy: {
        kind: 'enum',
        values: ['sample', 'screenshot', 'burst'],
        default: 'sample',
        brief: 'Unit of bootstrap resampling',
      },
      force: {
        kind: 'boolean',
        withNegated: false,
        brief: 'Continue even if the data has changed since the run; the result says so',
      },
      json: jsonFlag,
      project: projectFlag,
    },
    positional: {
      kind: 'tuple',
      parameters: [{ brief: 'Name of the run', parse: text, placeholder: 'run' }],
    },
  },
  docs: {
    brief: 'Evaluate a run on the sealed test split, or compare two',
    fullDescription: `Opens the sealed test split for a run and prints the confusion matrix, the classification report in scikit-learn's layout,
95% intervals, calibration, and the most confused classes, streets and entities. Each opening is logged in
dataset/test-openings.jsonl, since choosing between models by test results makes them too optimistic; use --split val for
that. Writes predictions.jsonl, evaluation-test.json and CSV tables in evaluation-test/ to the run's folder. --against uses
the stored evaluation of the other run, or evaluates it.

Examples:
  toonvision evaluate suit-baseline-1
  toonvision evaluate suit-baseline-1 --split val --wrong 10 --least-confident 10 --by margin
  toonvision evaluate suit-baseline-1 --against suit-tuned-1 --resample-by screenshot
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
  /** Print notices only. */
  quiet: boolean;
  /** Default 0. */
  wrong?: number;
  /** Default 0. */
  leastConfident?: number;
  /** Default `maxProbability`. */
  by?: UncertaintyMeasure;
  against?: string;
  /** Default `sample`. */
  resampleBy?: 'sample' | 'screenshot' | 'burst';
}

/** Minimum length of the rankings in the file. */
const MIN_LISTED = 25;

/** Evaluates a run and prints the results; used by `evaluate` and `tour`. */
export async function evaluateAndPrint(
  context: Context,
  flags: EvaluateFlags,
): Promise<Evaluation & { comparison?: RunComparison }> {
  const { loadConfig } = await import('../config/index.ts');
  const { UserError } = await import('../errors/index.ts');
  const evaluationModule = await import('../evaluation/index.ts');
  const { compareRuns, ensureEvaluation, evaluateRun, readRun, unfinishedNotice } = await import(
    '../training/index.ts'
  );
  const { terminal, signal } = context;
  const { split, reason, force, resampleBy, sortLabels, against, wrong = 0, leastConfident = 0 } = flags;
  const project = await loadConfig(flags.project);
  const run = await readRun(project, flags.name);
  const other = against === undefined ? undefined : await readRun(project, against);
  if (other?.name === run.name) {
    throw new UserError('cannot compare a run with itself (--against)', { remedy: 'Pass another run.', exitCode: 2 });
  }
  for (const evaluated of other === undefined ? [run] : [run, other]) {
    const unfinished = unfinishedNotice(evaluated);
    if (unfinished !== undefined) terminal.notice(`notice: ${unfinished}.`);
  }
  const cache = terminal.progress({ label: 'Building the pixel cache', unit: 'samples', transient: flags.quiet });
  const shared = { project, split, reason, force, signal, onProgress: cache.update, resampleBy };
  const result = await evaluateRun({ ...shared, run, listed: Math.max(MIN_LISTED, leastConfident) });
  const otherResult = other === undefined ? undefined : await ensureEvaluation({ ...shared, run: other });
  cache.end();
  const { evaluation } = result;
  for (const line of evaluation.changed) terminal.notice(`changed since the run: ${line}`);
  for (const line of otherResult?.evaluation.changed ?? [])
    terminal.notice(`changed since the run ${against}: ${line}`);
  const comparison = otherResult === undefined ? undefined : compareRuns(result, otherResult);
  if (!flags.quiet) {
    const bold = (line: string) => terminal.style('bold', line);
    const { by = 'maxProbability' } = flags;
    const options = { sortLabels, wrong, leastConfident, by, style: bold };
    for (const line of evaluationLines(evaluationModule, evaluation, options)) terminal.print(line);
    if (comparison !== undefined) for (const line of comparisonLines(comparison, bold)) terminal.print(line);
    if (wrong === 0 && evaluation.wrong > 0) terminal.print('\nTo list wrong samples, add --wrong 10.');
  }
  return comparison === undefined ? evaluation : { ...evaluation, comparison };
}
