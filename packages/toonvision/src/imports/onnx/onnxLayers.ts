// Converts ONNX nodes to layers: convolutions, matrix products, pooling, normalization, activations.
import { type LayerSpec, layers } from '@toonvision/nn';
import { affine, flushAffine, shortestDecimal } from './onnxAffine.ts';
import { OnnxError, printable } from './onnxError.ts';
import { floatAttribute, type GraphNode, integerAttribute, integersAttribute } from './onnxGraph.ts';
import { flatten, identity, pad, reduce, reshape, squeeze, transpose } from './onnxOrder.ts';
import type { Constant } from './onnxTensor.ts';
import { windowOf } from './onnxWindow.ts';
import {
  add,
  channelAxis,
  channelsOf,
  constantInput,
  layerName,
  nameOption,
  perChannel,
  planeOf,
  requireConstant,
  toFileIndex,
  type Walk,
  weightOf,
} from './walk.ts';

export type Handler = (walk: Walk, node: GraphNode, current: string) => void;

/** Converts a kernel from ONNX [output][input][ky][kx] to Keras [ky][kx][input][output]. */
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
  const kernel = requireConstant(walk, node, 1);
  const [outputs = 0, inner = 0, tall = 0, wide = 0] = kernel.shape;
  const refuse = (what: string) => new OnnxError(what, node.where);
  if (kernel.shape.length !== 4 || kernel.size === 0)
    throw refuse(`unsupported kernel shape [${kernel.shape.join(', ')}]; expected a 2D convolution`);
  const declared = integersAttribute(node, 'kernel_shape');
  if (declared !== undefined && declared.join() !== `${tall},${wide}`)
    throw refuse(`kernel_shape [${declared.slice(0, 8).join(', ')}] does not match the ${tall}x${wide} kernel`);
  const groups = integerAttribute(node, 'group', 1);
  if (groups * inner !== channels || outputs % groups !== 0)
    throw refuse(`the kernel expects ${groups * inner} channels, got ${channels}`);
  if (groups !== 1 && groups !== channels)
    throw refuse(`${groups} groups are not supported; expected 1 or ${channels} (one per channel)`);
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
    // A separable convolution is stored as its two parts.
    const { kernelSize: size, strides: steps, padding: border, depthMultiplier } = before.spec;
    const shared = { filters: outputs, kernelSize: size, strides: steps, padding: border, depthMultiplier };
    const weight = weightOf(kernel, [1, 1, inner, outputs], (values) => kernelOf(values, kernel.shape));
    walk.layers.pop();
    const spec = layers.separableConv2d({ ...name, ...shared, useBias: bias !== undefined });
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

/** Adds a dense layer for a kernel [inputs, units], or [units, inputs] if `turned`. */
function multiply(walk: Walk, node: GraphNode, kernel: Constant, turned: boolean, factor: number): void {
  const inputs = channelsOf(walk);
  const [rows = 0, columns = 0] = turned ? kernel.shape.toReversed() : kernel.shape;
  if (walk.layout !== 'flat') throw new OnnxError('expected a vector, got an image; a Flatten is missing', node.where);
  if (kernel.shape.length !== 2 || rows !== inputs || columns === 0)
    throw new OnnxError(`the kernel expects ${rows} values, got ${inputs}`, node.where);
  const before = { ...walk };
  const weight = weightOf(kernel, [inputs, columns], (values) => {
    const result = new Float32Array(kernel.size);
    for (let row = 0; row < inputs; row += 1) {
      const place = toFileIndex(before, row);
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
    throw new OnnxError('only products with a constant kernel on the right are supported', node.where);
  const turned = integerAttribute(node, 'transB', 0) !== 0;
  multiply(walk, node, requireConstant(walk, node, 1), turned, floatAttribute(node, 'alpha', 1));
  const bias = constantInput(walk, node, 2);
  if (bias === undefined) return;
  const factor = floatAttribute(node, 'beta', 1);
  const units = channelsOf(walk);
  if (bias.size !== 1 && bias.size !== units)
    throw new OnnxError(`the bias has shape [${bias.shape.join(', ')}]; expected ${units} units`, node.where);
  const last = walk.layers.pop();
  if (last?.spec.kind !== 'dense') return;
  const weight = weightOf(bias, [units], (values) =>
    Float32Array.from({ length: units }, (_, unit) => factor * (values[bias.size === 1 ? 0 : unit] ?? Number.NaN)),
  );
  walk.layers.push({ ...last, spec: { ...last.spec, useBias: true }, weights: [...last.weights, weight] });
}

function matMul(walk: Walk, node: GraphNode, current: string): void {
  if (node.inputs[0] !== current)
    throw new OnnxError('only products with a constant kernel on the right are supported', node.where);
  multiply(walk, node, requireConstant(walk, node, 1), false, 1);
}

function pool(walk: Walk, node: GraphNode): void {
  const plane = planeOf(walk, node);
  const [tall, wide, ...more] = integersAttribute(node, 'kernel_shape') ?? [];
  if (tall === undefined || wide === undefined || more.length > 0 || tall < 1 || wide < 1)
    throw new OnnxError('kernel_shape must be [height, width]', node.where);
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
    throw new OnnxError('only batch normalization of channels by moving statistics is supported', node.where);
  const weights = [1, 2, 3, 4].map((place) => perChannel(walk, requireConstant(walk, node, place), node));
  const momentum = shortestDecimal(floatAttribute(node, 'momentum', 0.9));
  const epsilon = shortestDecimal(floatAttribute(node, 'epsilon', 1e-5));
  const name = nameOption(layerName(walk, node));
  add(walk, node, layers.batchNormalization({ ...name, momentum, epsilon }), weights);
}

function normalizeLayer(walk: Walk, node: GraphNode): void {
  const rank = walk.layout === 'flat' ? 2 : 4;
  const axis = integerAttribute(node, 'axis', -1);
  if (walk.layout === 'channelsFirst' || (axis < 0 ? axis + rank : axis) !== rank - 1)
    throw new OnnxError('only layer normalization over the channels is supported, and they must be last', node.where);
  const bias = constantInput(walk, node, 2);
  const weights = [requireConstant(walk, node, 1), ...(bias === undefined ? [] : [bias])];
  const options = { epsilon: shortestDecimal(floatAttribute(node, 'epsilon', 1e-5)), center: bias !== undefined };
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

/** Whether the function can become the activation of the previous layer. */
function takesActivation(walk: Walk, activation: Chosen['activation']): boolean {
  const last = walk.layers.at(-1);
  const weighted = ['conv2d', 'depthwiseConv2d', 'separableConv2d', 'dense'];
  if (last === undefined || !weighted.includes(last.spec.kind) || (last.spec as Activated).activation !== 'linear')
    return false;
  walk.layers[walk.layers.length - 1] = { ...last, spec: { ...last.spec, activation } as LayerSpec };
  return true;
}

/** Sets the activation of the previous layer if possible; otherwise adds an activation layer. */
function activate(walk: Walk, node: GraphNode, chosen: Chosen): void {
  if (Object.keys(chosen).length === 1 && takesActivation(walk, chosen.activation)) return;
  add(walk, node, layers.activation({ ...chosen, ...nameOption(layerName(walk, node)) }));
}

function leakyRelu(walk: Walk, node: GraphNode): void {
  const negativeSlope = shortestDecimal(floatAttribute(node, 'alpha', 0.01));
  // The built-in activation has a slope of 0.2.
  if (negativeSlope === 0.2 && takesActivation(walk, 'leakyRelu')) return;
  add(walk, node, layers.leakyRelu({ negativeSlope, ...nameOption(layerName(walk, node)) }));
}

function softmax(walk: Walk, node: GraphNode): void {
  const { graph, layout, shape } = walk;
  const rank = layout === 'flat' ? 2 : 4;
  const given = integerAttribute(node, 'axis', graph.opset < 13 ? 1 : -1);
  const axis = given < 0 ? given + rank : given;
  // Before opset 13 softmax covered all axes from this one on.
  const over = graph.opset < 13 && axis < rank - 1 && shape.slice(0, -1).some((size) => size > 1);
  if (axis !== channelAxis(walk) || over)
    throw new OnnxError(`softmax over axis ${given} is not supported; expected the channel axis`, node.where);
  activate(walk, node, { activation: 'softmax' });
}

function dropOut(walk: Walk, node: GraphNode): void {
  const ratio =
    walk.graph.opset < 12 ? floatAttribute(node, 'ratio', 0.5) : (constantInput(walk, node, 1)?.values()[0] ?? 0.5);
  if ((constantInput(walk, node, 2)?.values()[0] ?? 0) !== 0)
    throw new OnnxError('dropout in training mode is not supported', node.where);
  const rate = shortestDecimal(Math.fround(ratio));
  if (rate >= 0 && rate < 1) add(walk, node, layers.dropout({ rate, ...nameOption(layerName(walk, node)) }));
}

const activation =
  (of: (node: GraphNode) => Chosen): Handler =>
  (walk, node) =>
    activate(walk, node, of(node));

/** Wraps a handler to convert pending arithmetic first. */
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
      const alpha = shortestDecimal(floatAttribute(node, 'alpha', 1));
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

/** The supported operators. */
export const OPERATORS: readonly string[] = Object.keys(HANDLERS);

/**
 * Finds the handler that converts a node to layers.
 *
 * @throws OnnxError for an unsupported operator
 */
export function findHandler(node: GraphNode): Handler {
  const handler = node.domain === '' || node.domain === 'ai.onnx' ? HANDLERS[node.type] : undefined;
  if (handler !== undefined) return handler;
  const domain = node.domain === '' ? '' : ` of ${printable(node.domain)}`;
  throw new OnnxError(`unsupported operator ${printable(node.type)}${domain}`, node.where);
}
