// Layer definitions: one record with everything that differs between layers.
import type { ActivationFunction } from '../activationName.ts';
import type { PoolOptions, Spec } from '../resolvedLayer.ts';
import type { Shape } from '../shape.ts';
import type { Sliding } from '../slidingWindow.ts';
import type { LoadPart, Step, StepMaker } from '../steps/index.ts';
import type { Initializer } from './initializer.ts';
import type { KerasForm } from './kerasForm.ts';
import type { OnnxNodes } from './onnxNodes.ts';

export interface WeightShape {
  /** For example `kernel`, `bias`, `gamma` or `movingMean`. */
  name: string;
  shape: Shape;
  initializer: Initializer;
  /** Fan-in and fan-out of one unit, for the initializer. */
  fanIn: number;
  fanOut: number;
  /** Whether the optimizer updates it; default true. Moving statistics are updated by the forward pass. */
  trainable?: boolean;
  /** L2 factor, at least 0: l2 times the sum of squares is added to the loss (Keras `regularizers.L2`); default 0. */
  l2?: number;
}

/** All parts of a definition; most layers have only a few. See `LayerDefinition`. */
export interface LayerParts<S extends Spec, Options> {
  kind: S['kind'];
  /** Keras class name. */
  className: string;
  /** Options for an example; the reference shows the defaults of all others. */
  example: Options;
  /** Output shape; default the input shape. Throws a ModelError without the layer's name, which the chain prepends. */
  outputShape?(spec: S, input: Shape): Shape;
  /** Weights in order, for an input with this number of channels or units; default empty. */
  weights?(spec: S, channels: number): WeightShape[];
  /** Multiply-adds (MACs) of one forward pass per sample; default 0. */
  multiplyAdds?(spec: S, input: Shape, output: Shape): number;

  /** Passes values through unchanged outside training. */
  trainingOnly?: true;
  /** Each output position depends only on the same input position. */
  pointwise?: true;
  /** Sliding windows, for layers that have them. */
  windows?(spec: S): Sliding;
  /** Activation function, for layers that do nothing else. */
  applies?(spec: S): ActivationFunction;
  /** Pooling options, for max pooling. */
  maxPool?(spec: S): PoolOptions;

  /** How it is folded into loading the image when it precedes the first layer that computes. */
  load?(spec: S): LoadPart;
  /** How it is lowered to steps; without this, the layer must precede the first layer that computes. */
  steps?: StepMaker<S, Step>;
  /** Adds its ONNX nodes, without the final activation, and returns the name of the output. */
  onnx?(nodes: OnnxNodes, spec: S): string;
  /** How it differs in Keras; absent if Keras has no such layer. */
  keras?: KerasForm;
}

type With<Parts, Name extends keyof Parts> = Parts & Required<Pick<Parts, Name>>;
type Placed<Parts extends { steps?: unknown; load?: unknown }> = With<Parts, 'steps'> | With<Parts, 'load'>;
type Written<Parts extends { onnx?: unknown; applies?: unknown; trainingOnly?: unknown }> =
  | With<Parts, 'onnx'>
  | With<Parts, 'applies'>
  | With<Parts, 'trainingOnly'>;

/**
 * A layer definition: everything except the arithmetic of its step. It needs a place in a plan (`steps` or `load`) and
 * an ONNX form (`onnx`, or a trait that makes one unnecessary); the type checker enforces both.
 */
export type LayerDefinition<S extends Spec, Options> = Placed<LayerParts<S, Options>> & Written<LayerParts<S, Options>>;
