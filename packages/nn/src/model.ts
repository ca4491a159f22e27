// The sequential model: a chain of layers with its weights.
import { buildChain, type Chain } from './chain.ts';
import { compilePlan, type Plan } from './compile/index.ts';
import { type ImageSource, makeWorkerBuffers, startWorkerPool, type WorkerPool } from './execute/index.ts';
import { initialWeights } from './initializers.ts';
import type { LayerSpec, Shape } from './layers/index.ts';
import type { LossForm } from './losses/index.ts';
import { ModelError } from './modelError.ts';
import { defaultThreads } from './platform/index.ts';
import { summarize } from './summary.ts';
import {
  type Compiled,
  type CompileOptions,
  checkFitOptions,
  checkImages,
  compileFor,
  copyState,
  countAll,
  type Data,
  type FitOptions,
  FORWARD_BATCH,
  forwardAll,
  type History,
  labeledImages,
  MetricCounts,
  penaltyOf,
  type RunOptions,
  runFit,
  type TrainingState,
} from './train/index.ts';

/** Images up to this number are computed in the calling thread, because starting threads takes longer. */
const MAX_IMAGES_WITHOUT_THREADS = 16;

/** Options of `sequential`. */
export interface SequentialOptions {
  /** Shape of an image: [height, width, channels]. */
  inputShape: Shape;
  /** Seed of the initial weights, a whole number of at least 0. Default 0. */
  seed?: number;
  /** Name of the model. Default `sequential`. */
  name?: string;
}

/** Outputs of `predict`: one row per image. */
export interface Predictions {
  /** [count, classes] */
  probabilities: Float32Array;
  count: number;
  classes: number;
}

/** A weight of a layer with its values. */
export interface NamedWeights {
  /** Layer and weight: `conv2d/kernel`. */
  name: string;
  /** As in Keras: [height, width, in, out] for convolutions, [in, out] for dense layers. */
  shape: number[];
  data: Float32Array;
}

/** A model of layers in sequence. Create one with `sequential`. */
export class Sequential {
  readonly name: string;
  readonly seed: number;
  readonly chain: Chain;
  readonly #plans = new Map<ImageSource['format'], Plan>();
  readonly #weights: Float32Array;
  #compiled: Compiled | undefined;
  #state: TrainingState | undefined;

  constructor(specs: readonly LayerSpec[], { inputShape, seed = 0, name = 'sequential' }: SequentialOptions) {
    if (!Number.isSafeInteger(seed) || seed < 0) {
      throw new ModelError(`seed must be a whole number of at least 0, got ${seed}`);
    }
    this.name = name;
    this.seed = seed;
    this.chain = buildChain(specs, inputShape);
    // Reports a layer in an invalid position before any training starts. The plan is used later.
    this.#planFor('uint8');
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

  /** Multiply-adds of a forward pass of one image. */
  get multiplyAdds(): number {
    return this.chain.multiplyAdds;
  }

  /** Table of the layers with output shapes, parameters and multiply-adds, as text. */
  summary(): string {
    return summarize(this.name, this.chain);
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
   * Sets all weights by name.
   *
   * @throws ModelError naming a weight that is missing, unknown, of the wrong size, or not finite
   */
  setWeights(weights: readonly Pick<NamedWeights, 'name' | 'data'>[]): void {
    const byName = new Map(weights.map(({ name, data }) => [name, data]));
    const values = new Float32Array(this.#weights.length);
    for (const layer of this.chain.layers) {
      for (const weight of layer.weights) {
        const name = `${layer.name}/${weight.name}`;
        const data = byName.get(name);
        if (data === undefined) throw new ModelError(`the weights of ${name} are missing`);
        if (data.length !== weight.size) {
          throw new ModelError(`${name}: expected ${weight.size} weights, got ${data.length}`);
        }
        if (!data.every(Number.isFinite)) throw new ModelError(`${name} has a weight that is not a finite number`);
        values.set(data, weight.offset);
        byName.delete(name);
      }
    }
    const [unknown] = byName.keys();
    if (unknown !== undefined) throw new ModelError(`the model has no weights named ${unknown}`);
    this.#weights.set(values);
  }

  /**
   * Sets optimizer, loss and metrics. Each run starts with a new state of them.
   *
   * @throws ModelError for an invalid optimizer, loss or metric, and if the loss does not fit the end of the model
   */
  compile(options: CompileOptions): void {
    this.#compiled = compileFor(this.chain, options);
  }

  #requireCompiled(): Compiled {
    if (this.#compiled === undefined) {
      throw new ModelError('compile the model first: model.compile({ optimizer, loss })');
    }
    return this.#compiled;
  }

  // Compiled once per pixel format.
  #planFor(pixelFormat: ImageSource['format']): Plan {
    let plan = this.#plans.get(pixelFormat);
    if (plan === undefined) {
      plan = compilePlan(this.chain, { pixelFormat });
      this.#plans.set(pixelFormat, plan);
    }
    return plan;
  }

  /**
   * Trains the model in place. The same seed gives the same weights to the last bit for any number of threads, and also
   * if the run was interrupted and resumed.
   *
   * @throws ModelError before training for options out of range, images of the wrong shape, labels and weights that do
   *   not fit, weights that are not finite, and a `resumeFrom` of another run
   */
  async fit(data: Data, options: FitOptions = {}): Promise<History> {
    const compiled = this.#requireCompiled();
    const { chain } = this;
    const { validationData, classWeight, ...checked } = checkFitOptions(options, {
      threads: defaultThreads(),
      seed: this.seed,
    });
    const training = labeledImages(data, chain, compiled, classWeight);
    const validation = validationData === undefined ? undefined : labeledImages(validationData, chain, compiled);
    const { format } = training.images;
    if (validation !== undefined && validation.images.format !== format) {
      throw new ModelError(`validationData: expected ${format} images as in the data, got ${validation.images.format}`);
    }
    const plan = this.#planFor(format);
    const weights = this.#weights;
    const { history, state } = await runFit({
      ...checked,
      ...compiled,
      chain,
      plan,
      weights,
      data: training,
      validation,
    });
    this.#state = state;
    return history;
  }

  /**
   * The state at the end of the last `fit`, as a copy. Pass it to `fit` as `resumeFrom` to resume after an interruption
   * or to train for more epochs.
   *
   * @throws ModelError if no fit has ended yet, or a custom optimizer or callback has state that is not plain data
   * @example
   * await model.fit(data, { epochs: 50, signal });
   * await model.fit(data, { epochs: 50, resumeFrom: model.trainingState() });
   */
  trainingState(): TrainingState {
    if (this.#state === undefined) throw new ModelError('there is no training state before a fit has ended');
    return copyState(this.#state);
  }

  async #withPool(
    images: ImageSource,
    loss: LossForm | undefined,
    { threads = images.count <= MAX_IMAGES_WITHOUT_THREADS ? 0 : defaultThreads() }: RunOptions,
    run: (pool: WorkerPool) => Promise<void>,
  ): Promise<void> {
    const batchSize = Math.min(FORWARD_BATCH, images.count);
    const plan = this.#planFor(images.format);
    const buffers = makeWorkerBuffers(plan, batchSize, false);
    const pool = await startWorkerPool({ plan, sources: [images], seed: this.seed, batchSize, loss, buffers }, threads);
    try {
      pool.parameters.set(this.#weights);
      await run(pool);
    } finally {
      await pool.end();
    }
  }

  /**
   * Loss and compiled metrics over `data`, without augmentation and dropout.
   *
   * @throws ModelError if the model is not compiled, or images, labels or weights do not fit
   */
  async evaluate(data: Data, options: RunOptions = {}): Promise<Record<string, number>> {
    const compiled = this.#requireCompiled();
    const { form, metrics } = compiled;
    const labeled = labeledImages(data, this.chain, compiled);
    const { images } = labeled;
    const { outputs } = this.#planFor(images.format);
    const counts = new MetricCounts({ kind: form.kind, outputs }, metrics);
    await this.#withPool(images, form, options, (pool) => countAll(pool, 0, labeled, form.kind, outputs, counts));
    counts.addPenalty(penaltyOf(this.chain)?.value(this.#weights) ?? 0, images.count);
    return { loss: counts.loss, ...counts.values(metrics) };
  }

  /**
   * Outputs of the model for each image: probabilities after a softmax or sigmoid.
   *
   * @throws ModelError for images of the wrong shape
   */
  async predict(images: ImageSource, options: RunOptions = {}): Promise<Predictions> {
    checkImages(images, this.inputShape);
    const { outputs: classes } = this.#planFor(images.format);
    const probabilities = new Float32Array(images.count * classes);
    await this.#withPool(images, undefined, options, (pool) =>
      forwardAll(pool, 0, images.count, classes, (position, outputs) => probabilities.set(outputs, position * classes)),
    );
    return { probabilities, count: images.count, classes };
  }
}

/**
 * Creates a model from a list of layers.
 *
 * @throws ModelError naming a layer that cannot follow the one before it
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
