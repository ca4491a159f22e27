// Runs: the list, one with its history, its evaluation with charts, several compared.
import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { Hono } from 'hono';
import { z } from 'zod';
import {
  type ChartSpec,
  confusionHeatmap,
  leastConfidentBars,
  precisionRecallChart,
  reliabilityDiagram,
  renderSvg,
  reportHeatmap,
  rocChart,
  wrongHeatmap,
} from '../../charts/index.ts';
import { leastConfident, streetReports } from '../../evaluation/index.ts';
import { repeatsOfRun } from '../../repeats/index.ts';
import {
  evaluateRun,
  evaluationFiles,
  listRuns,
  type Run,
  readRun,
  readValidations,
  runRow,
  runTable,
  type StoredEvaluation,
} from '../../training/index.ts';
import { bodyOf, checked, notFound, queryOf } from '../answer.ts';
import type { EvaluationView, RunView, ValidationView } from '../api.ts';
import type { Evaluations } from '../evaluations.ts';
import { keptAnswers } from '../keptAnswers.ts';
import { progressOf } from '../progress.ts';
import { projectFile } from '../projectFile.ts';
import type { Studio } from '../studio.ts';

const SPLITS = ['val', 'test'] as const;
const splitSchema = z.enum(SPLITS);
const themeQuery = z.object({ theme: z.enum(['light', 'dark']).default('light') });
/** Bars of the least confident samples. */
const BARS = 24;

async function isThere(path: string): Promise<boolean> {
  return (await stat(path).catch(() => undefined)) !== undefined;
}

/** Charts that are kept drawn. */
const CHARTS = 96;

/**
 * The run of a name.
 *
 * @throws UserError when there is none, or its folder is gone meanwhile
 */
export async function findRun(studio: Studio, name: string): Promise<Run> {
  const project = await studio.project();
  if (!(await listRuns(project)).includes(name)) throw notFound(`there is no run ${name}`, 'It may be gone since.');
  return readRun(project, name);
}

/** Epochs so far; a going run has them in its file, too. */
export async function historyOf(run: Run): Promise<RunView['history']> {
  const text = await readFile(join(run.directory, 'history.json'), 'utf8').catch(() => '[]');
  const parsed = z.array(z.record(z.string(), z.number().nullable())).safeParse(JSON.parse(text));
  return parsed.success ? parsed.data : [];
}

/** GET /runs, /runs/:name, /runs/:name/evaluation/:split and its charts, /runs/:name/report, /runs/:name/file/:file; POST an evaluation */
export function runRoutes(studio: Studio, evaluations: Evaluations): Hono {
  const runOf = (name: string): Promise<Run> => findRun(studio, name);
  const drawn = keptAnswers<string>(CHARTS);
  const evaluationOf = async (name: string, part: string) => {
    const [run, split] = [await runOf(name), checked(splitSchema, part)];
    const read = await evaluations.of(run, split);
    if (read === undefined) throw notFound(`${run.name} was not evaluated on ${split} yet`, 'Evaluate it.');
    return { run, split, ...read };
  };
  return new Hono()
    .get('/runs', async (context) => {
      const project = await studio.project();
      return context.json((await runTable(project)).rows);
    })
    .get('/runs/:name', async (context) => {
      const run = await runOf(context.req.param('name'));
      const { record, directory } = run;
      const evaluated = await Promise.all(
        SPLITS.map(async (split) => ((await isThere(join(directory, evaluationFiles(split).evaluation))) ? split : [])),
      );
      const history = await historyOf(run);
      const last = history.at(-1);
      const view: RunView = {
        ...(await runRow(run)),
        config: record.config,
        machine: record.machine,
        versions: record.versions,
        stopReason: record.result?.stopReason.message ?? null,
        error: record.error ?? null,
        command: record.command ?? null,
        data: { train: record.data.train, val: record.data.val, test: record.data.test },
        history,
        progress:
          last === undefined || record.status !== 'running' ? null : progressOf(history, last, record.config.epochs),
        repeats: (await repeatsOfRun(await studio.project(), run.name)) ?? null,
        evaluated: evaluated.flat(),
        hasReport: await isThere(join(directory, 'report.html')),
      };
      return context.json(view);
    })
    .get('/runs/:name/validation', async (context) => {
      const run = await runOf(context.req.param('name'));
      const { epoch } = queryOf(context, z.object({ epoch: z.coerce.number().int().min(1).optional() }));
      const kept = await readValidations(run);
      const found = epoch === undefined ? kept.at(-1) : kept.find((one) => one.epoch === epoch);
      const view: ValidationView = {
        classes: run.record.config.classes,
        epochs: kept.map((one) => one.epoch),
        validation: found ?? null,
      };
      return context.json(view);
    })
    .get('/runs/:name/evaluation/:split', async (context) => {
      const { run, split, stored } = await evaluationOf(context.req.param('name'), context.req.param('split'));
      return context.json(evaluationView(run, split, stored));
    })
    .get('/runs/:name/evaluation/:split/chart/:chart', async (context) => {
      const { stored, stamp } = await evaluationOf(context.req.param('name'), context.req.param('split'));
      const { theme } = queryOf(context, themeQuery);
      const chart = checked(z.enum(CHART_NAMES), context.req.param('chart'));
      const svg = await drawn(`${stamp}|${chart}|${theme}`, () => renderSvg(chartOf(chart, stored, theme)));
      // The chart may style itself, and do nothing else.
      const policy = "default-src 'none'; style-src 'unsafe-inline'";
      return new Response(svg, { headers: { 'content-type': 'image/svg+xml', 'content-security-policy': policy } });
    })
    .post('/runs/:name/evaluation/:split', async (context) => {
      const run = await runOf(context.req.param('name'));
      const split = checked(splitSchema, context.req.param('split'));
      const { reason } = await bodyOf(context, z.object({ reason: z.string().max(200).default('studio') }));
      await evaluateRun({ project: await studio.project(), run, split, reason });
      studio.events.publish('run', { name: run.name, status: run.record.status });
      return context.json({ split }, 201);
    })
    .get('/runs/:name/report', async (context) => {
      const run = await runOf(context.req.param('name'));
      const file = await projectFile(studio.directory, `runs/${run.name}/report.html`);
      if (file === undefined) throw notFound('there is no report yet', `Run \`toonvision report ${run.name}\`.`);
      // A page of its own, with its own styles and no script of ours; it may load nothing.
      const policy = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; font-src data:; script-src 'none'";
      const headers = { 'content-type': 'text/html; charset=utf-8', 'content-security-policy': policy };
      return new Response(new Uint8Array(await readFile(file)), { headers });
    })
    .get('/runs/:name/file/:file', async (context) => {
      const run = await runOf(context.req.param('name'));
      const name = checked(z.enum(['model.json', 'weights.safetensors']), context.req.param('file'));
      const file = await projectFile(studio.directory, `runs/${run.name}/${name}`);
      if (file === undefined) throw notFound(`${run.name} has no ${name}`, 'It was interrupted or is still going.');
      return new Response(new Uint8Array(await readFile(file)), {
        headers: { 'content-type': name.endsWith('.json') ? 'application/json' : 'application/octet-stream' },
      });
    });
}

const CHART_NAMES = [
  'confusion',
  'wrong',
  'report',
  'reliability',
  'roc',
  'precisionRecall',
  'leastConfident',
] as const;

function chartOf(
  chart: (typeof CHART_NAMES)[number],
  { evaluation, predictions, curves }: StoredEvaluation,
  theme: 'light' | 'dark',
): ChartSpec {
  const { classes, classNames, confusion, report, calibration } = evaluation;
  const options = { theme, classes, classNames };
  if (chart === 'confusion') return confusionHeatmap(confusion, { ...options, title: 'Confusion' });
  if (chart === 'wrong') return wrongHeatmap(confusion, { ...options, title: 'Wrong only' });
  if (chart === 'report') return reportHeatmap(report, { ...options, title: 'Classification report' });
  if (chart === 'reliability') return reliabilityDiagram(calibration, { theme, title: 'Calibration' });
  if (chart === 'roc') return rocChart(curves, { ...options, title: 'ROC' });
  if (chart === 'precisionRecall') return precisionRecallChart(curves, { ...options, title: 'Precision and recall' });
  const unsure = leastConfident(predictions, { by: 'maxProbability', count: BARS });
  return leastConfidentBars(
    unsure.map((one) => ({ ...one, name: one.id })),
    { ...options, title: 'Least confident' },
  );
}

function evaluationView(
  run: Run,
  split: z.output<typeof splitSchema>,
  { evaluation, predictions, outdated }: StoredEvaluation,
): EvaluationView {
  const base = `/api/runs/${encodeURIComponent(run.name)}/evaluation/${split}/chart`;
  return {
    evaluation,
    outdated,
    streets: streetReports(predictions, evaluation.classes),
    charts: Object.fromEntries(CHART_NAMES.map((chart) => [chart, `${base}/${chart}`])),
    samples: predictions.map((one) => ({
      id: one.id,
      thumbnail: `/api/thumbnail?sample=${encodeURIComponent(one.id)}`,
      true: one.true,
      predicted: one.predicted,
      probabilities: one.probabilities,
      confidence: one.confidence,
      margin: one.margin,
      entropy: one.entropy,
      loss: one.loss,
    })),
  };
}
