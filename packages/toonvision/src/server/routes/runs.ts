// Runs: the list, one with its history, its evaluation with charts, several compared.
import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { Hono } from 'hono';
import { z } from 'zod';
import {
  confusionHeatmap,
  leastConfidentBars,
  precisionRecallChart,
  reliabilityDiagram,
  reportHeatmap,
  rocChart,
  wrongHeatmap,
} from '../../charts/index.ts';
import { leastConfident } from '../../evaluation/index.ts';
import {
  evaluateRun,
  evaluationFiles,
  listRuns,
  type Run,
  readEvaluation,
  readRun,
  runRow,
  runTable,
} from '../../training/index.ts';
import { bodyOf, checked, notFound, queryOf } from '../answer.ts';
import type { EvaluationView, RunView } from '../api.ts';
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

/** Epochs so far; a going run has them in its file, too. */
async function historyOf(run: Run): Promise<RunView['history']> {
  const text = await readFile(join(run.directory, 'history.json'), 'utf8').catch(() => '[]');
  const parsed = z.array(z.record(z.string(), z.number().nullable())).safeParse(JSON.parse(text));
  return parsed.success ? parsed.data : [];
}

/** GET /runs, /runs/:name, /runs/:name/evaluation/:split, /runs/:name/report, /runs/:name/file/:file; POST an evaluation */
export function runRoutes(studio: Studio): Hono {
  const runOf = async (name: string): Promise<Run> => {
    const project = await studio.project();
    if (!(await listRuns(project)).includes(name)) throw notFound(`there is no run ${name}`, 'It may be gone since.');
    return readRun(project, name);
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
      const view: RunView = {
        ...(await runRow(run)),
        config: record.config,
        machine: record.machine,
        versions: record.versions,
        stopReason: record.result?.stopReason.message ?? null,
        error: record.error ?? null,
        command: record.command ?? null,
        data: { train: record.data.train, val: record.data.val, test: record.data.test },
        history: await historyOf(run),
        evaluated: evaluated.flat(),
        hasReport: await isThere(join(directory, 'report.html')),
      };
      return context.json(view);
    })
    .get('/runs/:name/evaluation/:split', async (context) => {
      const run = await runOf(context.req.param('name'));
      const split = checked(splitSchema, context.req.param('split'));
      const { theme } = queryOf(context, themeQuery);
      if (!(await isThere(join(run.directory, evaluationFiles(split).evaluation))))
        throw notFound(`${run.name} was not evaluated on ${split} yet`, 'Evaluate it.');
      return context.json(await evaluationView(run, split, theme));
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

async function evaluationView(
  run: Run,
  split: z.output<typeof splitSchema>,
  theme: 'light' | 'dark',
): Promise<EvaluationView> {
  const { evaluation, predictions, curves, outdated } = await readEvaluation(run, split);
  const { classes, classNames, confusion, report, calibration } = evaluation;
  const options = { theme, classes, classNames };
  const unsure = leastConfident(predictions, { by: 'maxProbability', count: BARS });
  return {
    evaluation,
    outdated,
    charts: {
      confusion: confusionHeatmap(confusion, { ...options, title: 'Confusion' }),
      wrong: wrongHeatmap(confusion, { ...options, title: 'Wrong only' }),
      report: reportHeatmap(report, { ...options, title: 'Classification report' }),
      reliability: reliabilityDiagram(calibration, { theme, title: 'Calibration' }),
      roc: rocChart(curves, { ...options, title: 'ROC' }),
      precisionRecall: precisionRecallChart(curves, { ...options, title: 'Precision and recall' }),
      leastConfident: leastConfidentBars(
        unsure.map((one) => ({ ...one, name: one.id })),
        { ...options, title: 'Least confident' },
      ),
    },
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
