// Builder for the ONNX nodes of a layer. Images are [batch, channels, height, width] inside the graph.
import type { Shape } from '../shape.ts';

/** A whole number or several, or a float as `{ float }`: in ONNX the kind of number is part of an attribute. */
export type OnnxAttribute = number | readonly number[] | { float: number };

export type OnnxAttributes = Readonly<Record<string, OnnxAttribute>>;

export interface OnnxConvolution {
  input: string;
  /** Names of the layer's weights; without `bias` none is added, nor where the layer has none. */
  kernel: string;
  bias?: string;
  /** Separate kernels for each channel. */
  depthwise?: boolean;
  /** It slides the layer's windows; else those of one pixel. */
  windows?: boolean;
  /** As for nodes. */
  part?: string;
}

export interface OnnxNodes {
  /** Name of what goes into the layer, and its shape in our order. */
  input: string;
  inputShape: Shape;
  /** Adds a node named after the layer, or after a `part` of it, and gives the name of its output. */
  node(type: string, inputs: readonly string[], attributes?: OnnxAttributes, part?: string): string;
  /** Adds a tensor of one number that goes with any shape. */
  scalar(part: string, value: number): string;
  /** Adds a tensor of one number for each channel, or of one for all, in a shape that goes with the layer's input. */
  perChannel(part: string, values: readonly number[]): string;
  /** Adds those of the layer's weights that it has, as they are. */
  weights(...names: string[]): string[];
  /** Adds a weight of one number for each channel; all `otherwise` where the layer has none. */
  channelWeight(name: string, otherwise: number): string;
  /** kernel_shape, strides and pads of the layer's windows. */
  windows(): OnnxAttributes;
  /** Adds a convolution and gives the name of its output. */
  convolve(convolution: OnnxConvolution): string;
  /** Puts channels last, as our layers have them. */
  channelsLast(input: string): string;
  /** Puts channels first again. */
  channelsFirst(input: string): string;
}
