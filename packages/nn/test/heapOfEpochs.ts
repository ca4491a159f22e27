// Trains for 50 epochs in its own process and prints the bytes in use after each:
// node --expose-gc heapOfEpochs.ts <threads> <leak>
import { adam, imageBytes, layers, sequential } from '../src/index.ts';

const [threads = 0, leak = 0] = process.argv.slice(2).map(Number);
const collect = globalThis.gc;
if (collect === undefined) throw new Error('start it with --expose-gc');
const model = sequential(
  [
    layers.randomFlip({ mode: 'horizontal' }),
    layers.rescaling({ scale: 1 / 255 }),
    layers.conv2d({ filters: 8, kernelSize: 3, padding: 'same', activation: 'relu' }),
    layers.maxPooling2d({ poolSize: 2 }),
    layers.dropout({ rate: 0.2 }),
    layers.flatten(),
    layers.dense({ units: 3, activation: 'softmax' }),
  ],
  { inputShape: [24, 16, 3], seed: 1 },
);
model.compile({ optimizer: adam(), loss: 'sparseCategoricalCrossentropy' });
const count = 48;
const bytes = Uint8Array.from({ length: count * 24 * 16 * 3 }, (_, index) => (index * 2654435761) >>> 24);
const data = {
  images: imageBytes(bytes, { height: 24, width: 16, channels: 3 }),
  labels: Int32Array.from({ length: count }, (_, index) => index % 3),
};
const used: number[] = [];
const leaked: Uint8Array[] = [];
await model.fit(data, {
  epochs: 50,
  batchSize: 16,
  threads,
  validationData: data,
  onEpoch: () => {
    // An artificial leak shows that the measurement detects one.
    leaked.push(new Uint8Array(leak));
    collect();
    const { heapUsed, external, arrayBuffers } = process.memoryUsage();
    // `external` holds the array buffers already; the sum counts them twice, which only makes a leak larger.
    used.push(heapUsed + external + arrayBuffers);
  },
});
process.stdout.write(`${JSON.stringify(used)}\n`);
// The leak must live until here.
if (leaked.length !== used.length) throw new Error('an epoch was not counted');
