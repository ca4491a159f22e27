// The child that measures TensorFlow.js, on its wasm or its cpu backend.
import { createRequire } from 'node:module';
import { dirname, sep } from 'node:path';
import type * as tfjs from '@tensorflow/tfjs';
import type * as tfjsWasm from '@tensorflow/tfjs-backend-wasm';
import type { Architecture } from '../architectures.ts';
import { BATCHES, repeatFor, serveRounds } from '../protocol.ts';
import { cyclicLabels, randomImages } from '../randomImages.ts';
import { registerFilterGradient } from './tfjsFilterGradient.ts';

// Both are CommonJS bundles whose names Node cannot see from an import.
const require = createRequire(import.meta.url);
const tf: typeof tfjs = require('@tensorflow/tfjs');

async function chooseBackend(variant: string): Promise<void> {
  if (variant === 'wasm') {
    const wasm: typeof tfjsWasm = require('@tensorflow/tfjs-backend-wasm');
    const folder = dirname(require.resolve('@tensorflow/tfjs-backend-wasm/package.json'));
    wasm.setWasmPaths(`${folder}${sep}wasm-out${sep}`);
  }
  if (!(await tf.setBackend(variant))) throw new Error(`tfjs has no backend ${variant} here`);
  await tf.ready();
}

/** The model as tfjs-layers has it; it knows no flip layer, and leaving the flip out makes it only faster. */
function buildModel({ height, width, channels, classes, stages, dropouts }: Architecture): tfjs.Sequential {
  const model = tf.sequential();
  stages.forEach(({ filters, kernelSize, pools }, index) => {
    const inputShape = index === 0 ? { inputShape: [height, width, channels] } : {};
    model.add(tf.layers.conv2d({ ...inputShape, filters, kernelSize, padding: 'same', activation: 'relu' }));
    for (const poolSize of pools) model.add(tf.layers.maxPooling2d({ poolSize }));
    if (index === 0) model.add(tf.layers.dropout({ rate: dropouts[0] }));
  });
  model.add(tf.layers.flatten());
  model.add(tf.layers.dropout({ rate: dropouts[1] }));
  model.add(tf.layers.dense({ units: classes, activation: 'softmax' }));
  return model;
}

await serveRounds(async ({ task, batch, variant }, architecture) => {
  await chooseBackend(variant);
  if (variant === 'wasm' && task === 'training') registerFilterGradient(tf);
  const { height, width, channels, classes } = architecture;
  const model = buildModel(architecture);
  const images = randomImages(architecture, batch * BATCHES);
  const labels = cyclicLabels(architecture, batch);
  const pixels = height * width * channels;
  let next = 0;
  const takeBatch = (): tfjs.Tensor => {
    const start = (next % BATCHES) * batch * pixels;
    next += 1;
    const bytes = images.subarray(start, start + batch * pixels);
    return tf.tidy(() =>
      tf
        .tensor4d(bytes, [batch, height, width, channels], 'int32')
        .toFloat()
        .mul(1 / 255),
    );
  };
  const infer = async (): Promise<void> => {
    const output = tf.tidy(() => model.predict(takeBatch()));
    if (Array.isArray(output)) throw new Error('one output tensor is due');
    await output.data();
    output.dispose();
  };
  const train = async (): Promise<void> => {
    const inputs = takeBatch();
    const targets = tf.tidy(() => tf.oneHot(tf.tensor1d(labels, 'int32'), classes));
    await model.trainOnBatch(inputs, targets);
    inputs.dispose();
    targets.dispose();
  };
  if (task === 'training') model.compile({ optimizer: tf.train.adam(1e-3), loss: 'categoricalCrossentropy' });
  const step = task === 'training' ? train : infer;
  await step();
  return {
    versions: `tfjs ${tf.version_core}`,
    round: (seconds) => repeatFor(seconds, batch, step),
  };
});
