// Writes the nodes of one layer to a graph, following the layer's definition.
import type { ChainLayer } from '../../chain.ts';
import {
  definitionOf,
  type OnnxAttributes,
  type OnnxConvolution,
  type OnnxNodes,
  planeOf,
  type Shape,
  windowsOver,
} from '../../layers/index.ts';
import { convolutionKernel } from './convolutionKernel.ts';
import { onnxActivation } from './onnxActivation.ts';
import type { OnnxGraph } from './onnxGraph.ts';

/** [batch, channels, height, width] to [batch, height, width, channels], and back. */
export const TO_CHANNELS_LAST = [0, 2, 3, 1];
export const TO_CHANNELS_FIRST = [0, 3, 1, 2];

type Weight = ChainLayer['weights'][number];

class LayerNodes implements OnnxNodes {
  readonly input: string;
  readonly inputShape: Shape;
  readonly #graph: OnnxGraph;
  readonly #layer: ChainLayer;
  readonly #values: (weight: Weight) => Float32Array;

  constructor(graph: OnnxGraph, layer: ChainLayer, input: string, values: (weight: Weight) => Float32Array) {
    this.input = input;
    this.inputShape = layer.inputShape;
    this.#graph = graph;
    this.#layer = layer;
    this.#values = values;
  }

  #named(part?: string): string {
    return part === undefined ? this.#layer.name : `${this.#layer.name}/${part}`;
  }

  #weight(name: string | undefined): Weight | undefined {
    return this.#layer.weights.find((weight) => weight.name === name);
  }

  node(type: string, inputs: readonly string[], attributes: OnnxAttributes = {}, part?: string): string {
    return this.#graph.node(type, this.#named(part), inputs, attributes);
  }

  scalar(part: string, value: number): string {
    return this.#graph.scalar(this.#named(part), value);
  }

  perChannel(part: string, values: readonly number[]): string {
    const shape = this.inputShape.length === 3 ? [values.length, 1, 1] : [values.length];
    return this.#graph.tensor(this.#named(part), shape, Float32Array.from(values));
  }

  weights(...names: string[]): string[] {
    return names.flatMap((name) => {
      const weight = this.#weight(name);
      return weight === undefined ? [] : [this.#graph.tensor(this.#named(name), weight.shape, this.#values(weight))];
    });
  }

  channelWeight(name: string, otherwise: number): string {
    const [weight] = this.weights(name);
    const channels = this.inputShape.at(-1) ?? 1;
    return weight ?? this.#graph.tensor(this.#named(name), [channels], new Float32Array(channels).fill(otherwise));
  }

  windows(): OnnxAttributes {
    const { spec, inputShape } = this.#layer;
    const sliding = definitionOf(spec).windows?.(spec);
    if (sliding === undefined) return {};
    const [rows, columns] = windowsOver(planeOf(inputShape), sliding);
    return {
      kernel_shape: [...sliding.size],
      strides: [...sliding.strides],
      pads: [rows.before, columns.before, rows.after, columns.after],
    };
  }

  convolve({ input, kernel, bias, depthwise = false, windows = false, part }: OnnxConvolution): string {
    const weight = this.#weight(kernel);
    if (weight === undefined) throw new Error(`${this.#layer.name} has no weight ${kernel}`);
    const [tall = 0, wide = 0, channels = 0, filters = 0] = weight.shape;
    // In a depthwise kernel [ky][kx][channel][multiplier], each output has one input.
    const [inputs, outputs] = depthwise ? [1, channels * filters] : [channels, filters];
    const values = convolutionKernel(this.#values(weight), [tall, wide, inputs, outputs]);
    const tensor = this.#graph.tensor(this.#named(kernel), [outputs, inputs, tall, wide], values);
    const attributes = { ...(windows ? this.windows() : {}), ...(depthwise ? { group: channels } : {}) };
    const biases = bias === undefined ? [] : this.weights(bias);
    return this.node('Conv', [input, tensor, ...biases], attributes, part);
  }

  channelsLast(input: string): string {
    return this.node('Transpose', [input], { perm: TO_CHANNELS_LAST }, 'channelsLast');
  }

  channelsFirst(input: string): string {
    return this.node('Transpose', [input], { perm: TO_CHANNELS_FIRST });
  }
}

/**
 * Adds a layer's nodes and returns the name of its output; training-only layers add none.
 *
 * @param values returns the values of one of the layer's weights, in the Keras layout
 */
export function writeLayer(
  graph: OnnxGraph,
  layer: ChainLayer,
  input: string,
  values: (weight: Weight) => Float32Array,
): string {
  const { name, spec, applies, activation } = layer;
  const { trainingOnly, onnx } = definitionOf(spec);
  if (trainingOnly) return input;
  if (applies !== undefined) return onnxActivation(graph, name, input, applies);
  if (onnx === undefined) throw new Error(`the layer ${spec.kind} has no form in ONNX`);
  const output = onnx(new LayerNodes(graph, layer, input, values), spec);
  return onnxActivation(graph, `${name}/activation`, output, { activation });
}
