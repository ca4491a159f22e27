// The definition of a layer: one record with everything specific to it.
import type { ActivationFunction } from '../activationName.ts';
import type { PoolOptions, Spec } from '../resolvedLayer.ts';
import type { Shape } from '../shape.ts';
import type { Sliding } from '../slidingWindow.ts';
import type { LoadPart, Step, StepMaker } from '../steps/index.ts';
import type { Initializer } from './initializer.ts';
import type { KerasForm } from './kerasForm.ts';
import type { OnnxNodes } from './onnxNodes.ts';

export interface WeightShape {
  /** `kernel`, `bias`, `gamma`, `movingMean`. */
  name: string;
  shape: Shape;
  initializer: Initializer;
  /** Inputs and outputs of one unit, for the initializer. */
  fanIn: number;
  fanOut: number;
  /** Whether the optimizer changes it; default true. Moving statistics are changed by the forward pass. */
  trainable?: boolean;
  /** At least 0: l2 times the sum of squares is added to the loss (Keras' `regularizers.L2`); default 0. */
  l2?: number;
}

/** All parts of a definition, of which most layers have a few; see `LayerDefinition`. */
export interface LayerParts<S extends Spec, Options> {
  kind: S['kind'];
  /** Keras' class name. */
  className: string;
  /** Options of an example; the reference shows the defaults of all others. */
  example: Options;
  /** Default the input's. Throws a ModelError without a layer name; the chain puts it in front. */
  outputShape?(spec: S, input: Shape): Shape;
  /** In order, for an input of so many channels or units; default none. */
  weights?(spec: S, channels: number): WeightShape[];
  /** Multiply-adds of one forward pass of one sample; default 0. */
  multiplyAdds?(spec: S, input: Shape, output: Shape): number;

  /** It leaves values as they are outside training. */
  trainingOnly?: true;
  /** Each position of its output depends on the same position of its input alone. */
  pointwise?: true;
  /** The windows that it slides over an image, for layers that do. */
  windows?(spec: S): Sliding;
  /** The function that it applies, for layers that do nothing else. */
  applies?(spec: S): ActivationFunction;
  /** Its pooling, for max pooling. */
  maxPool?(spec: S): PoolOptions;

  /** How the load of the image takes it along, where it stands before the first layer that computes. */
  load?(spec: S): LoadPart;
  /** How it becomes steps; without it, the layer stands before the first that computes. */
  steps?: StepMaker<S, Step>;
  /** Adds its nodes, without its final activation, and gives the name of what comes out. */
  onnx?(nodes: OnnxNodes, spec: S): string;
  /** What differs in Keras; without it, Keras has no such layer. */
  keras?: KerasForm;
}

type With<Parts, Name extends keyof Parts> = Parts & Required<Pick<Parts, Name>>;
type Placed<Parts extends { steps?: unknown; load?: unknown }> = With<Parts, 'steps'> | With<Parts, 'load'>;
type Written<Parts extends { onnx?: unknown; applies?: unknown; trainingOnly?: unknown }> =
  | With<Parts, 'onnx'>
  | With<Parts, 'applies'>
  | With<Parts, 'trainingOnly'>;

/**
 * A layer: everything about it that is not the arithmetic of its step. It must have a place in a plan (`steps` or `load`)
 * and a form in ONNX (`onnx`, or what says that none is needed); the compiler asks for them.
 */
export type LayerDefinition<S extends Spec, Options> = Placed<LayerParts<S, Options>> & Written<LayerParts<S, Options>>;
