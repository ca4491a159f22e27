// The interface a layer uses to write its ONNX nodes. Inside the graph, images are [batch, channels, height, width].
import type { Shape } from '../shape.ts';

/** An integer, a list of integers, or a float as `{ float }`: in ONNX, an attribute has a number type. */
export type OnnxAttribute = number | readonly number[] | { float: number };

export type OnnxAttributes = Readonly<Record<string, OnnxAttribute>>;

export interface OnnxConvolution {
  input: string;
  /** Names of the layer's weights; no bias is added if `bias` is absent or the layer has none. */
  kernel: string;
  bias?: string;
  /** Each channel has its own kernels. */
  depthwise?: boolean;
  /** Uses the layer's sliding windows; otherwise 1x1. */
  windows?: boolean;
  /** Suffix of the node name, as for `node`. */
  part?: string;
}

export interface OnnxNodes {
  /** Name of the layer's input, and its shape in channels-last order. */
  input: string;
  inputShape: Shape;
  /** Adds a node named after the layer, or after a `part` of it, and returns the name of its output. */
  node(type: string, inputs: readonly string[], attributes?: OnnxAttributes, part?: string): string;
  /** Adds a one-element tensor that broadcasts to any shape. */
  scalar(part: string, value: number): string;
  /** Adds a tensor with one number per channel, or one for all, in a shape that broadcasts to the layer's input. */
  perChannel(part: string, values: readonly number[]): string;
  /** Adds the layer's existing weights unchanged. */
  weights(...names: string[]): string[];
  /** Adds a weight with one number per channel; filled with `otherwise` if the layer does not have it. */
  channelWeight(name: string, otherwise: number): string;
  /** kernel_shape, strides and pads of the layer's windows. */
  windows(): OnnxAttributes;
  /** Adds a convolution and returns the name of its output. */
  convolve(convolution: OnnxConvolution): string;
  /** Transposes to channels-last, the order of our layers. */
  channelsLast(input: string): string;
  /** Transposes back to channels-first. */
  channelsFirst(input: string): string;
}
