// Converts a model to the two files of a TensorFlow.js layers model.
import type { Sequential } from '@toonvision/nn';
import { kerasTopology } from './kerasTopology.ts';

/**
 * Creates model.json and weights for `tf.loadLayersModel`. Inputs are float32 with the value range of the model.
 *
 * @param metadata stored as `userDefinedMetadata`
 * @throws UserError (exit code 2) naming a layer that TensorFlow.js does not support
 */
export function tfjsFiles(
  model: Sequential,
  generatedBy: string,
  metadata: Readonly<Record<string, string>>,
): { modelJson: string; weights: Uint8Array } {
  const layers = kerasTopology(model);
  const byLayer = Map.groupBy(model.weights(), ({ name }) => name.slice(0, name.lastIndexOf('/')));
  const entries: { name: string; shape: number[]; dtype: 'float32' }[] = [];
  const parts: Buffer[] = [];
  for (const { config, weightNames } of layers)
    for (const [index, weightName] of weightNames.entries()) {
      const weight = byLayer.get(String(config.name))?.[index];
      if (weight === undefined) throw new Error(`weight ${weightName} of layer ${String(config.name)} not found`);
      entries.push({ name: `${String(config.name)}/${weightName}`, shape: [...weight.shape], dtype: 'float32' });
      const bytes = Buffer.alloc(weight.data.length * 4);
      for (const [index, value] of weight.data.entries()) bytes.writeFloatLE(value, index * 4);
      parts.push(bytes);
    }
  const json = {
    format: 'layers-model',
    generatedBy,
    convertedBy: null,
    userDefinedMetadata: metadata,
    modelTopology: {
      keras_version: '2.8.0',
      backend: 'tensor_flow.js',
      model_config: {
        class_name: 'Sequential',
        config: { name: model.name, layers: layers.map(({ weightNames: _, ...layer }) => layer) },
      },
    },
    weightsManifest: [{ paths: ['weights.bin'], weights: entries }],
  };
  return { modelJson: `${JSON.stringify(json, null, 2)}\n`, weights: Buffer.concat(parts) };
}
