// Converts nodes that only reorder, flatten or pass on data.
import { layers, sizeOf } from '@toonvision/nn';
import { OnnxError } from './onnxError.ts';
import { type GraphNode, integerAttribute, integersAttribute, integersOf } from './onnxGraph.ts';
import { evaluateSizes, type Size } from './onnxShapes.ts';
import { add, channelsOf, constantInput, fileSizes, layerName, nameOption, type Walk } from './walk.ts';

const FLOATING = [1, 10, 11, 16];

export function identity(_: Walk, node: GraphNode): void {
  if (node.type === 'Cast' && !FLOATING.includes(integerAttribute(node, 'to', 0)))
    throw new OnnxError('a cast to integers is not supported', node.where);
}

/** Handles zero-width padding, which PyTorch exports before average pooling. */
export function pad(walk: Walk, node: GraphNode): void {
  const given = constantInput(walk, node, 1);
  const pads = given === undefined ? (integersAttribute(node, 'pads') ?? []) : integersOf(given, node.where);
  if (pads.some((pad) => pad !== 0))
    throw new OnnxError(
      `a separate Pad node ([${pads.join(', ')}]) is not supported; use the padding of Conv and pooling nodes`,
      node.where,
    );
}

export function transpose(walk: Walk, node: GraphNode): void {
  const rank = walk.layout === 'flat' ? 2 : 4;
  const perm = integersAttribute(node, 'perm') ?? Array.from({ length: rank }, (_, axis) => rank - 1 - axis);
  const order = perm.join();
  if (perm.length === rank && perm.every((from, to) => from === to)) return;
  if (walk.layout === 'channelsFirst' && order === '0,2,3,1') walk.layout = 'channelsLast';
  else if (walk.layout === 'channelsLast' && order === '0,3,1,2') walk.layout = 'channelsFirst';
  else
    throw new OnnxError(
      `axis order [${perm.slice(0, 8).join(', ')}] is not supported; expected a change between channels first and channels last`,
      node.where,
    );
}

/** Flattens an image to a vector; a global pooling that kept its axes drops them instead. */
function toVector(walk: Walk, node: GraphNode): void {
  if (walk.layout === 'flat') return;
  const { shape } = walk;
  const [height = 1, width = 1, channels = 1] = shape;
  const last = walk.layers.at(-1);
  if (last?.spec.kind === 'globalAveragePooling2d' || last?.spec.kind === 'globalMaxPooling2d') {
    const { name: _, ...spec } = last.spec;
    const named = { ...spec, keepdims: false, ...nameOption(layerName(walk, node) ?? last.spec.name) };
    walk.layers[walk.layers.length - 1] = { ...last, spec: named };
  } else add(walk, node, layers.flatten(nameOption(layerName(walk, node))));
  walk.flattened = walk.layout === 'channelsFirst' && height * width > 1 && channels > 1 ? shape : undefined;
  walk.shape = [height * width * channels];
  walk.layout = 'flat';
}

export function flatten(walk: Walk, node: GraphNode): void {
  const rank = walk.layout === 'flat' ? 2 : 4;
  const axis = integerAttribute(node, 'axis', 1);
  if ((axis < 0 ? axis + rank : axis) !== 1) throw new OnnxError(`unsupported axis ${axis}; expected 1`, node.where);
  toVector(walk, node);
}

const listed = (sizes: readonly Size[]) => `[${sizes.join(', ')}]`;

export function reshape(walk: Walk, node: GraphNode): void {
  const wanted = evaluateSizes(node.inputs[1] ?? '', walk.graph, walk.sizes);
  if (wanted === undefined) throw new OnnxError('the target shape cannot be determined from the file', node.where);
  const current: readonly Size[] = ['batch', ...fileSizes(walk)];
  const copies = integerAttribute(node, 'allowzero', 0) === 0;
  const [first, ...rest] = wanted.map((size, axis) => (size === 0 && copies ? (current[axis] ?? 0) : size));
  const total = sizeOf(walk.shape);
  let product = 1;
  for (const size of rest) product *= size === 'batch' ? Number.NaN : size === -1 ? 1 : size;
  const free = rest.filter((size) => size === -1).length;
  const sizes = free === 1 ? rest.map((size) => (size === -1 ? total / product : size)) : rest;
  // A fixed batch size matches the input; -1 is the batch if all other sizes are given.
  const batch = first === 'batch' || first === walk.graph.input.shape?.[0] || (first === -1 && free === 0);
  const fits = batch && free <= 1 && (free === 1 ? Number.isInteger(total / product) : product === total);
  if (fits && sizes.length === 1) toVector(walk, node);
  else if (!fits || sizes.join() !== fileSizes(walk).join())
    throw new OnnxError(
      `reshaping ${listed(current)} to ${listed(wanted)} is not supported, only flattening`,
      node.where,
    );
}

/** The axes of Squeeze and Reduce nodes, in file order, from 0. */
function axesOf(walk: Walk, node: GraphNode): number[] {
  const given = constantInput(walk, node, 1);
  const axes = given === undefined ? integersAttribute(node, 'axes') : integersOf(given, node.where);
  const rank = walk.layout === 'flat' ? 2 : 4;
  return (axes ?? []).map((axis) => (axis < 0 ? axis + rank : axis)).sort((a, b) => a - b);
}

const planeAxes = ({ layout }: Walk) =>
  layout === 'channelsFirst' ? '2,3' : layout === 'channelsLast' ? '1,2' : 'none';

export function squeeze(walk: Walk, node: GraphNode): void {
  const axes = axesOf(walk, node);
  const [height = 0, width = 0] = walk.shape;
  if (axes.join() !== planeAxes(walk) || height * width !== 1)
    throw new OnnxError(`unsupported axes [${axes.join(', ')}]; expected height and width of size 1`, node.where);
  toVector(walk, node);
}

/** Handles a mean or maximum over height and width. */
export function reduce(walk: Walk, node: GraphNode): void {
  const axes = axesOf(walk, node);
  if (axes.join() !== planeAxes(walk))
    throw new OnnxError(`unsupported axes [${axes.join(', ')}]; expected height and width`, node.where);
  const keepdims = integerAttribute(node, 'keepdims', 1) !== 0;
  const channels = channelsOf(walk);
  const options = { keepdims, ...nameOption(layerName(walk, node)) };
  const mean = node.type === 'ReduceMean';
  add(walk, node, mean ? layers.globalAveragePooling2d(options) : layers.globalMaxPooling2d(options));
  walk.shape = keepdims ? [1, 1, channels] : [channels];
  if (!keepdims) walk.layout = 'flat';
}
