// Short trainings that must give the same bits everywhere; shared by the tests in Chromium and in other Node versions.
import type * as Engine from '@toonvision/nn';

const HEIGHT = 20;
const WIDTH = 17;
const CLASSES = 3;
const COUNT = 41;

type Setting = Pick<Engine.CompileOptions, 'optimizer' | 'loss'> & { specs: Engine.LayerSpec[] };

// Between them they run every kind of kernel, and all that is drawn at random.
function settings({ adam, adamW, cosineDecay, layers, losses, sgd }: typeof Engine): Record<string, Setting> {
  const scale = layers.rescaling({ scale: 1 / 255 });
  const head = layers.dense({ units: CLASSES, activation: 'softmax' });
  return {
    fused: {
      specs: [
        scale,
        layers.randomFlip(),
        layers.conv2d({ filters: 5, kernelSize: 3, padding: 'same', activation: 'relu' }),
        layers.maxPooling2d(),
        layers.conv2d({ filters: 6, kernelSize: 5, padding: 'same', activation: 'relu' }),
        layers.maxPooling2d(),
        layers.dropout({ rate: 0.25 }),
        layers.flatten(),
        layers.dense({ units: 9, activation: 'relu' }),
        head,
      ],
      optimizer: adam({ learningRate: 0.01 }),
      loss: 'sparseCategoricalCrossentropy',
    },
    normalised: {
      specs: [
        layers.normalization({ mean: [120, 125, 130], variance: [5000, 5100, 5200] }),
        layers.conv2d({ filters: 6, kernelSize: 3, strides: 2, kernelInitializer: 'heNormal' }),
        layers.batchNormalization(),
        layers.activation({ activation: 'gelu' }),
        layers.separableConv2d({ filters: 7, kernelSize: 3, padding: 'same', activation: 'elu' }),
        layers.spatialDropout2d({ rate: 0.2 }),
        layers.averagePooling2d(),
        layers.depthwiseConv2d({ kernelSize: 3, activation: 'tanh' }),
        layers.batchNormalization(),
        layers.globalAveragePooling2d(),
        layers.dense({ units: 8, activation: 'sigmoid' }),
        layers.layerNormalization(),
        head,
      ],
      optimizer: adamW({ learningRate: cosineDecay({ initialLearningRate: 0.02, decaySteps: 6 }), globalClipNorm: 1 }),
      loss: losses.categoricalFocalCrossentropy({ labelSmoothing: 0.1 }),
    },
    augmented: {
      specs: [
        layers.randomFlip({ mode: 'horizontalAndVertical' }),
        layers.randomRotation({ factor: 0.1 }),
        layers.randomZoom({ heightFactor: 0.2 }),
        layers.randomTranslation({ heightFactor: 0.1, widthFactor: 0.2 }),
        layers.randomBrightness({ factor: 0.2 }),
        layers.randomContrast({ factor: 0.3 }),
        layers.randomFog({ strength: 0.6, rate: 0.5 }),
        layers.randomBlur({ sigma: 1.5, rate: 0.5 }),
        layers.randomPixelate({ blockSize: 4, rate: 0.3 }),
        layers.randomErasing({ factor: 0.5 }),
        scale,
        layers.conv2d({ filters: 4, kernelSize: 3, activation: 'leakyRelu', kernelRegularizer: { l2: 0.001 } }),
        layers.maxPooling2d({ poolSize: 3, strides: 2, padding: 'same' }),
        layers.globalMaxPooling2d(),
        head,
      ],
      optimizer: sgd({ learningRate: 0.05, momentum: 0.9, nesterov: true }),
      loss: 'sparseCategoricalCrossentropy',
    },
  };
}

/** SHA-256 of the weights, and of everything else that a run hands out: losses of each epoch and probabilities. */
export interface Digests {
  weights: string;
  outputs: string;
}

async function sha256(values: Float32Array | Float64Array): Promise<string> {
  const bytes = new Uint8Array(values.buffer, values.byteOffset, values.byteLength).slice();
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', bytes));
  return Array.from(digest, (byte) => byte.toString(16).padStart(2, '0')).join('');
}

/** Trains each model for two epochs, the last batch of each short, with validation; on `threads` or the default. */
export async function sameTraining(nn: typeof Engine, threads?: number): Promise<Record<string, Digests>> {
  const key = nn.streamKey(3, 'images');
  const bytes = Uint8Array.from({ length: COUNT * HEIGHT * WIDTH * 3 }, (_, i) => nn.randomWords(key, i)[0] & 255);
  const images = nn.imageBytes(bytes, { height: HEIGHT, width: WIDTH, channels: 3 });
  const classes = Int32Array.from({ length: COUNT }, (_, i) => i % CLASSES);
  const oneHot = Uint8Array.from({ length: COUNT * CLASSES }, (_, i) =>
    classes[Math.floor(i / CLASSES)] === i % CLASSES ? 1 : 0,
  );
  const run = threads === undefined ? {} : { threads };
  const digests: Record<string, Digests> = {};
  for (const [name, { specs, optimizer, loss }] of Object.entries(settings(nn))) {
    const model = nn.sequential(specs, { inputShape: [HEIGHT, WIDTH, 3], seed: 5 });
    model.compile({ optimizer, loss });
    const data = { images, labels: loss === 'sparseCategoricalCrossentropy' ? classes : oneHot };
    const { epochs } = await model.fit(data, { ...run, epochs: 2, batchSize: 16, validationData: data });
    const { probabilities } = await model.predict(images, run);
    const losses = epochs.flatMap(({ loss: trained, valLoss }) => [trained, valLoss ?? Number.NaN]);
    if (!losses.every((value) => value > 0 && value < 10)) throw new Error(`${name}: losses ${losses.join(', ')}`);
    digests[name] = {
      weights: await sha256(Float32Array.from(model.weights().flatMap(({ data: values }) => [...values]))),
      outputs: await sha256(Float64Array.from([...losses, ...probabilities])),
    };
  }
  return digests;
}
