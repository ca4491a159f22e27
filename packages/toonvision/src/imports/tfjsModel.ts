// TensorFlow.js layers models: model.json with the architecture and a manifest, weights in binary shards beside it.

import { readFile, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { sizeOf } from '@toonvision/nn';
import { z } from 'zod';
import { UserError } from '../errors/index.ts';
import { explainFileError } from '../files/index.ts';
import type { FileWeight, ImportedFile } from './importedModel.ts';
import { kerasModel } from './kerasConfig.ts';

const MOST_BYTES = 512 * 1024 * 1024;
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
      // A shard lies beside model.json, nowhere else.
      paths: z.array(z.string().regex(/^[\w][\w.-]*$/, 'must be the name of a file beside model.json')).max(1000),
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
 * @throws UserError for a graph model, quantized weights, shards that are missing or too short, or a layer not known here
 */
export async function readTfjsModel(path: string, json: unknown): Promise<ImportedFile> {
  const refuse = (what: string, where = path) =>
    new UserError(what, { where, remedy: 'Save it as a layers model: model.save("file://folder").' });
  const parsed = schema.safeParse(json);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    throw refuse(`no layers model of TensorFlow.js: ${issue?.path.join('.')}: ${issue?.message}`);
  }
  const { modelTopology, weightsManifest, format, generatedBy } = parsed.data;
  if (format === 'graph-model') throw refuse('it is a graph model: its layers are gone');
  const model = kerasModel(modelTopology.model_config ?? modelTopology, path, 'modelTopology');
  const found = new Map<string, FileWeight>();
  for (const { paths, weights } of weightsManifest) {
    const files = paths.map((name) => join(dirname(path), name));
    let bytes = 0;
    for (const file of files)
      bytes += (
        await stat(file).catch((error: unknown) => {
          throw explainFileError(error, file);
        })
      ).size;
    if (bytes > MOST_BYTES) throw refuse(`its weights take more than ${MOST_BYTES / 2 ** 20} MB`);
    const all = Buffer.concat(await Promise.all(files.map((file) => readFile(file))));
    let at = 0;
    for (const { name, shape, dtype, quantization } of weights) {
      if (dtype !== 'float32' || quantization !== undefined)
        throw refuse(
          `its numbers are ${quantization === undefined ? dtype : 'quantized'}, not float32`,
          `${path}, ${name}`,
        );
      const count = sizeOf(shape);
      const start = at;
      at += count * 4;
      if (at > all.length) throw refuse(`the shards end before it: ${all.length} bytes of ${at}`, `${path}, ${name}`);
      found.set(name, {
        shape,
        where: name,
        read: () => Float32Array.from({ length: count }, (_, index) => all.readFloatLE(start + index * 4)),
      });
    }
    if (at !== all.length) throw refuse(`the shards hold ${all.length} bytes, the manifest ${at}`);
  }
  return {
    format: 'TensorFlow.js layers model',
    generator: generatedBy?.slice(0, 80),
    name: model.name,
    inputShape: model.inputShape,
    layers: model.layers.map((layer) => ({
      ...layer,
      weights: layer.weightNames.map((weight) => {
        const one = found.get(`${layer.name}/${weight}`);
        if (one !== undefined) return one;
        throw refuse(`the weight ${layer.name}/${weight} is missing`);
      }),
    })),
  };
}
