// Repeats: the list, one with its distributions and samples, a comparison of two, and resuming.
import { Hono } from 'hono';
import { z } from 'zod';
import { renderSvg, repeatsBoxes } from '../../charts/index.ts';
import { UserError } from '../../errors/index.ts';
import { EVALUATION_METRIC_NAMES, EVALUATION_METRICS, type EvaluationMetric } from '../../evaluation/index.ts';
import {
  bestAndWorst,
  compareRepeats,
  listRepeats,
  type RepeatsRecord,
  readRepeats,
  repeatsTable,
} from '../../repeats/index.ts';
import { notFound, readQuery, validate } from '../answer.ts';
import type { RepeatsComparisonView, RepeatsRow, RepeatsView } from '../api.ts';
import { repeatsArguments } from '../jobArguments.ts';
import type { Jobs } from '../jobs.ts';
import { lruCache } from '../lruCache.ts';
import type { Studio } from '../studio.ts';
import { thumbnailPath } from './samples.ts';

const splitSchema = z.enum(['val', 'test']);
/** Charts that stay in memory. */
const MAX_CHARTS = 48;

function rowOf(record: RepeatsRecord): RepeatsRow {
  const { name, status, asked, target, seeds, runs, metrics, parameters, startedAt } = record;
  return {
    ...{ name, status, model: asked.model, target, seeds: seeds.length, parameters, startedAt },
    finished: runs.filter((run) => run.status === 'finished').length,
    valAccuracy: metrics.val.accuracy ?? null,
    testAccuracy: metrics.test.accuracy ?? null,
    testWrong: metrics.test.wrong ?? null,
  };
}

const chartPath = (name: string, metric: EvaluationMetric, split: string, other?: string): string =>
  `/api/repeats/${encodeURIComponent(name)}/chart/${metric}?split=${split}` +
  (other === undefined ? '' : `&with=${encodeURIComponent(other)}`);

function viewOf(record: RepeatsRecord, all: readonly RepeatsRecord[]): RepeatsView {
  const { name, classes, asked, command, metrics, runs, samples } = record;
  const metricsOf = (split: 'val' | 'test') =>
    EVALUATION_METRIC_NAMES.flatMap((metric) => {
      const distribution = metrics[split][metric];
      return distribution === undefined ? [] : [{ metric, distribution, chart: chartPath(name, metric, split) }];
    });
  const extremes = bestAndWorst(runs);
  const isComparable = (other: RepeatsRecord) => other.name !== name && other.classes.join('\n') === classes.join('\n');
  return {
    ...rowOf(record),
    classes,
    settings: { ...asked.settings, fold: asked.fold },
    command: command ?? null,
    metrics: { val: metricsOf('val'), test: metricsOf('test') },
    runs,
    extremes: extremes === undefined ? null : { best: extremes.best.run, worst: extremes.worst.run },
    samples: samples.map((sample) => ({ ...sample, thumbnail: thumbnailPath(sample.id) })),
    others: all.filter(isComparable).map((other) => other.name),
  };
}

function comparisonOf(a: RepeatsRecord, b: RepeatsRecord, split: 'val' | 'test'): RepeatsComparisonView {
  try {
    const { seeds, level, metrics } = compareRepeats(a, b, { split });
    const charts = Object.fromEntries(metrics.map(({ metric }) => [metric, chartPath(a.name, metric, split, b.name)]));
    return { split, seeds, level, metrics, charts };
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    return { missing: error.message };
  }
}

/**
 * GET /repeats, /repeats/:name, /repeats/:name/chart/:metric, /repeats/:name/against/:other;
 * POST /repeats/:name/resume
 */
export function repeatsRoutes(studio: Studio, jobs: Jobs): Hono {
  const charts = lruCache<string>(MAX_CHARTS);
  const repeatsOf = async (name: string): Promise<RepeatsRecord> => {
    const project = await studio.project();
    if (!(await listRepeats(project)).includes(name))
      throw notFound(`repeats ${name} not found`, 'They may have been removed.');
    return readRepeats(project, name);
  };
  return new Hono()
    .get('/repeats', async (context) => context.json((await repeatsTable(await studio.project())).map(rowOf)))
    .get('/repeats/:name', async (context) => {
      const record = await repeatsOf(context.req.param('name'));
      return context.json(viewOf(record, await repeatsTable(await studio.project())));
    })
    .get('/repeats/:name/against/:other', async (context) => {
      const { split } = readQuery(context, z.object({ split: splitSchema.default('test') }));
      const [a, b] = [await repeatsOf(context.req.param('name')), await repeatsOf(context.req.param('other'))];
      return context.json(comparisonOf(a, b, split));
    })
    .get('/repeats/:name/chart/:metric', async (context) => {
      const metric = validate(z.enum(EVALUATION_METRIC_NAMES), context.req.param('metric'));
      const query = z.object({
        split: splitSchema.default('test'),
        theme: z.enum(['light', 'dark']).default('light'),
        with: z.string().optional(),
      });
      const { split, theme, with: other } = readQuery(context, query);
      const names = [context.req.param('name'), ...(other === undefined ? [] : [other])];
      const groups = (await Promise.all(names.map(repeatsOf))).map(({ name, metrics }) => ({
        name,
        values: metrics[split][metric]?.values ?? [],
      }));
      const key = JSON.stringify([groups, metric, split, theme]);
      const { title } = EVALUATION_METRICS[metric];
      const svg = await charts(key, () =>
        renderSvg(
          repeatsBoxes(groups, { theme, title: `${title}, ${split === 'val' ? 'validation' : 'test'}`, metric: title }),
        ),
      );
      const policy = "default-src 'none'; style-src 'unsafe-inline'";
      return new Response(svg, { headers: { 'content-type': 'image/svg+xml', 'content-security-policy': policy } });
    })
    .post('/repeats/:name/resume', async (context) => {
      const record = await repeatsOf(context.req.param('name'));
      if (record.status === 'finished' || record.status === 'running')
        throw new UserError(`repeats ${record.name} cannot be resumed: they are ${record.status}`);
      return context.json(await jobs.startTraining(repeatsArguments(record), { repeats: record.name }), 201);
    });
}
