// A model: a chain of layers with its weights; compile, fit, evaluate, predict, summary.
import { buildChain, type Chain } from './chain.ts';
import { compilePlan, endsInSoftmax } from './compile/index.ts';
import { type ImageSource, makeBuffers, startTeam } from './execute/index.ts';
import { initialWeights } from './initializers.ts';
import { describeShape, type LayerSpec, type Shape } from './layers/index.ts';
import { ModelError } from './modelError.ts';
import { defaultThreads } from './platform/node.ts';
import { summarise } from './summary.ts';
import {
  type BatchRecord,
  type Callback,
  classNumbers,
  type EpochRecord,
  FORWARD_BATCH,
  forwardAll,
  type History,
  type LossName,
  MetricCounts,
  type MetricName,
  metricNames,
  type Optimizer,
  runFit,
} from './train/index.ts';

export interface SequentialOptions {
  /** [height, width, channels] */
  inputShape: Shape;
  /** Of the initial weights; default 0. */
  seed?: number;
  /** Default `sequential`. */
  name?: string;
}

export interface Data {
  images: ImageSource;
  /** Class numbers, or one-hot rows with the categorical loss. */
  labels: ArrayLike<number>;
}

export interface CompileOptions {
  optimizer: Optimizer;
  loss: LossName;
  /** Default accuracy. */
  metrics?: readonly MetricName[];
}

export interface RunOptions {
  /** Worker threads; default one a core. 0 computes in the calling thread. */
  threads?: number;
}

export interface FitOptions extends RunOptions {
  /** Default 1. */
  epochs?: number;
  /** Default 32. */
  batchSize?: number;
  validationData?: Data;
  callbacks?: readonly Callback[];
  /** Of shuffling, dropout and augmentation; default the model's. */
  seed?: number;
  /** Default true. */
  shuffle?: boolean;
  /** Aborting ends the run after the current batch; best weights are brought back by earlyStopping. */
  signal?: AbortSignal;
  onBatch?: (record: BatchRecord) => void;
  onEpoch?: (record: EpochRecord) => void;
}

export interface Predictions {
  /** [count, classes] */
  probabilities: Float32Array;
  count: number;
  classes: number;
}

export interface NamedWeights {
  /** `conv2d/kernel`; layouts as in Keras: [height, width, in, out] and [in, out]. */
  name: string;
  shape: number[];
  data: Float32Array;
}

/** Made by `sequential`. */
export class Sequential {
  readonly name: string;
  readonly seed: number;
  readonly chain: Chain;
  readonly #weights: Float32Array;
  #compiled: Required<CompileOptions> | undefined;

  constructor(specs: readonly LayerSpec[], { inputShape, seed = 0, name = 'sequential' }: SequentialOptions) {
    if (!Number.isSafeInteger(seed) || seed < 0) {
      throw new ModelError(`seed must be a whole number from 0, got ${seed}`);
    }
    this.name = name;
    this.seed = seed;
    this.chain = buildChain(specs, inputShape);
    // Finds layers that cannot stand where they stand before any work begins.
    compilePlan(this.chain);
    this.#weights = initialWeights(this.chain, seed);
  }

  get inputShape(): Shape {
    return this.chain.inputShape;
  }

  get outputShape(): Shape {
    return this.chain.outputShape;
  }

  get parameters(): number {
    return this.chain.parameters;
  }

  /** Multiply-adds of one forward pass of one picture. */
  get multiplyAdds(): number {
    return this.chain.multiplyAdds;
  }

  /** The table of layers with output shapes, parameters and multiply-adds. */
  summary(): string {
    return summarise(this.name, this.chain);
  }

  /** Copies of all weights, in layer order. */
  weights(): NamedWeights[] {
    return this.chain.layers.flatMap((layer) =>
      layer.weights.map(({ name, shape, offset, size }) => ({
        name: `${layer.name}/${name}`,
        shape: [...shape],
        data: this.#weights.slice(offset, offset + size),
      })),
    );
  }

  /**
   * Sets weights by name.
   *
   * @throws ModelError naming a weight that is missing, unknown, of another size, or not finite.
   */
  setWeights(weights: readonly Pick<NamedWeights, 'name' | 'data'>[]): void {
    const given = new Map(weights.map(({ name, data }) => [name, data]));
    const fresh = new Float32Array(this.#weights.length);
    for (const layer of this.chain.layers) {
      for (const { name, offset, size } of layer.weights) {
        const full = `${layer.name}/${name}`;
        const data = given.get(full);
        if (data === undefined) throw new ModelError(`weights of ${full} are missing`);
        if (data.length !== size) throw new ModelError(`${full} needs ${size} weights, got ${data.length}`);
        if (!data.every(Number.isFinite)) throw new ModelError(`${full} holds a weight that is not a finite number`);
        fresh.set(data, offset);
        given.delete(full);
      }
    }
    const [unknown] = given.keys();
    if (unknown !== undefined) throw new ModelError(`the model has no weights named ${unknown}`);
    this.#weights.set(fresh);
  }

  /** Chooses optimizer, loss and metrics; each run makes its own state of them. */
  compile({ optimizer, loss, metrics = ['accuracy'] }: CompileOptions): void {
    const unknown = metrics.find((metric) => !metricNames.includes(metric));
    if (unknown !== undefined) throw new ModelError(`no metric ${unknown}; there are ${metricNames.join(', ')}`);
    if (loss !== 'sparseCategoricalCrossentropy' && loss !== 'categoricalCrossentropy') {
      throw new ModelError(`no loss ${String(loss)}; there are sparseCategoricalCrossentropy, categoricalCrossentropy`);
    }
    if (!endsInSoftmax(this.chain)) {
      const last = this.chain.layers.at(-1)?.name;
      throw new ModelError(`${last}: ${loss} needs a model that ends in a softmax, add activation: 'softmax'`);
    }
    this.#compiled = { optimizer, loss, metrics };
  }

  #needCompiled(): Required<CompileOptions> {
    if (this.#compiled === undefined)
      throw new ModelError('compile the model first: model.compile({ optimizer, loss })');
    return this.#compiled;
  }

  #checkImages(images: ImageSource): void {
    if (describeShape(images.shape) !== describeShape(this.inputShape)) {
      const expected = describeShape(this.inputShape);
      throw new ModelError(`pictures are ${describeShape(images.shape)}, the model takes ${expected}`);
    }
    if (images.count === 0) throw new ModelError('there is no picture');
  }

  #labelled({ images, labels }: Data, loss: LossName): { images: ImageSource; labels: Int32Array } {
    this.#checkImages(images);
    return { images, labels: classNumbers(labels, images.count, this.outputShape[0] ?? 1, loss) };
  }

  /**
   * Trains the model in place. The same seed gives the same weights to the last bit for any number of threads.
   *
   * @throws ModelError before any work for pictures of another size, labels out of range, weights that are no numbers.
   */
  async fit(data: Data, options: FitOptions = {}): Promise<History> {
    const { optimizer, loss, metrics } = this.#needCompiled();
    const { epochs = 1, batchSize = 32, threads = defaultThreads() } = options;
    for (const [name, value, least] of [
      ['epochs', epochs, 1],
      ['batchSize', batchSize, 1],
      ['threads', threads, 0],
    ] as const) {
      if (!Number.isInteger(value) || value < least) {
        throw new ModelError(`fit: ${name} must be a whole number of at least ${least}, got ${value}`);
      }
    }
    return runFit({
      chain: this.chain,
      weights: this.#weights,
      data: this.#labelled(data, loss),
      validation: options.validationData === undefined ? undefined : this.#labelled(options.validationData, loss),
      optimizer,
      metrics,
      epochs,
      batchSize,
      threads,
      seed: options.seed ?? this.seed,
      shuffle: options.shuffle ?? true,
      callbacks: options.callbacks ?? [],
      signal: options.signal,
      onBatch: options.onBatch,
      onEpoch: options.onEpoch,
    });
  }

  async #forward(
    images: ImageSource,
    labels: Int32Array | undefined,
    threads: number,
    each: (position: number, outputs: Float32Array, loss: number) => void,
  ): Promise<void> {
    this.#checkImages(images);
    const outputs = this.chain.outputShape.reduce((product, size) => product * size, 1);
    const batchSize = Math.min(FORWARD_BATCH, images.count);
    const team = await startTeam(
      {
        specs: this.chain.layers.map(({ spec, name }) => ({ ...spec, name })),
        inputShape: [...this.inputShape],
        sources: [images],
        seed: this.seed,
        batchSize,
        buffers: makeBuffers(this.parameters, outputs, batchSize, false),
      },
      threads,
    );
    try {
      team.parameters.set(this.#weights);
      await forwardAll(team, 0, images.count, labels, outputs, each);
    } finally {
      await team.end();
    }
  }

  /** Loss and the compiled metrics over `data`, without augmentation and dropout. */
  async evaluate(data: Data, options: RunOptions = {}): Promise<Record<string, number>> {
    const { loss, metrics } = this.#needCompiled();
    const { images, labels } = this.#labelled(data, loss);
    const counts = new MetricCounts(this.outputShape[0] ?? 1, metrics);
    await this.#forward(images, labels, threadsFor(images, options), (position, outputs, sampleLoss) =>
      counts.add(outputs, labels[position] ?? 0, sampleLoss),
    );
    return { loss: counts.loss, ...counts.values(metrics) };
  }

  /** The model's outputs (probabilities after a softmax) for each picture. */
  async predict(images: ImageSource, options: RunOptions = {}): Promise<Predictions> {
    const classes = this.chain.outputShape.reduce((product, size) => product * size, 1);
    const probabilities = new Float32Array(images.count * classes);
    await this.#forward(images, undefined, threadsFor(images, options), (position, outputs) =>
      probabilities.set(outputs, position * classes),
    );
    return { probabilities, count: images.count, classes };
  }
}

// Starting threads costs more than a handful of pictures.
function threadsFor(images: ImageSource, { threads }: RunOptions): number {
  return threads ?? (images.count <= 16 ? 0 : defaultThreads());
}

/**
 * A model from a chain of layers.
 *
 * @throws ModelError naming the layer that cannot follow the one before it.
 * @example
 * const model = sequential(
 *   [
 *     layers.rescaling({ scale: 1 / 255 }),
 *     layers.conv2d({ filters: 4, kernelSize: 3, padding: 'same', activation: 'relu' }),
 *     layers.maxPooling2d({ poolSize: 4 }),
 *     layers.flatten(),
 *     layers.dense({ units: 2, activation: 'softmax' }),
 *   ],
 *   { inputShape: [64, 64, 3], seed: 7 },
 * );
 */
export function sequential(specs: readonly LayerSpec[], options: SequentialOptions): Sequential {
  return new Sequential(specs, options);
}
