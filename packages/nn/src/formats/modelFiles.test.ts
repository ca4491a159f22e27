// Damaged model files: each error names the file and the problem.
import { describe, expect, it } from 'vitest';
import { layers } from '../layers/index.ts';
import { sequential } from '../model.ts';
import { ModelError } from '../modelError.ts';
import { modelFiles, modelFromFiles } from './modelFiles.ts';
import { readSafetensors, type Tensor, writeSafetensors } from './safetensors.ts';

const model = sequential(
  [
    layers.conv2d({ filters: 3, kernelSize: [1, 2], activation: 'relu' }),
    layers.flatten(),
    layers.dense({ units: 2, activation: 'softmax' }),
  ],
  { inputShape: [2, 4, 3], seed: 5, name: 'small' },
);
const files = modelFiles(model);

function withTensors(change: (tensors: Tensor[]) => Tensor[]): () => void {
  return () => modelFromFiles({ ...files, weights: writeSafetensors(change(readSafetensors(files.weights))) });
}

function withJson(change: (model: Record<string, unknown>) => void): () => void {
  const parsed = JSON.parse(files.modelJson);
  change(parsed);
  return () => modelFromFiles({ ...files, modelJson: JSON.stringify(parsed) });
}

describe('weights.safetensors', () => {
  it('is rejected when truncated anywhere', () => {
    for (let end = 0; end < files.weights.length; end++) {
      expect(() => modelFromFiles({ ...files, weights: files.weights.subarray(0, end) })).toThrow(
        /^weights\.safetensors: /,
      );
    }
  });

  it('rejects weights that are NaN, missing, unknown or in another order', () => {
    const edit = (name: string, change: (tensor: Tensor) => Tensor) =>
      withTensors((tensors) => tensors.map((tensor) => (tensor.name === name ? change(tensor) : tensor)));
    const poisoned = (tensor: Tensor) => ({ ...tensor, data: tensor.data.map((v, i) => (i === 1 ? Number.NaN : v)) });
    expect(edit('dense/kernel', poisoned)).toThrow(
      'weights.safetensors: dense/kernel has a weight that is not a finite number',
    );
    expect(edit('conv2d/kernel', (tensor) => ({ ...tensor, shape: [2, 1, 3, 3] }))).toThrow(
      'weights.safetensors: conv2d/kernel is [2, 1, 3, 3], the model needs [1, 2, 3, 3]',
    );
    expect(edit('dense/bias', (tensor) => ({ ...tensor, name: 'dense/offset' }))).toThrow(
      'weights.safetensors: the weights of dense/bias are missing',
    );
    expect(withTensors((tensors) => [...tensors, { name: 'more', shape: [1], data: Float32Array.of(1) }])).toThrow(
      'weights.safetensors: the model has no weights named more',
    );
  });
});

describe('model.json', () => {
  it('is rejected when truncated anywhere', () => {
    for (let end = 0; end < files.modelJson.trimEnd().length; end++) {
      expect(() => modelFromFiles({ ...files, modelJson: files.modelJson.slice(0, end) })).toThrow(/model\.json/);
    }
  });

  it('is rejected if a field has an invalid type or value', () => {
    expect(withJson((m) => Object.assign(m, { version: 2 }))).toThrow('model.json: version 2 is not known, only 1');
    expect(withJson((m) => Object.assign(m, { layers: 'none' }))).toThrow('model.json: layers is no list');
    expect(withJson((m) => Object.assign(m, { inputShape: [2, '4', 3] }))).toThrow(
      'model.json: inputShape is no list of numbers',
    );
    for (const field of ['seed', 'inputShape', 'layers']) {
      for (const value of [-1, [], {}, null, [[]], [0, 0, 0], Number.MAX_VALUE]) {
        expect(withJson((m) => Object.assign(m, { [field]: value }))).toThrow(ModelError);
      }
    }
  });
});
