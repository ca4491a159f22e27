// What a run's model says of a picture, and where it looks: of samples, and of pictures that are sent.
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Hono } from 'hono';
import { z } from 'zod';
import { UserError } from '../../errors/index.ts';
import {
  type ExplainedSample,
  explainSamples,
  MAP_METHODS,
  METHOD_TITLES,
  needsLayer,
  spatialLayers,
} from '../../explain/index.ts';
import { pictureEnding } from '../../labeling/index.ts';
import { loadRunModel, predictPictures, type Run } from '../../training/index.ts';
import { queryOf } from '../answer.ts';
import type { MapsView, TryView } from '../api.ts';
import { fileStamp } from '../fileStamp.ts';
import { keptAnswers } from '../keptAnswers.ts';
import type { Studio } from '../studio.ts';
import { findRun } from './runs.ts';
import { findSample } from './samples.ts';

const mapQuery = z.object({
  method: z.enum(MAP_METHODS).default('gradCam'),
  /** Of methods that look at a layer; default the last spatial one. */
  layer: z.string().optional(),
  of: z.enum(['logit', 'probability']).default('logit'),
});
type MapQuery = z.output<typeof mapQuery>;

/** Maps of so many pictures are kept. */
const KEPT = 64;

/** A picture that was sent lies in a file of its own while `use` goes on. */
async function withPicture<Value>(bytes: Uint8Array, use: (file: string) => Promise<Value>): Promise<Value> {
  await pictureEnding(bytes);
  const folder = await mkdtemp(join(tmpdir(), 'toonvision-try-'));
  try {
    const file = join(folder, 'picture');
    await writeFile(file, bytes);
    return await use(file);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function explained(studio: Studio, run: Run, name: string, query: MapQuery): Promise<MapsView> {
  const { method, layer, of } = query;
  const model = await loadRunModel(run);
  const { samples } = await explainSamples({
    project: await studio.project(),
    run,
    names: [name],
    ...{ method, of },
    ...(layer !== undefined && needsLayer(method) ? { layer } : {}),
    threads: 1,
  });
  const [sample] = samples;
  if (sample === undefined) throw new UserError('the picture could not be explained');
  return viewOf(sample, spatialLayers(model), run);
}

function viewOf(sample: ExplainedSample, layers: MapsView['layers'], { record }: Run): MapsView {
  const { name, method, of, layer, predicted, probabilities, classes, area, picture, maps } = sample;
  return {
    sample: name,
    truth: sample.truth,
    ...{ method, of, layer, predicted, probabilities, classes, area, picture },
    layers: layers.map(({ name: one, height, width }) => ({ name: one, height, width })),
    methods: MAP_METHODS.map((one) => ({ name: one, title: METHOD_TITLES[one], needsLayer: needsLayer(one) })),
    input: { width: record.config.input.width, height: record.config.input.height },
    maps: maps.map(({ classIndex, height, width, values, grid, peak, isZero }) => ({
      class: classes[classIndex] ?? '',
      probability: probabilities[classIndex] ?? 0,
      ...{ height, width, grid, peak, isZero },
      values: Buffer.from(values.buffer, values.byteOffset, values.byteLength).toString('base64'),
    })),
  };
}

/** GET /runs/:name/maps?sample=; POST /runs/:name/try with the bytes of a picture (`?maps=no`: only probabilities). */
export function mapRoutes(studio: Studio): Hono {
  const kept = keptAnswers<MapsView>(KEPT);
  return new Hono()
    .get('/runs/:name/maps', async (context) => {
      const query = queryOf(context, mapQuery.extend({ sample: z.string().min(1, 'names no sample') }));
      const run = await findRun(studio, context.req.param('name'));
      const dataset = await studio.dataset();
      const { id, crop } = findSample(dataset, query.sample);
      // What is left out is no sample any more; its picture still is one.
      const picture = join(studio.directory, crop);
      const stamp = await fileStamp([join(run.directory, 'weights.safetensors'), picture]);
      const viewOfNamed = (name: string) =>
        kept(JSON.stringify([run.name, stamp, name, query]), () => explained(studio, run, name, query));
      const view = await viewOfNamed(dataset.byId.has(id) ? id : picture).catch(async (error: unknown) => {
        // It was left out between the question and the answer.
        if ((await studio.dataset()).byId.has(id)) throw error;
        return viewOfNamed(picture);
      });
      return context.json({ ...view, sample: id } satisfies MapsView);
    })
    .post('/runs/:name/try', async (context) => {
      const query = queryOf(context, mapQuery.extend({ maps: z.enum(['yes', 'no']).default('yes') }));
      const run = await findRun(studio, context.req.param('name'));
      const bytes = new Uint8Array(await context.req.arrayBuffer());
      const view = await withPicture(bytes, async (file): Promise<TryView> => {
        if (query.maps === 'yes') return { ...(await explained(studio, run, file, query)), sample: 'the picture' };
        const project = await studio.project();
        const [prediction] = await predictPictures({ project, run, paths: [file], threads: 1 });
        if (prediction === undefined) throw new UserError('the picture could not be predicted');
        const { predicted, probabilities } = prediction;
        return { predicted, probabilities, classes: run.record.config.classes };
      });
      return context.json(view);
    });
}
