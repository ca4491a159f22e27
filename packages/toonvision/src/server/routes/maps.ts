// Predictions and class activation maps of a run's model, for samples and for uploaded images.
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
import { detectImageExtension } from '../../labeling/index.ts';
import { loadRunModel, predictImages, type Run } from '../../training/index.ts';
import { readQuery } from '../answer.ts';
import type { MapsView, TryView } from '../api.ts';
import { fileStamp } from '../fileStamp.ts';
import { findRun } from '../findRun.ts';
import { lruCache } from '../lruCache.ts';
import type { Studio } from '../studio.ts';
import { findSample } from './samples.ts';

const mapQuery = z.object({
  method: z.enum(MAP_METHODS).default('gradCam'),
  /** For methods that use a layer; default the last spatial one. */
  layer: z.string().optional(),
  of: z.enum(['logit', 'probability']).default('logit'),
});
type MapQuery = z.output<typeof mapQuery>;

/** Images whose maps stay in memory. */
const MAX_MAPS = 64;

/** Stores uploaded bytes in a temporary file for the duration of `use`. */
async function withUpload<Value>(bytes: Uint8Array, use: (file: string) => Promise<Value>): Promise<Value> {
  await detectImageExtension(bytes);
  const folder = await mkdtemp(join(tmpdir(), 'toonvision-try-'));
  try {
    const file = join(folder, 'image');
    await writeFile(file, bytes);
    return await use(file);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function computeMaps(studio: Studio, run: Run, name: string, query: MapQuery): Promise<MapsView> {
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
  if (sample === undefined) throw new UserError('failed to compute maps of the image');
  return viewOf(sample, spatialLayers(model), run);
}

function viewOf(sample: ExplainedSample, layers: MapsView['layers'], { record }: Run): MapsView {
  const { name, method, of, layer, predicted, probabilities, classes, area, image, maps } = sample;
  return {
    sample: name,
    truth: sample.truth,
    ...{ method, of, layer, predicted, probabilities, classes, area, image },
    layers: layers.map(({ name: layerName, height, width }) => ({ name: layerName, height, width })),
    methods: MAP_METHODS.map((id) => ({ name: id, title: METHOD_TITLES[id], needsLayer: needsLayer(id) })),
    input: { width: record.config.input.width, height: record.config.input.height },
    maps: maps.map(({ classIndex, height, width, values, grid, peak, isZero }) => ({
      class: classes[classIndex] ?? '',
      probability: probabilities[classIndex] ?? 0,
      ...{ height, width, grid, peak, isZero },
      values: Buffer.from(values.buffer, values.byteOffset, values.byteLength).toString('base64'),
    })),
  };
}

/** GET /runs/:name/maps?sample=; POST /runs/:name/try with the bytes of an image (`?maps=no`: probabilities only). */
export function mapRoutes(studio: Studio): Hono {
  const cache = lruCache<MapsView>(MAX_MAPS);
  return new Hono()
    .get('/runs/:name/maps', async (context) => {
      const query = readQuery(context, mapQuery.extend({ sample: z.string().min(1, 'must name a sample') }));
      const run = await findRun(studio, context.req.param('name'));
      const dataset = await studio.dataset();
      const { id, crop } = findSample(dataset, query.sample);
      // An excluded sample is no longer in the dataset, but its crop still exists.
      const cropFile = join(studio.directory, crop);
      const stamp = await fileStamp([join(run.directory, 'weights.safetensors'), cropFile]);
      const mapsOf = (name: string) =>
        cache(JSON.stringify([run.name, stamp, name, query]), () => computeMaps(studio, run, name, query));
      const view = await mapsOf(dataset.byId.has(id) ? id : cropFile).catch(async (error: unknown) => {
        // It was excluded while the maps were computed.
        if ((await studio.dataset()).byId.has(id)) throw error;
        return mapsOf(cropFile);
      });
      return context.json({ ...view, sample: id } satisfies MapsView);
    })
    .post('/runs/:name/try', async (context) => {
      const query = readQuery(context, mapQuery.extend({ maps: z.enum(['yes', 'no']).default('yes') }));
      const run = await findRun(studio, context.req.param('name'));
      const bytes = new Uint8Array(await context.req.arrayBuffer());
      const view = await withUpload(bytes, async (file): Promise<TryView> => {
        if (query.maps === 'yes') return { ...(await computeMaps(studio, run, file, query)), sample: 'the image' };
        const project = await studio.project();
        const [prediction] = await predictImages({ project, run, paths: [file], threads: 1 });
        if (prediction === undefined) throw new UserError('failed to classify the image');
        const { predicted, probabilities } = prediction;
        return { predicted, probabilities, classes: run.record.config.classes };
      });
      return context.json(view);
    });
}
