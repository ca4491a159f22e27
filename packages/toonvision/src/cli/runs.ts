// `toonvision runs list` and `toonvision runs compare`: the table of runs, and their differences.
import { buildCommand, buildRouteMap } from '@stricli/core';
import { UserError } from '../errors/index.ts';
import { count, duration } from '../format/index.ts';
import type { Run, RunRow } from '../training/index.ts';
import { jsonFlag, projectArgument, projectFlag, text, wholeNumber } from './arguments.ts';
import { commandName } from './commandName.ts';
import type { Context } from './context.ts';
import { textTable } from './textTable.ts';

const SORTS = ['started', 'name', 'valLoss', 'valAccuracy', 'testWrong', 'parameters', 'seconds'] as const;
type Sort = (typeof SORTS)[number];

interface ListFlags {
  sort: Sort;
  reverse: boolean;
  model?: string;
  target?: string;
  status?: RunRow['status'];
  limit?: number;
  json: boolean;
  project: string;
}

/** Sort keys: best, newest or smallest first; missing values last. */
const ORDERS: Readonly<Record<Sort, (row: RunRow) => number | string | null>> = {
  started: ({ startedAt }) => -Date.parse(startedAt),
  name: ({ name }) => name,
  valLoss: ({ valLoss }) => valLoss,
  valAccuracy: ({ valAccuracy }) => (valAccuracy === null ? null : -valAccuracy),
  testWrong: ({ testWrong }) => testWrong,
  parameters: ({ parameters }) => parameters,
  seconds: ({ seconds }) => seconds,
};

function sorted(rows: readonly RunRow[], sort: Sort, reverse: boolean): RunRow[] {
  const key = ORDERS[sort];
  return [...rows].sort((a, b) => {
    const [first, second] = [key(a), key(b)];
    if (first === null || second === null) return Number(first === null) - Number(second === null);
    const order =
      typeof first === 'string' || typeof second === 'string'
        ? String(first).localeCompare(String(second), 'en', { numeric: true })
        : first - second;
    return reverse ? -order : order;
  });
}

const listCommand = buildCommand<ListFlags, [], Context>({
  async func({ sort, reverse, model, target, status, limit, json, project: directory }) {
    const { loadConfig } = await import('../config/index.ts');
    const { runTable } = await import('../training/index.ts');
    const { terminal } = this;
    const { rows, damaged } = await runTable(await loadConfig(directory));
    for (const { name, reason } of damaged) terminal.notice(`notice: failed to read ${name}: ${reason}`);
    const matching = rows.filter(
      (row) =>
        (model === undefined || row.model === model) &&
        (target === undefined || row.target === target) &&
        (status === undefined || row.status === status),
    );
    const shown = sorted(matching, sort, reverse).slice(0, limit);
    if (json) return terminal.printJson(shown);
    if (shown.length === 0) {
      const text = rows.length === 0 ? `No runs yet. Start with: ${commandName} train` : 'No matching runs.';
      return terminal.print(text);
    }
    const number = (value: number | null, digits: number) => (value === null ? '' : value.toFixed(digits));
    const cells = shown.map((row) => [
      row.name,
      row.status,
      row.model,
      row.target,
      String(row.seed),
      count(row.parameters),
      row.epochs === null ? '' : `${row.bestEpoch} of ${row.epochs}`,
      number(row.valLoss, 4),
      number(row.valAccuracy, 4),
      row.testWrong === null ? '' : `${row.testWrong} of ${row.testCount}`,
      row.seconds === null ? '' : duration(row.seconds),
      row.startedAt.slice(0, 16).replace('T', ' '),
    ]);
    terminal.print(
      textTable(
        [
          'run',
          'status',
          'model',
          'target',
          'seed',
          'parameters',
          'best epoch',
          'val loss',
          'accuracy',
          'test wrong',
          'time',
          'started',
        ],
        cells,
        { right: [4, 5, 6, 7, 8, 9, 10] },
      ),
    );
    if (shown.length < rows.length) terminal.print(`${shown.length} of ${rows.length} runs`);
  },
  parameters: {
    flags: {
      sort: { kind: 'enum', values: SORTS, default: 'started', brief: 'Sort key; newest, best or smallest first' },
      reverse: { kind: 'boolean', withNegated: false, brief: 'Reverse the order' },
      model: { kind: 'parsed', parse: text, optional: true, brief: 'Only runs of this model', placeholder: 'name' },
      target: { kind: 'parsed', parse: text, optional: true, brief: 'Only runs of this target', placeholder: 'name' },
      status: {
        kind: 'enum',
        values: ['running', 'finished', 'interrupted', 'failed'],
        optional: true,
        brief: 'Only runs with this status',
      },
      limit: {
        kind: 'parsed',
        parse: wholeNumber(1),
        optional: true,
        brief: 'Maximum number of runs',
        placeholder: 'n',
      },
      json: jsonFlag,
      project: projectFlag,
    },
  },
  docs: {
    brief: 'List runs',
    fullDescription: `Prints a line per run: settings, status, best epoch, validation loss, and wrong test samples if it was evaluated.

Examples:
  toonvision runs
  toonvision runs list --sort valLoss --model tuned --limit 5
  toonvision runs list --status interrupted --json`,
  },
});

interface CompareFlags {
  json: boolean;
  project: string;
}

const compareCommand = buildCommand<CompareFlags, string[], Context>({
  async func({ json, project: directory }, ...names) {
    const { loadConfig } = await import('../config/index.ts');
    const { readRun, runDifferences, runRow } = await import('../training/index.ts');
    const { terminal } = this;
    if (new Set(names).size < 2) {
      throw new UserError('at least two runs are required', {
        remedy: 'List the names of two or more runs.',
        exitCode: 2,
      });
    }
    const project = await loadConfig(directory);
    const runs: Run[] = [];
    for (const name of new Set(names)) runs.push(await readRun(project, name));
    const rows = await Promise.all(runs.map(runRow));
    const differences = runDifferences(runs);
    if (json) return terminal.printJson({ runs: rows, differences });
    const head = ['', ...rows.map(({ name }) => name)];
    const text = (value: unknown) => {
      const full = value === undefined || value === null ? '-' : String(value);
      return full.length > 40 ? `${full.slice(0, 37)}...` : full;
    };
    terminal.print(terminal.style('bold', 'Differences'));
    if (differences.length === 0) terminal.print('None: settings, data, versions and machine are equal.');
    else
      terminal.print(
        textTable(
          head,
          differences.map(({ field, values }) => [field, ...values.map(text)]),
        ),
      );
    const line = (title: string, cell: (row: RunRow) => string) => [title, ...rows.map(cell)];
    const number = (value: number | null, digits = 4) => (value === null ? '-' : value.toFixed(digits));
    terminal.print();
    terminal.print(terminal.style('bold', 'Results'));
    terminal.print(
      textTable(head, [
        line('status', ({ status }) => status),
        line('best epoch', ({ bestEpoch, epochs }) => (epochs === null ? '-' : `${bestEpoch} of ${epochs}`)),
        line('val loss', ({ valLoss }) => number(valLoss)),
        line('val accuracy', ({ valAccuracy }) => number(valAccuracy)),
        line('test accuracy', ({ testAccuracy }) => number(testAccuracy)),
        line('test wrong', ({ testWrong, testCount }) => (testWrong === null ? '-' : `${testWrong} of ${testCount}`)),
        line('images/s', ({ imagesPerSecond }) => number(imagesPerSecond, 0)),
        line('time', ({ seconds }) => (seconds === null ? '-' : duration(seconds))),
      ]),
    );
    terminal.print(
      `\nNext: ${commandName} evaluate ${runs[0]?.name} --against ${runs[1]?.name} --split val${projectArgument(directory)}   (sample by sample)`,
    );
  },
  parameters: {
    flags: { json: jsonFlag, project: projectFlag },
    positional: {
      kind: 'array',
      minimum: 2,
      parameter: { brief: 'Names of two or more runs', parse: text, placeholder: 'run' },
    },
  },
  docs: {
    brief: 'Compare settings and results of runs',
    fullDescription: `Lists settings, data fingerprints, versions and machine properties that differ, and the results side by side.

Examples:
  toonvision runs compare suit-baseline-1 suit-tuned-1
  toonvision runs compare a b c --json`,
  },
});

export const runsRoutes = buildRouteMap<'list' | 'compare', Context>({
  routes: { list: listCommand, compare: compareCommand },
  defaultCommand: 'list',
  docs: { brief: 'List or compare runs' },
});
