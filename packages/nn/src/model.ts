// A model: a chain of layers with its weights; compile, fit, evaluate, predict, summary.
import { buildChain, type Chain } from './chain.ts';
import { compilePlan } from './compile/index.ts';
import { type ImageSource, makeBuffers, startTeam, type Team } from './execute/index.ts';
import { initialWeights } from './initializers.ts';
import { type LayerSpec, type Shape, sizeOf } from './layers/index.ts';
import type { LossForm } from './losses/index.ts';
import { ModelError } from './modelError.ts';
import { defaultThreads } from './platform/index.ts';
import { summarise } from './summary.ts';
import {
  type Compiled,
  type CompileOptions,
  checkFitOptions,
  checkImages,
  compileFor,
  countAll,
  type Data,
  type FitOptions,
  FORWARD_BATCH,
  forwardAll,
  type History,
  labelledImages,
  MetricCounts,
  ownState,
  penaltyOf,
  type RunOptions,
  runFit,
  type TrainingState,
} from './train/index.ts';

/** What `sequential` needs beside the layers. */
export interface SequentialOptions {
  /** [height, width, channels] */
  inputShape: Shape;
  /** Of the initial weights; default 0. */
  seed?: number;
  /** Default `sequential`. */
  name?: string;
}

/** What `predict` gives: a row of outputs for each picture. */
export interface Predictions {
  /** [count, classes] */
  probabilities: Float32Array;
  count: number;
  classes: number;
}

/** One weight of a layer with its values. */
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
  #compiled: Compiled | undefined;
  #state: TrainingState | undefined;

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

  /**
   * Chooses optimizer, loss and metrics; each run makes its own state of them.
   *
   * @throws ModelError for a name or option that is none, and for a model that does not end as the loss needs
   */
  compile(options: CompileOptions): void {
    this.#compiled = compileFor(this.chain, options);
  }

  #needCompiled(): Compiled & { inputShape: Shape; outputs: number; kind: Compiled['form']['kind'] } {
    if (this.#compiled === undefined)
      throw new ModelError('compile the model first: model.compile({ optimizer, loss })');
    const { form } = this.#compiled;
    return { ...this.#compiled, inputShape: this.inputShape, outputs: sizeOf(this.outputShape), kind: form.kind };
  }

  /**
   * Trains the model in place. The same seed gives the same weights to the last bit for any number of threads, also where
   * the run was interrupted and resumed.
   *
   * @throws ModelError before any work for options out of range, pictures of another size, labels and weights that do not
   *   fit, weights that are no numbers, and a `resumeFrom` of another run
   */
  async fit(data: Data, options: FitOptions = {}): Promise<History> {
    const compiled = this.#needCompiled();
    const { optimizer, loss, form, metrics } = compiled;
    const checked = checkFitOptions(options, { threads: defaultThreads(), seed: this.seed });
    const { validationData } = options;
    const own = labelledImages(data, compiled, options.classWeight);
    const validation = validationData === undefined ? undefined : labelledImages(validationData, compiled);
    if (validation !== undefined && validation.images.format !== own.images.format) {
      const [held, trained] = [validation.images.format, own.images.format];
      throw new ModelError(`validationData: its pictures are ${held}, those to train on ${trained}`);
    }
    const { history, state } = await runFit({
      ...checked,
      chain: this.chain,
      weights: this.#weights,
      data: own,
      validation,
      optimizer,
      loss,
      form,
      metrics,
      order: options.order,
      signal: options.signal,
      checkpoint: options.checkpoint,
      resumeFrom: options.resumeFrom,
      moreThreads: options.moreThreads,
      onBatch: options.onBatch,
      onEpoch: options.onEpoch,
      onValidation: options.onValidation,
    });
    this.#state = state;
    return history;
  }

  /**
   * Where the last `fit` ended: give it to `fit` as `resumeFrom` to go on, after an interruption or for more epochs. A copy
   * of its own.
   *
   * @throws ModelError where no fit has ended yet, or an optimizer or callback of your own keeps what is no plain data
   * @example
   * await model.fit(data, { epochs: 50, signal });
   * await model.fit(data, { epochs: 50, resumeFrom: model.trainingState() });
   */
  trainingState(): TrainingState {
    if (this.#state === undefined) throw new ModelError('there is no training state before a fit has ended');
    return ownState(this.#state);
  }

  async #withTeam(
    images: ImageSource,
    form: LossForm | undefined,
    threads: number,
    run: (team: Team) => Promise<void>,
  ) {
    const batchSize = Math.min(FORWARD_BATCH, images.count);
    const team = await startTeam(
      {
        specs: this.chain.layers.map(({ spec, name }) => ({ ...spec, name })),
        inputShape: [...this.inputShape],
        sources: [images],
        seed: this.seed,
        batchSize,
        loss: form,
        buffers: makeBuffers(this.parameters, sizeOf(this.outputShape), batchSize, false),
      },
      threads,
    );
    try {
      team.parameters.set(this.#weights);
      await run(team);
    } finally {
      await team.end();
    }
  }

  /** Loss and the compiled metrics over `data`, without augmentation and dropout. */
  async evaluate(data: Data, options: RunOptions = {}): Promise<Record<string, number>> {
    const compiled = this.#needCompiled();
    const { form, metrics, outputs, kind } = compiled;
    const labelled = labelledImages(data, compiled);
    const { images } = labelled;
    const counts = new MetricCounts({ kind, outputs }, metrics);
    await this.#withTeam(images, form, threadsFor(images, options), (team) =>
      countAll(team, 0, labelled, kind, outputs, counts),
    );
    counts.addPenalty(penaltyOf(this.chain)?.value(this.#weights) ?? 0, images.count);
    return { loss: counts.loss, ...counts.values(metrics) };
  }

  /** The model's outputs for each picture: probabilities after a softmax or sigmoid. */
  async predict(images: ImageSource, options: RunOptions = {}): Promise<Predictions> {
    checkImages(images, this.inputShape);
    const classes = sizeOf(this.outputShape);
    const probabilities = new Float32Array(images.count * classes);
    await this.#withTeam(images, undefined, threadsFor(images, options), (team) =>
      forwardAll(team, 0, images.count, classes, (position, outputs) => probabilities.set(outputs, position * classes)),
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
