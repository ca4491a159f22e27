// The interface of steps: a record of addresses created by `layOut`, and a runner that computes forward and backward.

import type { Machine } from '../kernels.ts';
import type { StreamKey } from '../random.ts';
import type { ResolvedChain, ResolvedLayer } from '../resolvedLayer.ts';
import type { Shape } from '../shape.ts';
import type { Arena } from './arena.ts';
import type { Border, Planes } from './planes.ts';

/** Fields shared by all steps. */
export interface StepRecord {
  kind: string;
  /** Names of the layers it computes. */
  layers: string[];
  input: Planes;
  output: Planes;
}

/** The inputs of a sample's random numbers. */
export interface Draw {
  /** Keys of the plan's streams by layer name. */
  keys: ReadonlyMap<string, StreamKey>;
  /** Index of the sample in its data, and the epoch, from 1. */
  sample: number;
  epoch: number;
}

/**
 * Computes one kind of step for one sample. Forward with a draw is training (augmentation, dropout, values kept for
 * backward). Backward reads `output.gradient`, overwrites `input.gradient` (if it is not 0) and adds to the step's
 * gradient sums.
 */
export interface StepRunner<S extends StepRecord> {
  forward(machine: Machine, step: S, draw: Draw | undefined): void;
  backward(machine: Machine, step: S): void;
  /** Called once before the first sample: writes tables that kernels read. */
  prepare?(machine: Machine, step: S): void;
  /** Copies the step's weights from the vector of all parameters to the kernels' layout. */
  packWeights?(machine: Machine, step: S, parameters: Float32Array): void;
  clearGradients?(machine: Machine, step: S): void;
  /** Copies the gradient sums to a vector laid out like the parameters. */
  readGradients?(machine: Machine, step: S, gradient: Float32Array): void;
  /** Names of its random streams. */
  streams?(step: S): string[];
}

/** The position of a layer while a plan is compiled. */
export interface Place {
  arena: Arena;
  chain: ResolvedChain;
  /** Index of the layer in the chain. */
  at: number;
  input: Planes;
  /** Whether the layer's output needs a gradient: it or an earlier layer has weights, or a gradient was requested. */
  needsGradient: boolean;
  /** Layers whose output must be in memory: nothing is fused past them. */
  observed: ReadonlySet<string>;
  /** Whether the plan is for inference, including its gradients: no dropout, moving statistics. */
  inference: boolean;
  /** Lays out a layer's output with the border that the layer at `next` needs. */
  output(shape: Shape, next: number, needsGradient: boolean): Planes;
}

export interface LaidOut<S extends StepRecord> {
  steps: S[];
  output: Planes;
  /** Index of the first layer that these steps do not compute. */
  next: number;
}

/** Lowers the layers of one kind to steps; `Options` are the spec options it reads. */
export interface StepMaker<Options, S extends StepRecord> {
  /** Zero border that it needs around its input; default none. */
  border?(spec: Options, input: Shape): Border;
  /** Whether it works in place, so that the border is the one the next layer needs. */
  inPlace?: true;
  /** @throws ModelError without the layer's name, which the plan prepends */
  layOut(place: Place, layer: ResolvedLayer, spec: Options): LaidOut<S>;
}

/** Offset of a layer's weight in the vector of all parameters; -1 if it does not exist. */
export function weightOffset(layer: ResolvedLayer, name: string): number {
  return layer.weights.find((weight) => weight.name === name)?.offset ?? -1;
}

/** Clears the gradient of an activation, including its border. */
export function clearGradient(planes: Planes, bytes: Uint8Array): void {
  const start = planes.gradient - planes.origin;
  bytes.fill(0, start, start + planes.bytes);
}
