// Reads TensorFlow.js layers models: model.json with architecture and manifest, and binary weight shards next to it.

import { readFile, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { sizeOf } from '@toonvision/nn';
import { z } from 'zod';
import { UserError } from '../errors/index.ts';
import { explainFileError } from '../files/index.ts';
import type { FileWeight, ImportedFile } from './importedModel.ts';
import { parseKerasModel } from './kerasConfig.ts';

const MAX_BYTES = 512 * 1024 * 1024;
const size = z
  .int()
  .min(0)
  .max(2 ** 31);
const schema = z.object({
  format: z.string().optional(),
  generatedBy: z.string().nullish(),
  modelTopology: z.record(z.string(), z.unknown()),
  weightsManifest: z.array(
    z.object({
      // Shards must be in the folder of model.json.
      paths: z.array(z.string().regex(/^[\w][\w.-]*$/, 'must be a file name in the folder of model.json')).max(1000),
      weights: z
        .array(
          z.object({
            name: z.string().max(500),
            shape: z.array(size).max(8),
            dtype: z.string(),
            quantization: z.unknown().optional(),
          }),
        )
        .max(10_000),
    }),
  ),
});

/**
 * Reads model.json and its shards.
 *
 * @throws UserError for graph models, quantized weights, missing or truncated shards, and unsupported layers
 */
export async function readTfjsModel(path: string, json: unknown): Promise<ImportedFile> {
  const fail = (what: string, where = path) =>
    new UserError(what, { where, remedy: 'Save it as a layers model: model.save("file://folder").' });
  const parsed = schema.safeParse(json);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    throw fail(`not a TensorFlow.js layers model: ${issue?.path.join('.')}: ${issue?.message}`);
  }
  const { modelTopology, weightsManifest, format, generatedBy } = parsed.data;
  if (format === 'graph-model') throw fail('graph models are not supported because they have no layers');
  const model = parseKerasModel(modelTopology.model_config ?? modelTopology, path, 'modelTopology');
  const sources = new Map<string, FileWeight>();
  for (const { paths, weights } of weightsManifest) {
    const files = paths.map((name) => join(dirname(path), name));
    let bytes = 0;
    for (const file of files)
      bytes += (
        await stat(file).catch((error: unknown) => {
          throw explainFileError(error, file);
        })
      ).size;
    if (bytes > MAX_BYTES) throw fail(`the weights are larger than ${MAX_BYTES / 2 ** 20} MB`);
    const all = Buffer.concat(await Promise.all(files.map((file) => readFile(file))));
    let offset = 0;
    for (const { name, shape, dtype, quantization } of weights) {
      if (dtype !== 'float32' || quantization !== undefined)
        throw fail(
          `expected float32 weights, got ${quantization === undefined ? dtype : 'quantized weights'}`,
          `${path}, ${name}`,
        );
      const count = sizeOf(shape);
      const start = offset;
      offset += count * 4;
      if (offset > all.length)
        throw fail(`the shards are truncated: ${all.length} of at least ${offset} bytes`, `${path}, ${name}`);
      sources.set(name, {
        shape,
        where: name,
        read: () => Float32Array.from({ length: count }, (_, index) => all.readFloatLE(start + index * 4)),
      });
    }
    if (offset !== all.length) throw fail(`the shards have ${all.length} bytes, but the manifest declares ${offset}`);
  }
  return {
    format: 'TensorFlow.js layers model',
    generator: generatedBy?.slice(0, 80),
    name: model.name,
    inputShape: model.inputShape,
    layers: model.layers.map((layer) => ({
      ...layer,
      weights: layer.weightNames.map((weight) => {
        const weightSource = sources.get(`${layer.name}/${weight}`);
        if (weightSource !== undefined) return weightSource;
        throw fail(`weight ${layer.name}/${weight} not found`);
      }),
    })),
  };
}
