// Writes a measured model as ONNX bytes (opset 17, IR 8) from weights in Keras layout.
import { type Architecture, flattenedShape, type Stage } from './architectures.ts';
import { bytes, type Field, file, integer, message, text } from './protobuf.ts';

export interface NamedWeight {
  name: string;
  shape: readonly number[];
  data: Float32Array;
}

export type OnnxInput = 'float32' | 'uint8';

/** The six weight tensors, in the order of the layers. */
export interface ModelWeights {
  convs: readonly [LayerWeights, LayerWeights];
  dense: LayerWeights;
}

export interface LayerWeights {
  kernel: Float32Array;
  bias: Float32Array;
}

// Numbers of ONNX's TensorProto.DataType and AttributeProto.AttributeType.
const FLOAT = 1;
const UINT8 = 2;
const INT = 2;
const INTS = 7;

/** Kernel and bias of both convolutions and the dense layer, checked against the sizes the architecture asks for. */
export function modelWeights(architecture: Architecture, weights: readonly NamedWeight[]): ModelWeights {
  const { stages, channels, classes } = architecture;
  const [first, second] = stages;
  const features = flattenedShape(architecture).reduce((product, size) => product * size, 1);
  const take = (rank: number, kernelSize: number, biasSize: number, nth: number): LayerWeights => {
    const kernels = weights.filter(({ name, shape }) => name.endsWith('/kernel') && shape.length === rank);
    const kernel = kernels[nth];
    const bias = weights.find(({ name }) => name === kernel?.name.replace(/kernel$/, 'bias'));
    if (kernel === undefined || bias === undefined)
      throw new Error(
        `no kernel and bias number ${nth} of rank ${rank} in ${weights.map(({ name }) => name).join(', ')}`,
      );
    if (kernel.data.length !== kernelSize || bias.data.length !== biasSize)
      throw new Error(`${kernel.name}: ${kernel.data.length} weights, ${kernelSize} are due`);
    return { kernel: kernel.data, bias: bias.data };
  };
  return {
    convs: [
      take(4, first.kernelSize ** 2 * channels * first.filters, first.filters, 0),
      take(4, second.kernelSize ** 2 * first.filters * second.filters, second.filters, 1),
    ],
    dense: take(2, features * classes, classes, 0),
  };
}

/** Keras keeps a kernel as [y][x][input][output], ONNX as [output][input][y][x]. */
export function convKernelForOnnx(kernel: Float32Array, size: number, inputs: number, outputs: number): Float32Array {
  const result = new Float32Array(kernel.length);
  for (let tap = 0; tap < size * size; tap += 1)
    for (let input = 0; input < inputs; input += 1)
      for (let output = 0; output < outputs; output += 1)
        result[(output * inputs + input) * size * size + tap] = kernel[(tap * inputs + input) * outputs + output] ?? 0;
  return result;
}

/** Moves the rows of a dense kernel from Keras' flatten order (height, width, channel) to (channel, height, width). */
export function denseKernelForOnnx(kernel: Float32Array, shape: readonly [number, number, number], outputs: number) {
  const [height, width, channels] = shape;
  const area = height * width;
  const result = new Float32Array(kernel.length);
  for (let place = 0; place < area; place += 1)
    for (let channel = 0; channel < channels; channel += 1) {
      const from = (place * channels + channel) * outputs;
      result.set(kernel.subarray(from, from + outputs), (channel * area + place) * outputs);
    }
  return result;
}

const tensor = (name: string, dims: readonly number[], data: Float32Array): Field =>
  message(5, [
    ...dims.map((size) => integer(1, size)),
    integer(2, FLOAT),
    text(8, name),
    bytes(9, new Uint8Array(data.buffer, data.byteOffset, data.byteLength)),
  ]);

const intAttribute = (name: string, value: number): Field =>
  message(5, [text(1, name), integer(3, value), integer(20, INT)]);

const intsAttribute = (name: string, values: readonly number[]): Field =>
  message(5, [text(1, name), ...values.map((value) => integer(8, value)), integer(20, INTS)]);

function node(type: string, inputs: readonly string[], output: string, attributes: readonly Field[] = []): Field {
  return message(1, [
    ...inputs.map((input) => text(1, input)),
    text(2, output),
    text(3, output),
    text(4, type),
    ...attributes,
  ]);
}

/** A graph input (field 11) or output (field 12); its first dimension, the batch, is free. */
function value(field: number, name: string, type: number, dims: readonly number[]): Field {
  const sizes = [message(1, [text(2, 'batch')]), ...dims.map((size) => message(1, [integer(1, size)]))];
  return message(field, [text(1, name), message(2, [message(1, [integer(1, type), message(2, sizes)])])]);
}

/**
 * The model for onnxruntime: input `images` [batch, channels, height, width] as floats already scaled to 0..1 or as
 * bytes, output `probabilities` [batch, classes]. The graph is what a converter makes of the Keras model: convolution,
 * relu, two pools; the runtime fuses what it can.
 */
export function onnxModel(architecture: Architecture, { convs, dense }: ModelWeights, input: OnnxInput): Uint8Array {
  const { channels, height, width, stages, classes } = architecture;
  const nodes: Field[] = [];
  const tensors: Field[] = [];
  let last = 'images';
  if (input === 'uint8') {
    tensors.push(tensor('scale', [], Float32Array.of(1 / 255)));
    nodes.push(node('Cast', [last], 'floats', [intAttribute('to', FLOAT)]));
    nodes.push(node('Mul', ['floats', 'scale'], 'rescaled'));
    last = 'rescaled';
  }
  const addStage = ({ filters, kernelSize, pools }: Stage, inputs: number, index: 0 | 1): void => {
    const name = `conv${index + 1}`;
    const { kernel, bias } = convs[index];
    const dims = [filters, inputs, kernelSize, kernelSize];
    tensors.push(tensor(`${name}_kernel`, dims, convKernelForOnnx(kernel, kernelSize, inputs, filters)));
    tensors.push(tensor(`${name}_bias`, [filters], bias));
    const pad = (kernelSize - 1) / 2;
    nodes.push(
      node('Conv', [last, `${name}_kernel`, `${name}_bias`], name, [
        intsAttribute('kernel_shape', [kernelSize, kernelSize]),
        intsAttribute('pads', [pad, pad, pad, pad]),
      ]),
      node('Relu', [name], `${name}_relu`),
    );
    last = `${name}_relu`;
    pools.forEach((size, nth) => {
      const pooled = `${name}_pool${nth + 1}`;
      const attributes = [intsAttribute('kernel_shape', [size, size]), intsAttribute('strides', [size, size])];
      nodes.push(node('MaxPool', [last], pooled, attributes));
      last = pooled;
    });
  };
  addStage(stages[0], channels, 0);
  addStage(stages[1], stages[0].filters, 1);
  const flat = flattenedShape(architecture);
  const features = flat[0] * flat[1] * flat[2];
  tensors.push(tensor('dense_kernel', [features, classes], denseKernelForOnnx(dense.kernel, flat, classes)));
  tensors.push(tensor('dense_bias', [classes], dense.bias));
  nodes.push(
    node('Flatten', [last], 'flat', [intAttribute('axis', 1)]),
    node('Gemm', ['flat', 'dense_kernel', 'dense_bias'], 'logits'),
    node('Softmax', ['logits'], 'probabilities', [intAttribute('axis', 1)]),
  );
  const graph = [
    ...nodes,
    text(2, architecture.name),
    ...tensors,
    value(11, 'images', input === 'uint8' ? UINT8 : FLOAT, [channels, height, width]),
    value(12, 'probabilities', FLOAT, [classes]),
  ];
  const OPSET = 17;
  const IR = 8;
  return file([
    integer(1, IR),
    text(2, '@toonvision/bench'),
    message(7, graph),
    message(8, [text(1, ''), integer(2, OPSET)]),
  ]);
}

/** Small random weights, for when only the speed matters. */
export function randomWeights(architecture: Architecture): ModelWeights {
  const [first, second] = architecture.stages;
  const random = (length: number): Float32Array => Float32Array.from({ length }, () => (Math.random() - 0.5) * 0.2);
  const layer = (inputs: number, outputs: number): LayerWeights => ({
    kernel: random(inputs * outputs),
    bias: random(outputs),
  });
  const [h, w, c] = flattenedShape(architecture);
  return {
    convs: [
      layer(first.kernelSize ** 2 * architecture.channels, first.filters),
      layer(second.kernelSize ** 2 * first.filters, second.filters),
    ],
    dense: layer(h * w * c, architecture.classes),
  };
}
