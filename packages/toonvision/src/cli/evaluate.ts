// `toonvision evaluate`: how good a run is on the sealed test split, and against another run.
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
    const told = await evaluateAndTell(this, { ...flags, name, quiet: json });
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
      wrong: {
        kind: 'parsed',
        parse: wholeNumber(0),
        default: '0',
        brief: 'List so many wrong samples, the most confident first',
        placeholder: 'n',
      },
      leastConfident: {
        kind: 'parsed',
        parse: wholeNumber(0),
        default: '0',
        brief: 'List so many samples the model was least sure of',
        placeholder: 'n',
      },
      by: {
        kind: 'enum',
        values: ['maxProbability', 'margin', 'entropy'],
        default: 'maxProbability',
        brief: 'What unsure means for --least-confident',
      },
      against: {
        kind: 'parsed',
        parse: text,
        optional: true,
        brief: 'Compare with this run sample by sample',
        placeholder: 'run',
      },
      resampleBy: {
        kind: 'enum',
        values: ['sample', 'screenshot', 'burst'],
        default: 'sample',
        brief: 'What the bootstrap intervals draw',
      },
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
classification report in scikit-learn's layout, intervals, calibration, and where it goes wrong: pairs of classes,
streets, entities. Each opening is logged in dataset/test-openings.jsonl: the more often one looks, the less the numbers
are worth; use --split val meanwhile. Writes predictions.jsonl, evaluation-test.json and, for spreadsheets, the tables
below evaluation-test/ into the run's folder. --against takes the other run's evaluation as it lies there, or makes it.

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
  /** Print nothing but notices. */
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

/** Rankings in the file are at least so long. */
const LISTED = 25;

/** Evaluates a run and shows what came of it; used by `evaluate` and `tour`. */
export async function evaluateAndTell(
  context: Context,
  flags: EvaluateFlags,
): Promise<Evaluation & { comparison?: RunComparison }> {
  const { loadConfig } = await import('../config/index.ts');
  const { UserError } = await import('../errors/index.ts');
  const room = await import('../evaluation/index.ts');
  const { compareRuns, ensureEvaluation, evaluateRun, readRun, unfinishedNotice } = await import(
    '../training/index.ts'
  );
  const { terminal, signal } = context;
  const { split, reason, force, resampleBy, sortLabels, against, wrong = 0, leastConfident = 0 } = flags;
  const project = await loadConfig(flags.project);
  const run = await readRun(project, flags.name);
  const other = against === undefined ? undefined : await readRun(project, against);
  if (other?.name === run.name) {
    throw new UserError('--against names the run itself', { remedy: 'Name another run.', exitCode: 2 });
  }
  for (const one of other === undefined ? [run] : [run, other]) {
    const unfinished = unfinishedNotice(one);
    if (unfinished !== undefined) terminal.notice(`notice: ${unfinished}.`);
  }
  const cache = terminal.progress({ label: 'Building the pixel cache', unit: 'samples', transient: flags.quiet });
  const shared = { project, split, reason, force, signal, onProgress: cache.update, resampleBy };
  const mine = await evaluateRun({ ...shared, run, listed: Math.max(LISTED, leastConfident) });
  const theirs = other === undefined ? undefined : await ensureEvaluation({ ...shared, run: other });
  cache.end();
  const { evaluation } = mine;
  for (const line of evaluation.changed) terminal.notice(`changed since the run: ${line}`);
  for (const line of theirs?.evaluation.changed ?? []) terminal.notice(`changed since the run ${against}: ${line}`);
  const comparison = theirs === undefined ? undefined : compareRuns(mine, theirs);
  if (!flags.quiet) {
    const bold = (line: string) => terminal.style('bold', line);
    const { by = 'maxProbability' } = flags;
    const options = { sortLabels, wrong, leastConfident, by, style: bold };
    for (const line of evaluationLines(room, evaluation, options)) terminal.print(line);
    if (comparison !== undefined) for (const line of comparisonLines(comparison, bold)) terminal.print(line);
    if (wrong === 0 && evaluation.wrong > 0) terminal.print('\n--wrong 10 lists the wrong samples.');
  }
  return comparison === undefined ? evaluation : { ...evaluation, comparison };
}
