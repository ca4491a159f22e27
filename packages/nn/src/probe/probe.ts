// A probe: one picture through a model with the activations of any layer, and gradients of its outputs down to them.
import type { Chain } from '../chain.ts';
import type { Plan } from '../compile/index.ts';
import { clearGradients, runForward } from '../execute/index.ts';
import type { Machine } from '../kernels.ts';
import type { Shape } from '../layers/index.ts';
import type { Sequential } from '../model.ts';
import { ModelError } from '../modelError.ts';
import { runnerOf } from '../steps/index.ts';
import { loadPicture, type OpenModel, openModel, readOutputs } from './openModel.ts';
import { copyPlanes, type LayerTensor } from './tensor.ts';

/** The picture as it goes in; stands beside the layers' names. */
export const INPUT = 'input';

/** What a probe is to look at. */
export interface ProbeOptions {
  /** Names of the layers to look at; `input` is the picture itself. Default none. */
  layers?: readonly string[];
  /** What pictures are made of; default bytes. */
  pixelFormat?: 'uint8' | 'float32';
}

/** What a probe saw in one picture: the forward pass as far as it was asked for. */
export interface ProbeRun {
  /** Before the softmax or sigmoid. */
  logits: Float32Array;
  /** After it; the logits where the model ends in neither. */
  outputs: Float32Array;
  /** By layer name, [height, width, channels] or [units]. */
  activations: Map<string, LayerTensor>;
}

/** What a gradient is the gradient of. */
export interface GradientOptions {
  /** Which output, from 0. */
  output: number;
  /** `logit` (default): before the softmax; `probability`: after it. */
  of?: 'logit' | 'probability';
}

interface Watched {
  name: string;
  shape: Shape;
  /** Index in the plan of the step that puts it out. */
  step: number;
}

/**
 * Made by `openProbe`. Works in the calling thread, as in inference: no augmentation, no dropout, moving statistics.
 * Always `run` first; `gradients` is about the picture that ran last.
 */
export class Probe {
  readonly #open: OpenModel;
  readonly #plan: Plan;
  readonly #machine: Machine;
  readonly #watched: Watched[];
  readonly #inputScale: number;
  readonly #last: string;
  #ran = false;

  /** Use `openProbe`. */
  constructor(open: OpenModel, watched: Watched[], chain: Chain) {
    const { plan, machine } = open;
    this.#open = open;
    this.#plan = plan;
    this.#machine = machine;
    this.#watched = watched;
    this.#inputScale = plan.load.scale;
    this.#last = chain.layers.at(-1)?.name ?? '';
  }

  /**
   * One picture forward.
   *
   * @param pixels [height, width, channels], bytes or floats as the probe was opened for
   * @throws ModelError for a picture of another size or kind, and for values that are no finite numbers
   */
  run(pixels: Uint8Array | Float32Array): ProbeRun {
    const { logits, outputs, finalActivation } = this.#plan;
    const { floats } = this.#machine;
    loadPicture(this.#open, pixels);
    // With a draw the backward pass finds the maxima of pools; without keys nothing random happens.
    runForward(this.#machine, this.#plan, { keys: new Map(), sample: 0, epoch: 1 });
    this.#ran = true;
    const from = logits.value / 4;
    const values = floats.slice(from, from + outputs);
    const after = readOutputs(this.#open);
    const activations = new Map<string, LayerTensor>();
    for (const { name, shape, step } of this.#watched) {
      const planes = this.#plan.steps[step]?.output;
      if (planes === undefined) continue;
      if (name === INPUT) activations.set(name, { shape, data: Float32Array.from(pixels) });
      else if (name === this.#last && finalActivation !== 'linear')
        activations.set(name, { shape, data: after.slice() });
      else activations.set(name, copyPlanes(floats, planes, planes.value, shape));
    }
    return { logits: values, outputs: after, activations };
  }

  /**
   * Gradients of one output of the picture that ran last with respect to each watched layer's output, and to the picture
   * as bytes or floats went in (`input`), by name. For a last layer with softmax or sigmoid: with respect to its logits.
   *
   * @throws ModelError where no picture ran, the output does not exist, or a probability is asked of a model that gives none
   * @example
   * const probe = await openProbe(model, { layers: ['conv2d_1'] });
   * const { outputs } = probe.run(pixels);
   * const gradient = probe.gradients({ output: argmax(outputs) }).get('conv2d_1');
   */
  gradients({ output, of = 'logit' }: GradientOptions): Map<string, LayerTensor> {
    const { steps, logits, outputs, finalActivation, probabilities } = this.#plan;
    const { floats } = this.#machine;
    if (!this.#ran) throw new ModelError('gradients: run a picture first');
    if (!Number.isInteger(output) || output < 0 || output >= outputs) {
      throw new ModelError(`gradients: output must be a whole number from 0 to ${outputs - 1}, got ${output}`);
    }
    if (of === 'probability' && finalActivation === 'linear') {
      throw new ModelError(
        'gradients: the model ends in neither softmax nor sigmoid, so it has no probabilities; take the logit',
      );
    }
    const at = logits.gradient / 4;
    const own = floats[probabilities / 4 + output] ?? 0;
    for (let i = 0; i < outputs; i++) {
      const same = i === output ? 1 : 0;
      const slope =
        finalActivation === 'sigmoid' ? same * own * (1 - own) : own * (same - (floats[probabilities / 4 + i] ?? 0));
      floats[at + i] = of === 'logit' ? same : slope;
    }
    clearGradients(this.#machine, this.#plan);
    const found = new Map<string, LayerTensor>();
    const lowest = this.#watched.reduce((least, { step }) => Math.min(least, step), steps.length);
    for (let i = steps.length - 1; i >= lowest; i--) {
      const step = steps[i];
      if (step === undefined) break;
      // Before the step's own backward pass, which may overwrite the gradient of its output.
      for (const { name, shape, step: index } of this.#watched) {
        if (index === i) found.set(name, this.#gradientOf(step.output, name, shape));
      }
      if (i > lowest) runnerOf(step).backward(this.#machine, step);
    }
    return found;
  }

  #gradientOf(planes: Plan['logits'], name: string, shape: Shape): LayerTensor {
    const tensor = copyPlanes(this.#machine.floats, planes, planes.gradient, shape);
    if (name === INPUT)
      for (let i = 0; i < tensor.data.length; i++) tensor.data[i] = (tensor.data[i] ?? 0) * this.#inputScale;
    return tensor;
  }
}

/**
 * Opens a probe on a model as it is now: later training does not change it.
 *
 * @throws ModelError for a layer that does not exist, with those there are
 */
export async function openProbe(
  model: Sequential,
  { layers: names = [], pixelFormat = 'uint8' }: ProbeOptions = {},
): Promise<Probe> {
  const { chain } = model;
  for (const name of names) {
    if (name === INPUT || chain.layers.some((layer) => layer.name === name)) continue;
    const known = chain.layers.map((layer) => layer.name).join(', ');
    throw new ModelError(`no layer ${name}; there are ${INPUT}, ${known}`);
  }
  const open = await openModel(model, { pixelFormat, observed: names, inputGradient: true });
  const { plan } = open;
  const watched = names.map((name): Watched => {
    if (name === INPUT) return { name, shape: chain.inputShape, step: 0 };
    const shape = chain.layers.find((layer) => layer.name === name)?.outputShape ?? [];
    const planes = plan.activations.get(name);
    const step = plan.steps.findLastIndex(({ output }) => output === planes);
    return { name, shape, step };
  });
  return new Probe(open, watched, chain);
}
