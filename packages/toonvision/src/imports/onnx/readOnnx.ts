// Reads an ONNX file as a chain of layers with weights.
import { layers, ModelError } from '@toonvision/nn';
import { z } from 'zod';
import { UserError } from '../../errors/index.ts';
import { type ImportedFile, MAX_LAYERS } from '../importedModel.ts';
import { matchLayerNormalization } from './layerNormalized.ts';
import { flushAffine, shortestDecimal } from './onnxAffine.ts';
import { OnnxError, printable } from './onnxError.ts';
import { buildGraph, type Graph, type GraphNode } from './onnxGraph.ts';
import { findHandler, OPERATORS } from './onnxLayers.ts';
import { type ModelMessage, onnxMessages, TENSOR_TYPES } from './onnxMessages.ts';
import { recognizeFunction } from './scalarFunctions.ts';
import { add, channelAxis, fileSizes, layerName, nameOption, type Walk } from './walk.ts';

const REMEDY = `Supported are chains of these operators: ${OPERATORS.join(', ')}. Replace other operators or rebuild the model.`;
const PIXEL_TYPES = ['float', 'uint8', 'float16', 'double'];
const MAX_SIDE = 8192;
const MAX_CHANNELS = 4096;
/** Whether bytes start like an ONNX file: with a small format version. */
export function looksLikeOnnx(head: Uint8Array): boolean {
  const [first, version = 0, next = 0] = head;
  return first === 0x08 && version >= 3 && version <= 32 && [0x12, 0x1a, 0x22, 0x28, 0x32, 0x3a, 0x42].includes(next);
}

/** Determines the input size and the channel axis, from the first node that depends on it. */
function inputOf({ input, nodes }: Graph): Pick<Walk, 'shape' | 'layout'> {
  const refuse = (what: string) => new OnnxError(what, `input ${printable(input.name)}`);
  const type = TENSOR_TYPES[input.type ?? 0] ?? 'unknown';
  if (!PIXEL_TYPES.includes(type)) throw refuse(`unsupported input type ${type}; expected float or uint8`);
  const { shape } = input;
  if (shape?.length !== 4)
    throw refuse(
      shape === undefined
        ? 'the input size is missing'
        : `expected 4 axes (batch, height, width, channels), got ${shape.length}`,
    );
  const [, second = '', third = '', fourth = ''] = shape;
  const telling = nodes.find(({ type: operator }) =>
    /^(Transpose|Conv|(Global)?(Max|Average)Pool|BatchNormalization)$/.test(operator),
  );
  const perm = telling?.type === 'Transpose' ? telling.attributes.get('perm')?.integers.join() : undefined;
  const few = (size: number | string) => size === 1 || size === 3 || size === 4;
  const last = perm === '0,3,1,2' || (telling === undefined && few(fourth));
  if (telling === undefined && few(second) === few(fourth))
    throw refuse(`cannot determine the channel axis of shape [${shape.join(', ')}]`);
  const [height, width, channels] = last ? [second, third, fourth] : [third, fourth, second];
  const sizes = [height, width, channels].map((size, axis) => {
    if (typeof size === 'number' && size >= 1 && size <= (axis === 2 ? MAX_CHANNELS : MAX_SIDE)) return size;
    const what = ['height', 'width', 'number of channels'][axis];
    throw refuse(
      typeof size === 'number'
        ? `invalid ${what} ${size}`
        : `the ${what} is not fixed${size === '' ? '' : ` (${printable(size)})`}; export the model with a fixed input size`,
    );
  });
  return { shape: sizes, layout: last ? 'channelsLast' : 'channelsFirst' };
}

/** Converts several nodes that form one layer; returns the last of them. */
function takeFusedNodes(walk: Walk, current: string, users: readonly GraphNode[]): GraphNode {
  const { graph, layout } = walk;
  const normalized = matchLayerNormalization(current, graph);
  if (normalized !== undefined) {
    const { epsilon, axes, last } = normalized;
    const rank = layout === 'flat' ? 2 : 4;
    const [axis = 0] = axes.map((ax) => (ax < 0 ? ax + rank : ax));
    if (axes.length === 1 && axis === channelAxis(walk)) {
      flushAffine(walk);
      const options = { epsilon: shortestDecimal(epsilon), scale: false, center: false };
      add(walk, last, layers.layerNormalization({ ...options, ...nameOption(layerName(walk, last)) }));
      return last;
    }
  }
  const recognized = recognizeFunction(current, graph);
  if (recognized === undefined) {
    const [first, second] = users as [GraphNode, GraphNode];
    throw new OnnxError(
      `${users.length} nodes use ${printable(current)}, including ${second.where}; only chains without branches are supported`,
      first.where,
    );
  }
  flushAffine(walk);
  add(walk, recognized.last, recognized.make(layerName(walk, recognized.last)));
  return recognized.last;
}

function walkChain(graph: Graph): Walk {
  const walk: Walk = {
    ...{ graph, layers: [], ...inputOf(graph), flattened: undefined, affine: [], sizes: new Map(), names: new Set() },
  };
  let current = graph.input.name;
  while (current !== graph.output) {
    walk.sizes.set(current, ['batch', ...fileSizes(walk)]);
    const users = (graph.users.get(current) ?? []).filter(({ type }) => type !== 'Shape');
    const [node] = users;
    if (node === undefined)
      throw new OnnxError(`${printable(current)} is neither used by a node nor an output`, 'the graph');
    let last = node;
    try {
      if (users.length > 1) last = takeFusedNodes(walk, current, users);
      else findHandler(node)(walk, node, current);
    } catch (error) {
      if (error instanceof ModelError) throw new OnnxError(error.message, node.where);
      throw error;
    }
    if (walk.layers.length > MAX_LAYERS) throw new OnnxError(`more than ${MAX_LAYERS} layers`, node.where);
    current = last.outputs[0] ?? '';
  }
  flushAffine(walk);
  const [height = 1, width = 1, channels = 1] = walk.shape;
  if (walk.flattened !== undefined || (walk.layout === 'channelsFirst' && height * width > 1 && channels > 1))
    throw new OnnxError('the output has channels first; expected channels last', `output ${printable(graph.output)}`);
  if (walk.layers.length === 0) throw new OnnxError('the model has no layers', 'the graph');
  return walk;
}

/** Lists differences from the file. */
function remarksOf(graph: Graph): string[] {
  const count = (...types: string[]) =>
    [...graph.constants.values()].filter(({ type, size }) => types.includes(type) && size > 1).length;
  const [doubles, halves] = [count('double'), count('float16', 'bfloat16')];
  return [
    ...(doubles > 0 ? [`${doubles} float64 tensors were rounded to float32.`] : []),
    ...(halves > 0
      ? [`${halves} 16-bit tensors were converted to float32; outputs can differ from 16-bit arithmetic by rounding.`]
      : []),
  ];
}

const classesSchema = z.array(z.string().min(1).max(200)).min(2).max(10_000);
const inputSchema = z.object({
  fit: z.enum(['stretch', 'letterbox']),
  interpolation: z.enum(['bilinear', 'nearest', 'bicubic']),
});

function metadataOf({ metadata }: ModelMessage): Pick<ImportedFile, 'classes' | 'input'> {
  const read = <T>(key: string, schema: z.ZodType<T>): T | undefined => {
    try {
      return schema.safeParse(JSON.parse(metadata.get(key) ?? 'null')).data;
    } catch {
      // Metadata of another tool with the same key.
      return undefined;
    }
  };
  return { classes: read('classes', classesSchema), input: read('input', inputSchema) };
}

/**
 * Reads an ONNX file as a chain of layers. The input may be [batch, channels, height, width] or [batch, height, width,
 * channels]; kernels are converted to the order of the layers.
 *
 * @param name file name for messages
 * @throws UserError if the file is not valid ONNX or not a chain of supported operators, with node and operator
 */
export function readOnnx(bytes: Uint8Array, name: string): ImportedFile {
  let message: ModelMessage;
  try {
    message = onnxMessages(bytes);
  } catch (error) {
    throw new UserError(`failed to read the ONNX file: ${error instanceof Error ? error.message : String(error)}`, {
      where: name,
      remedy: 'Copy or export it again; it is truncated, damaged, or in another format.',
      cause: error,
    });
  }
  try {
    const graph = buildGraph(message);
    const walk = walkChain(graph);
    const { shape } = inputOf(graph);
    return {
      ...{ format: 'ONNX', generator: printable(message.producer) || undefined, inputShape: shape },
      ...{ name: modelName(message.graphName), layers: walk.layers, remarks: remarksOf(graph) },
      ...metadataOf(message),
    };
  } catch (error) {
    if (!(error instanceof OnnxError)) throw error;
    throw new UserError(error.message, { where: `${name}, ${error.where}`, remedy: REMEDY, cause: error });
  }
}

/** Converts a graph name to a model name of letters, digits and dashes. */
function modelName(graphName: string): string {
  return (
    graphName
      .replace(/[^\w-]+/g, '-')
      .replace(/^[^A-Za-z0-9]+|-+$/g, '')
      .slice(0, 40) || 'imported'
  );
}
