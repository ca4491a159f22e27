// A probe: activations of any layer for one image, and gradients of an output with respect to them.
import type { Chain } from '../chain.ts';
import type { Plan } from '../compile/index.ts';
import { clearGradients, runForward } from '../execute/index.ts';
import type { Machine } from '../kernels.ts';
import type { Shape } from '../layers/index.ts';
import type { Sequential } from '../model.ts';
import { ModelError } from '../modelError.ts';
import { runnerOf } from '../steps/index.ts';
import { loadImage, type OpenModel, openModel, readOutputs } from './openModel.ts';
import { copyPlanes, type LayerTensor } from './tensor.ts';

/** Name of the image itself among the layers of a probe. */
export const INPUT = 'input';

/** Options of `openProbe`. */
export interface ProbeOptions {
  /** Names of the layers to observe; `input` is the image itself. Default none. */
  layers?: readonly string[];
  /** Type of the pixel values. Default `uint8`. */
  pixelFormat?: 'uint8' | 'float32';
}

/** The forward pass of one image. */
export interface ProbeRun {
  /** Outputs before the softmax or sigmoid. */
  logits: Float32Array;
  /** Outputs after the softmax or sigmoid; the logits if the model ends in neither. */
  outputs: Float32Array;
  /** Activations by layer name: [height, width, channels] or [units]. */
  activations: Map<string, LayerTensor>;
}

/** Options of `gradients`. */
export interface GradientOptions {
  /** Index of the output. */
  output: number;
  /** Whether to differentiate the logit or the probability of the output. Default `logit`. */
  of?: 'logit' | 'probability';
}

interface Observed {
  name: string;
  shape: Shape;
  /** Index in the plan of the step that computes it. */
  step: number;
}

/**
 * A model opened for activations and gradients of single images. Create one with `openProbe`. Works in the calling
 * thread in inference mode: no augmentation, no dropout, moving statistics. Call `run` before `gradients`.
 */
export class Probe {
  readonly #open: OpenModel;
  readonly #plan: Plan;
  readonly #machine: Machine;
  readonly #observed: Observed[];
  readonly #inputScale: number;
  readonly #last: string;
  #ran = false;

  /** Use `openProbe`. */
  constructor(open: OpenModel, observed: Observed[], chain: Chain) {
    const { plan, machine } = open;
    this.#open = open;
    this.#plan = plan;
    this.#machine = machine;
    this.#observed = observed;
    this.#inputScale = plan.load.scale;
    this.#last = chain.layers.at(-1)?.name ?? '';
  }

  /**
   * Runs one image forward.
   *
   * @param pixels [height, width, channels], bytes or floats as the probe was opened for
   * @throws ModelError if the image has the wrong size or pixel format, or a value is not finite
   */
  run(pixels: Uint8Array | Float32Array): ProbeRun {
    const { logits, outputs, finalActivation } = this.#plan;
    const { floats } = this.#machine;
    loadImage(this.#open, pixels);
    // A draw keeps the argmax of pools for the backward pass. Without keys nothing is random.
    runForward(this.#machine, this.#plan, { keys: new Map(), sample: 0, epoch: 1 });
    this.#ran = true;
    const from = logits.value / 4;
    const values = floats.slice(from, from + outputs);
    const modelOutputs = readOutputs(this.#open);
    const activations = new Map<string, LayerTensor>();
    for (const { name, shape, step } of this.#observed) {
      const planes = this.#plan.steps[step]?.output;
      if (planes === undefined) continue;
      if (name === INPUT) activations.set(name, { shape, data: Float32Array.from(pixels) });
      else if (name === this.#last && finalActivation !== 'linear')
        activations.set(name, { shape, data: modelOutputs.slice() });
      else activations.set(name, copyPlanes(floats, planes, planes.value, shape));
    }
    return { logits: values, outputs: modelOutputs, activations };
  }

  /**
   * Gradients of one output for the last image, by name of the observed layer. They are with respect to the output of
   * the layer, to the pixel values for `input`, and to the logits for a last layer with softmax or sigmoid.
   *
   * @throws ModelError if no image has run, the output does not exist, or the model has no probabilities to
   *   differentiate
   * @example
   * const probe = await openProbe(model, { layers: ['conv2d_1'] });
   * const { outputs } = probe.run(pixels);
   * const gradient = probe.gradients({ output: argmax(outputs) }).get('conv2d_1');
   */
  gradients({ output, of = 'logit' }: GradientOptions): Map<string, LayerTensor> {
    const { steps, logits, outputs, finalActivation, probabilities } = this.#plan;
    const { floats } = this.#machine;
    if (!this.#ran) throw new ModelError('gradients: run an image first');
    if (!Number.isInteger(output) || output < 0 || output >= outputs) {
      throw new ModelError(`gradients: output must be a whole number from 0 to ${outputs - 1}, got ${output}`);
    }
    if (of === 'probability' && finalActivation === 'linear') {
      throw new ModelError(
        "gradients: a model without softmax or sigmoid at its end has no probabilities; use of: 'logit'",
      );
    }
    const start = logits.gradient / 4;
    const probability = floats[probabilities / 4 + output] ?? 0;
    for (let i = 0; i < outputs; i++) {
      const same = i === output ? 1 : 0;
      const slope =
        finalActivation === 'sigmoid'
          ? same * probability * (1 - probability)
          : probability * (same - (floats[probabilities / 4 + i] ?? 0));
      floats[start + i] = of === 'logit' ? same : slope;
    }
    clearGradients(this.#machine, this.#plan);
    const gradients = new Map<string, LayerTensor>();
    const lowest = this.#observed.reduce((min, { step }) => Math.min(min, step), steps.length);
    for (let i = steps.length - 1; i >= lowest; i--) {
      const step = steps[i];
      if (step === undefined) break;
      // Read before the backward pass of the step, which may overwrite the gradient of its output.
      for (const { name, shape, step: index } of this.#observed) {
        if (index === i) gradients.set(name, this.#gradientOf(step.output, name, shape));
      }
      if (i > lowest) runnerOf(step).backward(this.#machine, step);
    }
    return gradients;
  }

  #gradientOf(planes: Plan['logits'], name: string, shape: Shape): LayerTensor {
    const tensor = copyPlanes(this.#machine.floats, planes, planes.gradient, shape);
    if (name === INPUT)
      for (let i = 0; i < tensor.data.length; i++) tensor.data[i] = (tensor.data[i] ?? 0) * this.#inputScale;
    return tensor;
  }
}

/**
 * Opens a probe of a model with its current weights. Later training does not affect it.
 *
 * @throws ModelError naming an unknown layer
 */
export async function openProbe(
  model: Sequential,
  { layers: names = [], pixelFormat = 'uint8' }: ProbeOptions = {},
): Promise<Probe> {
  const { chain } = model;
  for (const name of names) {
    if (name === INPUT || chain.layers.some((layer) => layer.name === name)) continue;
    const names = chain.layers.map((layer) => layer.name).join(', ');
    throw new ModelError(`unknown layer ${name}; expected one of ${INPUT}, ${names}`);
  }
  const open = await openModel(model, { pixelFormat, observed: names, inputGradient: true });
  const { plan } = open;
  const observed = names.map((name): Observed => {
    if (name === INPUT) return { name, shape: chain.inputShape, step: 0 };
    const shape = chain.layers.find((layer) => layer.name === name)?.outputShape ?? [];
    const planes = plan.activations.get(name);
    const step = plan.steps.findLastIndex(({ output }) => output === planes);
    return { name, shape, step };
  });
  return new Probe(open, observed, chain);
}
