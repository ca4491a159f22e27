// ONNX files: from the bytes to a chain of our layers with their weights.
import { layers, ModelError } from '@toonvision/nn';
import { z } from 'zod';
import { UserError } from '../../errors/index.ts';
import { type ImportedFile, MOST_LAYERS } from '../importedModel.ts';
import { normalizedByHand } from './layerNormalized.ts';
import { flushAffine, written } from './onnxAffine.ts';
import { type Graph, type GraphNode, graphOf } from './onnxGraph.ts';
import { handlerOf, OPERATORS } from './onnxLayers.ts';
import { type ModelMessage, onnxMessages, TENSOR_TYPES } from './onnxMessages.ts';
import { Refused, shown } from './refused.ts';
import { recognisedFunction } from './scalarFunctions.ts';
import { add, channelAxis, fileSizes, layerName, nameOption, type Walk } from './walk.ts';

const REMEDY = `Chains of these operators can be imported: ${OPERATORS.join(', ')}; train it without others, or build it here.`;
const PIXELS = ['float', 'uint8', 'float16', 'double'];
const MOST_SIDE = 8192;
const MOST_CHANNELS = 4096;
/** Whether bytes begin as an ONNX file does: with the version of the format, a small number. */
export function looksLikeOnnx(head: Uint8Array): boolean {
  const [first, version = 0, next = 0] = head;
  return first === 0x08 && version >= 3 && version <= 32 && [0x12, 0x1a, 0x22, 0x28, 0x32, 0x3a, 0x42].includes(next);
}

/** Sizes of the input, and which of its axes holds the channels: told by the first node that knows. */
function inputOf({ input, nodes }: Graph): Pick<Walk, 'shape' | 'layout'> {
  const refuse = (what: string) => new Refused(what, `input ${shown(input.name)}`);
  const type = TENSOR_TYPES[input.type ?? 0] ?? 'unknown';
  if (!PIXELS.includes(type)) throw refuse(`it is of the type ${type}, pictures are float or uint8`);
  const { shape } = input;
  if (shape?.length !== 4)
    throw refuse(
      shape === undefined
        ? 'its size is not told'
        : `it has ${shape.length} axes; pictures have 4: batch, height, width, channels`,
    );
  const [, second = '', third = '', fourth = ''] = shape;
  const telling = nodes.find(({ type: operator }) =>
    /^(Transpose|Conv|(Global)?(Max|Average)Pool|BatchNormalization)$/.test(operator),
  );
  const perm = telling?.type === 'Transpose' ? telling.attributes.get('perm')?.integers.join() : undefined;
  const few = (size: number | string) => size === 1 || size === 3 || size === 4;
  const last = perm === '0,3,1,2' || (telling === undefined && few(fourth));
  if (telling === undefined && few(second) === few(fourth))
    throw refuse(`it is [${shape.join(', ')}]: which axis holds the channels cannot be told`);
  const [height, width, channels] = last ? [second, third, fourth] : [third, fourth, second];
  const sizes = [height, width, channels].map((size, axis) => {
    if (typeof size === 'number' && size >= 1 && size <= (axis === 2 ? MOST_CHANNELS : MOST_SIDE)) return size;
    const what = ['height', 'width', 'number of channels'][axis];
    throw refuse(
      typeof size === 'number'
        ? `its ${what} is ${size}`
        : `the ${what} of its pictures is not fixed${size === '' ? '' : ` (${shown(size)})`}; export it with a fixed size`,
    );
  });
  return { shape: sizes, layout: last ? 'channelsLast' : 'channelsFirst' };
}

/** Takes what several nodes make of a tensor together; gives the last of them. */
function takeTogether(walk: Walk, current: string, users: readonly GraphNode[]): GraphNode {
  const { graph, layout } = walk;
  const normalized = normalizedByHand(current, graph);
  if (normalized !== undefined) {
    const { epsilon, axes, last } = normalized;
    const rank = layout === 'flat' ? 2 : 4;
    const [axis = 0] = axes.map((ax) => (ax < 0 ? ax + rank : ax));
    if (axes.length === 1 && axis === channelAxis(walk)) {
      flushAffine(walk);
      const options = { epsilon: written(epsilon), scale: false, center: false };
      add(walk, last, layers.layerNormalization({ ...options, ...nameOption(layerName(walk, last)) }));
      return last;
    }
  }
  const found = recognisedFunction(current, graph);
  if (found === undefined) {
    const [first, second] = users as [GraphNode, GraphNode];
    throw new Refused(
      `${users.length} nodes take ${shown(current)}, the other is ${second.where}; only chains can be imported, without branches`,
      first.where,
    );
  }
  flushAffine(walk);
  add(walk, found.last, found.make(layerName(walk, found.last)));
  return found.last;
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
    if (node === undefined) throw new Refused(`no node takes ${shown(current)}, and it is no output`, 'the graph');
    let last = node;
    try {
      if (users.length > 1) last = takeTogether(walk, current, users);
      else handlerOf(node)(walk, node, current);
    } catch (error) {
      if (error instanceof ModelError) throw new Refused(error.message, node.where);
      throw error;
    }
    if (walk.layers.length > MOST_LAYERS) throw new Refused(`it has more than ${MOST_LAYERS} layers`, node.where);
    current = last.outputs[0] ?? '';
  }
  flushAffine(walk);
  const [height = 1, width = 1, channels = 1] = walk.shape;
  if (walk.flattened !== undefined || (walk.layout === 'channelsFirst' && height * width > 1 && channels > 1))
    throw new Refused('what comes out has channels first; here they are last', `output ${shown(graph.output)}`);
  if (walk.layers.length === 0) throw new Refused('it has no layers', 'the graph');
  return walk;
}

/** What is not as it was in the file. */
function remarksOf(graph: Graph): string[] {
  const count = (...types: string[]) =>
    [...graph.constants.values()].filter(({ type, size }) => types.includes(type) && size > 1).length;
  const [doubles, halves] = [count('double'), count('float16', 'bfloat16')];
  return [
    ...(doubles > 0 ? [`${doubles} tensors are float64; they were rounded to float32.`] : []),
    ...(halves > 0
      ? [
          `${halves} tensors have 16 bits; nothing of them is lost, but here they are computed with in float32, so outputs differ by the rounding of 16 bits.`,
        ]
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
      // Another tool's metadata of the same name.
      return undefined;
    }
  };
  return { classes: read('classes', classesSchema), input: read('input', inputSchema) };
}

/**
 * The chain of layers that an ONNX file holds. Pictures may be [batch, channels, height, width] or [batch, height, width, channels];
 * kernels come out in the order of ours.
 *
 * @param name of the file, for messages
 * @throws UserError for bytes that are no ONNX file, and for what is no chain of our layers, naming node and operator
 */
export function readOnnx(bytes: Uint8Array, name: string): ImportedFile {
  let message: ModelMessage;
  try {
    message = onnxMessages(bytes);
  } catch (error) {
    throw new UserError(`the ONNX file cannot be read: ${error instanceof Error ? error.message : String(error)}`, {
      where: name,
      remedy: 'Copy or export it again: it is cut short, damaged, or of another kind.',
      cause: error,
    });
  }
  try {
    const graph = graphOf(message);
    const walk = walkChain(graph);
    const { shape } = inputOf(graph);
    return {
      ...{ format: 'ONNX', generator: shown(message.producer) || undefined, inputShape: shape },
      ...{ name: modelName(message.graphName), layers: walk.layers, remarks: remarksOf(graph) },
      ...metadataOf(message),
    };
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    throw new UserError(error.message, { where: `${name}, ${error.where}`, remedy: REMEDY, cause: error });
  }
}

/** Runs are named after their model: letters, digits and dashes. */
function modelName(graphName: string): string {
  return (
    graphName
      .replace(/[^\w-]+/g, '-')
      .replace(/^[^A-Za-z0-9]+|-+$/g, '')
      .slice(0, 40) || 'imported'
  );
}
