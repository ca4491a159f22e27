// Runs: the list, one with its history, its evaluations with charts, its predictions and files.
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
  type Run,
  readValidations,
  runRow,
  runTable,
  type StoredEvaluation,
} from '../../training/index.ts';
import { notFound, readBody, readQuery, validate } from '../answer.ts';
import type { EvaluationView, PredictionPage, RunView, ValidationView } from '../api.ts';
import { EVALUATED_SPLITS, type Evaluations } from '../evaluations.ts';
import { findRun } from '../findRun.ts';
import { lruCache } from '../lruCache.ts';
import { pageQuery } from '../pageQuery.ts';
import { matchesFilter, orderQuery, predictionQuery, sortPredictions } from '../predictionFilter.ts';
import { progressOf } from '../progress.ts';
import { projectFile } from '../projectFile.ts';
import type { Studio } from '../studio.ts';
import { thumbnailPath } from './samples.ts';

const splitSchema = z.enum(EVALUATED_SPLITS);
const themeQuery = z.object({ theme: z.enum(['light', 'dark']).default('light') });
const predictionPageQuery = z.object({ ...predictionQuery, order: orderQuery, ...pageQuery });
/** Samples in the chart of the least confident ones. */
const MAX_BARS = 24;
/** Charts that stay in memory. */
const MAX_CHARTS = 96;

async function exists(path: string): Promise<boolean> {
  return (await stat(path).catch(() => undefined)) !== undefined;
}

/** The finished epochs of a run, which may still be active. */
export async function historyOf(run: Run): Promise<RunView['history']> {
  const text = await readFile(join(run.directory, 'history.json'), 'utf8').catch(() => '[]');
  const parsed = z.array(z.record(z.string(), z.number().nullable())).safeParse(JSON.parse(text));
  return parsed.success ? parsed.data : [];
}

/**
 * GET /runs, /runs/:name, /runs/:name/validation, /runs/:name/evaluation/:split and its charts,
 * /runs/:name/predictions/:split, /runs/:name/report, /runs/:name/file/:file; POST /runs/:name/evaluation/:split
 */
export function runRoutes(studio: Studio, evaluations: Evaluations): Hono {
  const runOf = (name: string): Promise<Run> => findRun(studio, name);
  const charts = lruCache<string>(MAX_CHARTS);
  const evaluationOf = async (name: string, splitName: string) => {
    const [run, split] = [await runOf(name), validate(splitSchema, splitName)];
    const evaluation = await evaluations.of(run, split);
    if (evaluation === undefined)
      throw notFound(`${run.name} has not been evaluated on ${split}`, `Run \`toonvision evaluate ${run.name}\`.`);
    return { run, split, ...evaluation };
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
        EVALUATED_SPLITS.map(async (split) =>
          (await exists(join(directory, evaluationFiles(split).evaluation))) ? split : [],
        ),
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
        hasReport: await exists(join(directory, 'report.html')),
      };
      return context.json(view);
    })
    .get('/runs/:name/validation', async (context) => {
      const run = await runOf(context.req.param('name'));
      const { epoch } = readQuery(context, z.object({ epoch: z.coerce.number().int().min(1).optional() }));
      const stored = await readValidations(run);
      const validation = epoch === undefined ? stored.at(-1) : stored.find((entry) => entry.epoch === epoch);
      const view: ValidationView = {
        classes: run.record.config.classes,
        epochs: stored.map((entry) => entry.epoch),
        validation: validation ?? null,
      };
      return context.json(view);
    })
    .get('/runs/:name/evaluation/:split', async (context) => {
      const { run, split, stored } = await evaluationOf(context.req.param('name'), context.req.param('split'));
      return context.json(evaluationView(run, split, stored));
    })
    .get('/runs/:name/evaluation/:split/chart/:chart', async (context) => {
      const { stored, stamp } = await evaluationOf(context.req.param('name'), context.req.param('split'));
      const { theme } = readQuery(context, themeQuery);
      const chart = validate(z.enum(CHART_NAMES), context.req.param('chart'));
      const svg = await charts(`${stamp}|${chart}|${theme}`, () => renderSvg(chartOf(chart, stored, theme)));
      // The chart may use its own styles, and nothing else.
      const policy = "default-src 'none'; style-src 'unsafe-inline'";
      return new Response(svg, { headers: { 'content-type': 'image/svg+xml', 'content-security-policy': policy } });
    })
    .get('/runs/:name/predictions/:split', async (context) => {
      const { stored } = await evaluationOf(context.req.param('name'), context.req.param('split'));
      const { order, offset, limit, ...filter } = readQuery(context, predictionPageQuery);
      const matching = stored.predictions.filter((prediction) => matchesFilter(prediction, filter));
      const view: PredictionPage = {
        total: matching.length,
        offset,
        predictions: sortPredictions(matching, order)
          .slice(offset, offset + limit)
          .map(({ id, true: truth, predicted, probabilities, confidence, margin, entropy, loss }) => ({
            ...{ id, thumbnail: thumbnailPath(id), true: truth, predicted },
            ...{ probabilities, confidence, margin, entropy, loss },
          })),
      };
      return context.json(view);
    })
    .post('/runs/:name/evaluation/:split', async (context) => {
      const run = await runOf(context.req.param('name'));
      const split = validate(splitSchema, context.req.param('split'));
      const { reason } = await readBody(context, z.object({ reason: z.string().max(200).default('studio') }));
      await evaluateRun({ project: await studio.project(), run, split, reason });
      studio.events.publish('run', { name: run.name, status: run.record.status });
      return context.json({ split }, 201);
    })
    .get('/runs/:name/report', async (context) => {
      const run = await runOf(context.req.param('name'));
      const file = await projectFile(studio.directory, `runs/${run.name}/report.html`);
      if (file === undefined) throw notFound(`${run.name} has no report`, `Run \`toonvision report ${run.name}\`.`);
      // A self-contained page: its own styles, no scripts, nothing to load.
      const policy = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; font-src data:; script-src 'none'";
      const headers = { 'content-type': 'text/html; charset=utf-8', 'content-security-policy': policy };
      return new Response(new Uint8Array(await readFile(file)), { headers });
    })
    .get('/runs/:name/file/:file', async (context) => {
      const run = await runOf(context.req.param('name'));
      const name = validate(z.enum(['model.json', 'weights.safetensors']), context.req.param('file'));
      const file = await projectFile(studio.directory, `runs/${run.name}/${name}`);
      if (file === undefined) throw notFound(`${run.name} has no ${name}`, 'It was interrupted, or is still training.');
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
  if (chart === 'wrong') return wrongHeatmap(confusion, { ...options, title: 'Misclassified only' });
  if (chart === 'report') return reportHeatmap(report, { ...options, title: 'Classification report' });
  if (chart === 'reliability') return reliabilityDiagram(calibration, { theme, title: 'Calibration' });
  if (chart === 'roc') return rocChart(curves, { ...options, title: 'ROC' });
  if (chart === 'precisionRecall') return precisionRecallChart(curves, { ...options, title: 'Precision and recall' });
  const predicted = leastConfident(predictions, { by: 'maxProbability', count: MAX_BARS });
  return leastConfidentBars(
    predicted.map((prediction) => ({ ...prediction, name: prediction.id })),
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
  };
}
