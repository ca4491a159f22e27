// How each kind of layer becomes ONNX nodes. Pictures are [batch, channels, height, width] inside the graph.
import type { ChainLayer } from '../../chain.ts';
import { type AugmentationSpec, isAugmentation, type LayerSpec } from '../../layers/index.ts';
import { onnxActivation } from './onnxActivation.ts';
import { convolution, convolutionKernel, depthwiseKernel, windowAttributes } from './onnxConvolution.ts';
import type { OnnxGraph } from './onnxGraph.ts';

/** What a layer is written with. */
export interface LayerContext {
  graph: OnnxGraph;
  layer: ChainLayer;
  /** Name of what goes in. */
  input: string;
  /** Values of one of the layer's weights in Keras' layout; undefined without it. */
  weight(name: string): Float32Array | undefined;
}

type Writer<Spec> = (context: LayerContext, spec: Spec) => string;

// A weight as it is; undefined without it.
function plainTensor({ graph, layer, weight }: LayerContext, name: string): string | undefined {
  const values = weight(name);
  return values === undefined ? undefined : graph.tensor(`${layer.name}/${name}`, [values.length], values);
}

// One number a channel, or the same for all, in a shape that goes with the layer's input.
function perChannel({ graph, layer }: LayerContext, name: string, values: readonly number[]): string {
  const shape = layer.inputShape.length === 3 ? [values.length, 1, 1] : [values.length];
  return graph.tensor(`${layer.name}/${name}`, shape, Float32Array.from(values));
}

function kernelTensor(
  { graph, layer, weight }: LayerContext,
  name: string,
  shape: readonly number[],
  convert: (values: Float32Array, shape: readonly number[]) => Float32Array,
): string {
  const from = layer.weights.find((own) => own.name === name);
  const values = convert(weight(name) ?? new Float32Array(0), from?.shape ?? []);
  return graph.tensor(`${layer.name}/${name}`, shape, values);
}

// Scale and offset of a normalisation; ones and zeros where the layer has none.
function affine(context: LayerContext): [string, string] {
  const channels = context.layer.inputShape.at(-1) ?? 1;
  const { graph, layer } = context;
  const constant = (name: string, value: number) =>
    graph.tensor(`${layer.name}/${name}`, [channels], new Float32Array(channels).fill(value));
  return [plainTensor(context, 'gamma') ?? constant('gamma', 1), plainTensor(context, 'beta') ?? constant('beta', 0)];
}

const unchanged: Writer<LayerSpec> = ({ input }) => input;

/** [batch, channels, height, width] to [batch, height, width, channels], and back. */
export const TO_CHANNELS_LAST = [0, 2, 3, 1];
export const TO_CHANNELS_FIRST = [0, 3, 1, 2];

type Writers = {
  [Kind in Exclude<LayerSpec['kind'], AugmentationSpec['kind']>]: Writer<Extract<LayerSpec, { kind: Kind }>>;
};

const writers: Writers = {
  rescaling: ({ graph, layer, input }, { scale, offset }) => {
    const scaled = graph.node('Mul', `${layer.name}/scaled`, [input, graph.scalar(`${layer.name}/scale`, scale)]);
    return graph.node('Add', layer.name, [scaled, graph.scalar(`${layer.name}/offset`, offset)]);
  },
  normalization: (context, { mean, variance }) => {
    const { graph, layer, input } = context;
    const deviations = [variance].flat().map((value) => Math.max(Math.sqrt(value), 1e-7));
    const centred = graph.node('Sub', `${layer.name}/centred`, [input, perChannel(context, 'mean', [mean].flat())]);
    return graph.node('Div', layer.name, [centred, perChannel(context, 'deviation', deviations)]);
  },
  conv2d: (context, { filters, kernelSize, strides, padding, activation }) => {
    const { graph, layer, input } = context;
    const shape = [filters, layer.inputShape[2] ?? 0, ...kernelSize];
    const kernel = kernelTensor(context, 'kernel', shape, convolutionKernel);
    const attributes = windowAttributes(layer, { size: kernelSize, strides, padding });
    const linear = convolution(graph, layer.name, input, kernel, plainTensor(context, 'bias'), attributes);
    return onnxActivation(graph, `${layer.name}/activation`, linear, activation);
  },
  depthwiseConv2d: (context, { kernelSize, strides, padding, depthMultiplier, activation }) => {
    const { graph, layer, input } = context;
    const channels = layer.inputShape[2] ?? 0;
    const kernel = kernelTensor(context, 'kernel', [channels * depthMultiplier, 1, ...kernelSize], depthwiseKernel);
    const attributes = { ...windowAttributes(layer, { size: kernelSize, strides, padding }), group: channels };
    const linear = convolution(graph, layer.name, input, kernel, plainTensor(context, 'bias'), attributes);
    return onnxActivation(graph, `${layer.name}/activation`, linear, activation);
  },
  separableConv2d: (context, { filters, kernelSize, strides, padding, depthMultiplier, activation }) => {
    const { graph, layer, input } = context;
    const channels = layer.inputShape[2] ?? 0;
    const between = channels * depthMultiplier;
    const depthwise = kernelTensor(context, 'depthwiseKernel', [between, 1, ...kernelSize], depthwiseKernel);
    const attributes = { ...windowAttributes(layer, { size: kernelSize, strides, padding }), group: channels };
    const first = convolution(graph, `${layer.name}/depthwise`, input, depthwise, undefined, attributes);
    const pointwise = kernelTensor(context, 'pointwiseKernel', [filters, between, 1, 1], convolutionKernel);
    const linear = convolution(graph, layer.name, first, pointwise, plainTensor(context, 'bias'), {});
    return onnxActivation(graph, `${layer.name}/activation`, linear, activation);
  },
  maxPooling2d: ({ graph, layer, input }, { poolSize, strides, padding }) =>
    graph.node('MaxPool', layer.name, [input], windowAttributes(layer, { size: poolSize, strides, padding })),
  averagePooling2d: ({ graph, layer, input }, { poolSize, strides, padding }) =>
    graph.node('AveragePool', layer.name, [input], {
      ...windowAttributes(layer, { size: poolSize, strides, padding }),
      count_include_pad: 0,
    }),
  globalAveragePooling2d: ({ graph, layer, input }, { keepdims }) => {
    const pooled = graph.node('GlobalAveragePool', `${layer.name}/pooled`, [input]);
    return keepdims ? pooled : graph.node('Flatten', layer.name, [pooled], { axis: 1 });
  },
  globalMaxPooling2d: ({ graph, layer, input }, { keepdims }) => {
    const pooled = graph.node('GlobalMaxPool', `${layer.name}/pooled`, [input]);
    return keepdims ? pooled : graph.node('Flatten', layer.name, [pooled], { axis: 1 });
  },
  flatten: ({ graph, layer, input }) => {
    if (layer.inputShape.length === 1) return input;
    // Keras flattens height, width, channel.
    const last = graph.node('Transpose', `${layer.name}/channelsLast`, [input], { perm: TO_CHANNELS_LAST });
    return graph.node('Flatten', layer.name, [last], { axis: 1 });
  },
  dense: (context, { units, activation }) => {
    const { graph, layer, input } = context;
    const inputs = layer.inputShape[0] ?? 0;
    const kernel = kernelTensor(context, 'kernel', [inputs, units], (values) => values);
    const bias = plainTensor(context, 'bias');
    const linear = graph.node('Gemm', layer.name, bias === undefined ? [input, kernel] : [input, kernel, bias]);
    return onnxActivation(graph, `${layer.name}/activation`, linear, activation);
  },
  activation: ({ graph, layer, input }, spec) => onnxActivation(graph, layer.name, input, spec.activation, spec),
  softmax: ({ graph, layer, input }) => onnxActivation(graph, layer.name, input, 'softmax'),
  batchNormalization: (context, { epsilon }) => {
    const { graph, layer, input } = context;
    const statistics = [plainTensor(context, 'movingMean') ?? '', plainTensor(context, 'movingVariance') ?? ''];
    return graph.node('BatchNormalization', layer.name, [input, ...affine(context), ...statistics], {
      epsilon: { float: epsilon },
    });
  },
  layerNormalization: (context, { epsilon }) => {
    const { graph, layer, input } = context;
    const normalise = (name: string, from: string) =>
      graph.node('LayerNormalization', name, [from, ...affine(context)], { epsilon: { float: epsilon } });
    if (layer.inputShape.length === 1) return normalise(layer.name, input);
    // Over the last axis, which the channels must be.
    const last = graph.node('Transpose', `${layer.name}/channelsLast`, [input], { perm: TO_CHANNELS_LAST });
    const normalised = normalise(`${layer.name}/normalised`, last);
    return graph.node('Transpose', layer.name, [normalised], { perm: TO_CHANNELS_FIRST });
  },
  dropout: unchanged,
  spatialDropout2d: unchanged,
};

/** Adds a layer's nodes and gives the name of what comes out; layers that work in training alone add none. */
export function writeLayer(context: LayerContext): string {
  const { spec } = context.layer;
  if (isAugmentation(spec)) return context.input;
  return (writers[spec.kind] as Writer<LayerSpec>)(context, spec);
}
