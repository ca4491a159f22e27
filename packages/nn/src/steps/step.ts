// What a step is: a record of addresses that `layOut` makes, and a runner that computes it forward and backward.

import type { Machine } from '../kernels.ts';
import type { StreamKey } from '../random.ts';
import type { ResolvedChain, ResolvedLayer } from '../resolvedLayer.ts';
import type { Shape } from '../shape.ts';
import type { Arena } from './arena.ts';
import type { Border, Planes } from './planes.ts';

/** What every step has. */
export interface StepRecord {
  kind: string;
  /** Names of the layers it computes. */
  layers: string[];
  input: Planes;
  output: Planes;
}

/** What a sample's random numbers depend on. */
export interface Draw {
  /** Keys of the plan's streams by layer name. */
  keys: ReadonlyMap<string, StreamKey>;
  /** The sample's number in its data, and the epoch from 1. */
  sample: number;
  epoch: number;
}

/**
 * How a kind of step is computed for one sample. Forward with a draw is training (augmentation, dropout, what backward
 * will need); backward reads `output.gradient`, overwrites `input.gradient` (where it is not 0) and adds to the step's
 * gradient sums.
 */
export interface StepRunner<S extends StepRecord> {
  forward(machine: Machine, step: S, draw: Draw | undefined): void;
  backward(machine: Machine, step: S): void;
  /** Once, before the first sample: tables that kernels read. */
  prepare?(machine: Machine, step: S): void;
  /** Copies the step's weights from the vector of all parameters into the kernels' layout. */
  packWeights?(machine: Machine, step: S, parameters: Float32Array): void;
  clearGradients?(machine: Machine, step: S): void;
  /** Copies the gradient sums into a vector laid out as the parameters are. */
  readGradients?(machine: Machine, step: S, gradient: Float32Array): void;
  /** Names of the random streams it draws from. */
  streams?(step: S): string[];
}

/** Where a layer stands while a plan is made. */
export interface Place {
  arena: Arena;
  chain: ResolvedChain;
  /** Index of the layer in the chain. */
  at: number;
  input: Planes;
  /** Whether the layer's output needs a gradient: it or a layer before it has weights, or somebody asked. */
  needsGradient: boolean;
  /** Layers whose output must exist in memory: nothing is fused past them. */
  observed: ReadonlySet<string>;
  /** Whether the plan is for predictions alone, gradients of them included: no dropout, moving statistics. */
  inference: boolean;
  /** Lays out what a layer writes, with the border that the layer at `next` wants around it. */
  output(shape: Shape, next: number, needsGradient: boolean): Planes;
}

export interface LaidOut<S extends StepRecord> {
  steps: S[];
  output: Planes;
  /** Index of the first layer that these steps do not compute. */
  next: number;
}

/** How the layers of one kind become steps; `Options` is what of their specs it reads. */
export interface StepMaker<Options, S extends StepRecord> {
  /** The zero border that it wants around its input; none if absent. */
  border?(spec: Options, input: Shape): Border;
  /** Whether it works in place, so that the border is what the next layer wants. */
  inPlace?: true;
  /** @throws ModelError without the layer's name, which the plan puts in front */
  layOut(place: Place, layer: ResolvedLayer, spec: Options): LaidOut<S>;
}

/** Where a weight of a layer begins in the vector of all parameters; -1 without it. */
export function weightOffset(layer: ResolvedLayer, name: string): number {
  return layer.weights.find((weight) => weight.name === name)?.offset ?? -1;
}

/** Sets the gradient of an activation to zero, border included. */
export function clearGradient(planes: Planes, bytes: Uint8Array): void {
  const begin = planes.gradient - planes.origin;
  bytes.fill(0, begin, begin + planes.bytes);
}
