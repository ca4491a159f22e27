// A layer in its chain as steps see it: plain data with name, shapes and weights resolved.
import type { ActivationFunction, ActivationName } from './activationName.ts';
import type { Shape } from './shape.ts';
import type { Padding } from './slidingWindow.ts';

/** A layer's options with its kind and, once in a chain, its name. */
export interface Spec<Kind extends string = string> {
  kind: Kind;
  name?: string;
}

/** How a pooling slides. */
export interface PoolOptions {
  poolSize: readonly [number, number];
  strides: readonly [number, number];
  padding: Padding;
}

export interface ResolvedLayer {
  name: string;
  inputShape: Shape;
  outputShape: Shape;
  /** The layer's weights, and where each begins in the one vector of all parameters. */
  weights: readonly { name: string; shape: Shape; offset: number; size: number }[];
  /** The activation at its end; `linear` for layers without one. */
  activation: ActivationName;
  /** The function that it applies, if it does nothing else. */
  applies?: ActivationFunction;
  /** Its pooling, if it is a max pooling: a convolution before it can compute it in its own step. */
  maxPool?: PoolOptions;
}

export interface ResolvedChain {
  layers: readonly ResolvedLayer[];
  outputShape: Shape;
}
