// `toonvision runs` and `toonvision runs compare`: the table of runs, and what differs between some.
import { buildCommand, buildRouteMap } from '@stricli/core';
import { UserError } from '../errors/index.ts';
import { count, duration } from '../format/index.ts';
import type { Run, RunRow } from '../training/index.ts';
import { jsonFlag, projectFlag, text, wholeNumber } from './arguments.ts';
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

/** Best first, newest first, smallest first; what is not known comes last. */
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
    const [one, other] = [key(a), key(b)];
    if (one === null || other === null) return Number(one === null) - Number(other === null);
    const order =
      typeof one === 'string' || typeof other === 'string'
        ? String(one).localeCompare(String(other), 'en', { numeric: true })
        : one - other;
    return reverse ? -order : order;
  });
}

const listCommand = buildCommand<ListFlags, [], Context>({
  async func({ sort, reverse, model, target, status, limit, json, project: directory }) {
    const { loadConfig } = await import('../config/index.ts');
    const { runTable } = await import('../training/index.ts');
    const { terminal } = this;
    const { rows, damaged } = await runTable(await loadConfig(directory));
    for (const { name, reason } of damaged) terminal.notice(`notice: ${name} cannot be read: ${reason}`);
    const wanted = rows.filter(
      (row) =>
        (model === undefined || row.model === model) &&
        (target === undefined || row.target === target) &&
        (status === undefined || row.status === status),
    );
    const shown = sorted(wanted, sort, reverse).slice(0, limit);
    if (json) return terminal.printJson(shown);
    if (shown.length === 0) {
      const none =
        rows.length === 0 ? `There is no run yet; make one with ${commandName} train.` : 'No run is like that.';
      return terminal.print(none);
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
    if (shown.length < rows.length) terminal.print(`${shown.length} of ${rows.length} runs.`);
  },
  parameters: {
    flags: {
      sort: { kind: 'enum', values: SORTS, default: 'started', brief: 'Newest, best or smallest first' },
      reverse: { kind: 'boolean', withNegated: false, brief: 'The other way round' },
      model: { kind: 'parsed', parse: text, optional: true, brief: 'Those of this model', placeholder: 'name' },
      target: { kind: 'parsed', parse: text, optional: true, brief: 'Those of this target', placeholder: 'name' },
      status: {
        kind: 'enum',
        values: ['running', 'finished', 'interrupted', 'failed'],
        optional: true,
        brief: 'Those of this status',
      },
      limit: { kind: 'parsed', parse: wholeNumber(1), optional: true, brief: 'At most so many', placeholder: 'n' },
      json: jsonFlag,
      project: projectFlag,
    },
  },
  docs: {
    brief: 'List the runs',
    fullDescription: `One line a run: settings, how far it came, its best validation loss, and how many test samples it has
wrong where it was evaluated.

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
      throw new UserError('one run alone cannot be compared', { remedy: 'Name two or more.', exitCode: 2 });
    }
    const project = await loadConfig(directory);
    const runs: Run[] = [];
    for (const name of new Set(names)) runs.push(await readRun(project, name));
    const rows = await Promise.all(runs.map(runRow));
    const differences = runDifferences(runs);
    if (json) return terminal.printJson({ runs: rows, differences });
    const head = ['', ...rows.map(({ name }) => name)];
    const text = (value: unknown) => {
      const whole = value === undefined || value === null ? '-' : String(value);
      return whole.length > 40 ? `${whole.slice(0, 37)}...` : whole;
    };
    terminal.print(terminal.style('bold', 'What differs'));
    if (differences.length === 0) terminal.print('Nothing: settings, data, versions and machine are the same.');
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
    terminal.print(`\nSample by sample: ${commandName} evaluate ${runs[0]?.name} --against ${runs[1]?.name}`);
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
    brief: 'Show what differs between runs in settings and results',
    fullDescription: `Lists every setting, fingerprint of data, version and property of the machine that is not the same, then
the results side by side.

Examples:
  toonvision runs compare suit-baseline-1 suit-tuned-1
  toonvision runs compare a b c --json`,
  },
});

export const runsRoutes = buildRouteMap<'list' | 'compare', Context>({
  routes: { list: listCommand, compare: compareCommand },
  defaultCommand: 'list',
  docs: { brief: 'List runs, or compare some' },
});
