// Nodes of ONNX as our layers: convolutions, products, pools, normalisations, activations.
import { type LayerSpec, layers } from '@toonvision/nn';
import { affine, flushAffine, written } from './onnxAffine.ts';
import { floatAttribute, type GraphNode, integerAttribute, integersAttribute } from './onnxGraph.ts';
import { flatten, identity, pad, reduce, reshape, squeeze, transpose } from './onnxOrder.ts';
import type { Constant } from './onnxTensor.ts';
import { windowOf } from './onnxWindow.ts';
import { Refused, shown } from './refused.ts';
import {
  add,
  channelAxis,
  channelsOf,
  constantInput,
  layerName,
  nameOption,
  neededConstant,
  perChannel,
  placeInFile,
  planeOf,
  type Walk,
  weightOf,
} from './walk.ts';

export type Handler = (walk: Walk, node: GraphNode, current: string) => void;

/** [output][input][ky][kx] of ONNX as [ky][kx][input][output] of Keras. */
function kernelOf(
  values: Float32Array | Float64Array,
  [outputs = 0, inputs = 0, tall = 0, wide = 0]: readonly number[],
) {
  const area = tall * wide;
  const kernel = new Float32Array(values.length);
  for (let tap = 0; tap < area; tap += 1)
    for (let input = 0; input < inputs; input += 1)
      for (let output = 0; output < outputs; output += 1)
        kernel[(tap * inputs + input) * outputs + output] =
          values[(output * inputs + input) * area + tap] ?? Number.NaN;
  return kernel;
}

function convolve(walk: Walk, node: GraphNode): void {
  const plane = planeOf(walk, node);
  const channels = channelsOf(walk);
  const kernel = neededConstant(walk, node, 1);
  const [outputs = 0, inner = 0, tall = 0, wide = 0] = kernel.shape;
  const refuse = (what: string) => new Refused(what, node.where);
  if (kernel.shape.length !== 4 || kernel.size === 0)
    throw refuse(`its kernel is [${kernel.shape.join(', ')}]; only convolutions of pictures can be imported`);
  const declared = integersAttribute(node, 'kernel_shape');
  if (declared !== undefined && declared.join() !== `${tall},${wide}`)
    throw refuse(`kernel_shape is [${declared.slice(0, 8).join(', ')}], its kernel is ${tall}x${wide}`);
  const groups = integerAttribute(node, 'group', 1);
  if (groups * inner !== channels || outputs % groups !== 0)
    throw refuse(`its kernel takes ${groups * inner} channels, here are ${channels}`);
  if (groups !== 1 && groups !== channels)
    throw refuse(`${groups} groups of ${channels} channels are not supported, only 1 or one for each channel`);
  const bias = constantInput(walk, node, 2);
  const { size: kernelSize, strides, padding, grid } = windowOf(node, plane, [tall, wide]);
  const options = { kernelSize, strides, padding, useBias: bias !== undefined };
  walk.shape = [...grid, outputs];
  const biases = bias === undefined ? [] : [perChannel(walk, bias, node)];
  const name = nameOption(layerName(walk, node));
  const before = walk.layers.at(-1);
  const pointwise = tall * wide === 1 && groups === 1 && strides.every((stride) => stride === 1);
  if (
    pointwise &&
    before?.spec.kind === 'depthwiseConv2d' &&
    !before.spec.useBias &&
    before.spec.activation === 'linear'
  ) {
    // Nothing in the file tells a separable convolution from its two parts.
    const { kernelSize: size, strides: steps, padding: border, depthMultiplier } = before.spec;
    const own = { filters: outputs, kernelSize: size, strides: steps, padding: border, depthMultiplier };
    const weight = weightOf(kernel, [1, 1, inner, outputs], (values) => kernelOf(values, kernel.shape));
    walk.layers.pop();
    const spec = layers.separableConv2d({ ...name, ...own, useBias: bias !== undefined });
    add(walk, node, spec, [...before.weights, weight, ...biases]);
    return;
  }
  if (groups === 1) {
    const weight = weightOf(kernel, [tall, wide, inner, outputs], (values) => kernelOf(values, kernel.shape));
    add(walk, node, layers.conv2d({ ...name, filters: outputs, ...options }), [weight, ...biases]);
    return;
  }
  const depthMultiplier = outputs / channels;
  const weight = weightOf(kernel, [tall, wide, channels, depthMultiplier], (values) => kernelOf(values, kernel.shape));
  add(walk, node, layers.depthwiseConv2d({ ...name, depthMultiplier, ...options }), [weight, ...biases]);
}

/** A product of a vector and a kernel [inputs, units], or [units, inputs] where `turned`. */
function multiply(walk: Walk, node: GraphNode, kernel: Constant, turned: boolean, factor: number): void {
  const inputs = channelsOf(walk);
  const [rows = 0, columns = 0] = turned ? kernel.shape.toReversed() : kernel.shape;
  if (walk.layout !== 'flat')
    throw new Refused('it takes vectors, here are pictures; a Flatten is missing', node.where);
  if (kernel.shape.length !== 2 || rows !== inputs || columns === 0)
    throw new Refused(`its kernel takes ${rows} values, here are ${inputs}`, node.where);
  const before = { ...walk };
  const weight = weightOf(kernel, [inputs, columns], (values) => {
    const result = new Float32Array(kernel.size);
    for (let row = 0; row < inputs; row += 1) {
      const place = placeInFile(before, row);
      for (let unit = 0; unit < columns; unit += 1)
        result[row * columns + unit] =
          factor * (values[turned ? unit * inputs + place : place * columns + unit] ?? Number.NaN);
    }
    return result;
  });
  walk.shape = [columns];
  walk.flattened = undefined;
  const name = nameOption(layerName(walk, node));
  add(walk, node, layers.dense({ ...name, units: columns, useBias: false }), [weight]);
}

function gemm(walk: Walk, node: GraphNode, current: string): void {
  if (node.inputs[0] !== current || integerAttribute(node, 'transA', 0) !== 0)
    throw new Refused('only products of the picture with a kernel on the right are supported', node.where);
  const turned = integerAttribute(node, 'transB', 0) !== 0;
  multiply(walk, node, neededConstant(walk, node, 1), turned, floatAttribute(node, 'alpha', 1));
  const bias = constantInput(walk, node, 2);
  if (bias === undefined) return;
  const factor = floatAttribute(node, 'beta', 1);
  const units = channelsOf(walk);
  if (bias.size !== 1 && bias.size !== units)
    throw new Refused(`its bias is [${bias.shape.join(', ')}], here are ${units} units`, node.where);
  const last = walk.layers.pop();
  if (last?.spec.kind !== 'dense') return;
  const weight = weightOf(bias, [units], (values) =>
    Float32Array.from({ length: units }, (_, unit) => factor * (values[bias.size === 1 ? 0 : unit] ?? Number.NaN)),
  );
  walk.layers.push({ ...last, spec: { ...last.spec, useBias: true }, weights: [...last.weights, weight] });
}

function matMul(walk: Walk, node: GraphNode, current: string): void {
  if (node.inputs[0] !== current)
    throw new Refused('only products of the picture with a kernel on the right are supported', node.where);
  multiply(walk, node, neededConstant(walk, node, 1), false, 1);
}

function pool(walk: Walk, node: GraphNode): void {
  const plane = planeOf(walk, node);
  const [tall, wide, ...more] = integersAttribute(node, 'kernel_shape') ?? [];
  if (tall === undefined || wide === undefined || more.length > 0 || tall < 1 || wide < 1)
    throw new Refused('its kernel_shape is not [height, width]', node.where);
  const { size: poolSize, strides, padding, grid } = windowOf(node, plane, [tall, wide]);
  walk.shape = [...grid, channelsOf(walk)];
  const options = { poolSize, strides, padding, ...nameOption(layerName(walk, node)) };
  add(walk, node, node.type === 'MaxPool' ? layers.maxPooling2d(options) : layers.averagePooling2d(options));
}

function poolGlobally(walk: Walk, node: GraphNode): void {
  planeOf(walk, node);
  walk.shape = [1, 1, channelsOf(walk)];
  const options = { keepdims: true, ...nameOption(layerName(walk, node)) };
  const average = node.type === 'GlobalAveragePool';
  add(walk, node, average ? layers.globalAveragePooling2d(options) : layers.globalMaxPooling2d(options));
}

function normalizeBatch(walk: Walk, node: GraphNode): void {
  if (walk.layout !== 'flat') planeOf(walk, node);
  if (integerAttribute(node, 'training_mode', 0) !== 0 || integerAttribute(node, 'spatial', 1) === 0)
    throw new Refused('only batch normalisation of channels by its moving statistics is supported', node.where);
  const weights = [1, 2, 3, 4].map((place) => perChannel(walk, neededConstant(walk, node, place), node));
  const momentum = written(floatAttribute(node, 'momentum', 0.9));
  const epsilon = written(floatAttribute(node, 'epsilon', 1e-5));
  const name = nameOption(layerName(walk, node));
  add(walk, node, layers.batchNormalization({ ...name, momentum, epsilon }), weights);
}

function normalizeLayer(walk: Walk, node: GraphNode): void {
  const rank = walk.layout === 'flat' ? 2 : 4;
  const axis = integerAttribute(node, 'axis', -1);
  if (walk.layout === 'channelsFirst' || (axis < 0 ? axis + rank : axis) !== rank - 1)
    throw new Refused('only layer normalisation over the channels, which must be last, is supported', node.where);
  const bias = constantInput(walk, node, 2);
  const weights = [neededConstant(walk, node, 1), ...(bias === undefined ? [] : [bias])];
  const options = { epsilon: written(floatAttribute(node, 'epsilon', 1e-5)), center: bias !== undefined };
  const spec = layers.layerNormalization({ ...nameOption(layerName(walk, node)), ...options });
  add(
    ...([walk, node, spec] as const),
    weights.map((constant) => perChannel(walk, constant, node)),
  );
}

type Activated = Extract<LayerSpec, { activation: unknown }>;
type Chosen = Pick<
  Extract<LayerSpec, { kind: 'activation' }>,
  'activation' | 'negativeSlope' | 'alpha' | 'approximate'
>;

/** Whether the layer before takes the function as its activation: where it has none yet. */
function takesActivation(walk: Walk, activation: Chosen['activation']): boolean {
  const last = walk.layers.at(-1);
  const weighted = ['conv2d', 'depthwiseConv2d', 'separableConv2d', 'dense'];
  if (last === undefined || !weighted.includes(last.spec.kind) || (last.spec as Activated).activation !== 'linear')
    return false;
  walk.layers[walk.layers.length - 1] = { ...last, spec: { ...last.spec, activation } as LayerSpec };
  return true;
}

/** As the activation of the layer before, where that has none and the function has no option of its own; else a layer. */
function activate(walk: Walk, node: GraphNode, chosen: Chosen): void {
  if (Object.keys(chosen).length === 1 && takesActivation(walk, chosen.activation)) return;
  add(walk, node, layers.activation({ ...chosen, ...nameOption(layerName(walk, node)) }));
}

function leakyRelu(walk: Walk, node: GraphNode): void {
  const negativeSlope = written(floatAttribute(node, 'alpha', 0.01));
  // The activation of that name has a slope of 0.2.
  if (negativeSlope === 0.2 && takesActivation(walk, 'leakyRelu')) return;
  add(walk, node, layers.leakyRelu({ negativeSlope, ...nameOption(layerName(walk, node)) }));
}

function softmax(walk: Walk, node: GraphNode): void {
  const { graph, layout, shape } = walk;
  const rank = layout === 'flat' ? 2 : 4;
  const given = integerAttribute(node, 'axis', graph.opset < 13 ? 1 : -1);
  const axis = given < 0 ? given + rank : given;
  // Before opset 13 it went over all axes from this one on.
  const over = graph.opset < 13 && axis < rank - 1 && shape.slice(0, -1).some((size) => size > 1);
  if (axis !== channelAxis(walk) || over)
    throw new Refused(`a softmax over axis ${given} is not supported, only over the channels`, node.where);
  activate(walk, node, { activation: 'softmax' });
}

function dropOut(walk: Walk, node: GraphNode): void {
  const ratio =
    walk.graph.opset < 12 ? floatAttribute(node, 'ratio', 0.5) : (constantInput(walk, node, 1)?.values()[0] ?? 0.5);
  if ((constantInput(walk, node, 2)?.values()[0] ?? 0) !== 0)
    throw new Refused('dropout that works in predictions is not supported', node.where);
  const rate = written(Math.fround(ratio));
  if (rate >= 0 && rate < 1) add(walk, node, layers.dropout({ rate, ...nameOption(layerName(walk, node)) }));
}

const activation =
  (of: (node: GraphNode) => Chosen): Handler =>
  (walk, node) =>
    activate(walk, node, of(node));

/** Handlers that put what arithmetic is pending in front. */
const behind =
  (handler: Handler): Handler =>
  (walk, node, current) => {
    flushAffine(walk);
    handler(walk, node, current);
  };

const HANDLERS: Readonly<Record<string, Handler>> = {
  ...{ Add: affine, Sub: affine, Mul: affine, Div: affine },
  ...{ Identity: identity, Cast: identity, Pad: pad, Transpose: transpose },
  ...{ Flatten: behind(flatten), Reshape: behind(reshape), Squeeze: behind(squeeze) },
  ...{ ReduceMean: behind(reduce), ReduceMax: behind(reduce) },
  ...{ Conv: behind(convolve), Gemm: behind(gemm), MatMul: behind(matMul) },
  ...{ MaxPool: behind(pool), AveragePool: behind(pool) },
  ...{ GlobalAveragePool: behind(poolGlobally), GlobalMaxPool: behind(poolGlobally) },
  ...{ BatchNormalization: behind(normalizeBatch), LayerNormalization: behind(normalizeLayer) },
  ...{ Softmax: behind(softmax), Dropout: behind(dropOut) },
  Relu: behind(activation(() => ({ activation: 'relu' }))),
  Sigmoid: behind(activation(() => ({ activation: 'sigmoid' }))),
  Tanh: behind(activation(() => ({ activation: 'tanh' }))),
  LeakyRelu: behind(leakyRelu),
  Elu: behind(
    activation((node) => {
      const alpha = written(floatAttribute(node, 'alpha', 1));
      return { activation: 'elu', ...(alpha === 1 ? {} : { alpha }) };
    }),
  ),
  Gelu: behind(
    activation((node) => ({
      activation: 'gelu',
      ...(node.attributes.get('approximate')?.text === 'tanh' ? { approximate: true } : {}),
    })),
  ),
};

/** The operators that can stand in a chain. */
export const OPERATORS: readonly string[] = Object.keys(HANDLERS);

/**
 * How a node becomes layers.
 *
 * @throws Refused for an operator that has no counterpart here
 */
export function handlerOf(node: GraphNode): Handler {
  const own = node.domain === '' || node.domain === 'ai.onnx' ? HANDLERS[node.type] : undefined;
  if (own !== undefined) return own;
  const domain = node.domain === '' ? '' : ` of ${shown(node.domain)}`;
  throw new Refused(`there is no layer for the operator ${shown(node.type)}${domain} here`, node.where);
}
