// State of converting a chain of nodes: the layers so far, and the layout of the current tensor.
import type { LayerSpec } from '@toonvision/nn';
import type { FileWeight, ImportedLayer } from '../importedModel.ts';
import type { Affine } from './affine.ts';
import { OnnxError, printable } from './onnxError.ts';
import type { Graph, GraphNode } from './onnxGraph.ts';
import type { Size } from './onnxShapes.ts';
import type { Constant } from './onnxTensor.ts';

export interface Walk {
  readonly graph: Graph;
  readonly layers: ImportedLayer[];
  /** Shape of the current tensor: [height, width, channels] or [units]. */
  shape: readonly number[];
  /** Axis order in the file: [batch, channels, height, width], [batch, height, width, channels] or [batch, units]. */
  layout: 'channelsFirst' | 'channelsLast' | 'flat';
  /** Shape [height, width, channels] before flattening, if the file flattened it with channels first. */
  flattened: readonly number[] | undefined;
  /** Arithmetic with constants that is not part of a layer yet. */
  affine: Affine[];
  /** Shapes of the tensors so far, in file order. */
  readonly sizes: Map<string, readonly Size[]>;
  readonly names: Set<string>;
}

/** Sizes in file order, without the batch. */
export function fileSizes({ shape, layout }: Walk): readonly number[] {
  const [height = 1, width = 1, channels = 1] = shape;
  return layout === 'channelsFirst' ? [channels, height, width] : shape;
}

/** Axis of channels or units in file order, including the batch. */
export const channelAxis = ({ layout }: Walk): number => (layout === 'channelsLast' ? 3 : 1);
export const channelsOf = ({ shape }: Walk): number => shape.at(-1) ?? 1;

/** [height, width] of an image tensor with channels first, as Conv and pooling nodes expect. */
export function planeOf(walk: Walk, node: GraphNode): [number, number] {
  const [height = 0, width = 0] = walk.shape;
  if (walk.layout === 'flat')
    throw new OnnxError(`expected an image, got a vector of ${channelsOf(walk)} values`, node.where);
  if (walk.layout === 'channelsLast')
    throw new OnnxError('expected channels first, got channels last; a Transpose is missing', node.where);
  return [height, width];
}

/** Derives a unique layer name from the name of a node; undefined if none of it is usable. */
export function layerName(walk: Walk, node: GraphNode): string | undefined {
  const plain = (node.name || node.outputs[0] || '')
    .replace(/\W+/g, '_')
    .replace(/^[^A-Za-z]+|_+$/g, '')
    .slice(0, 60);
  if (plain === '') return undefined;
  let name = plain;
  for (let n = 1; walk.names.has(name); n += 1) name = `${plain}_${n}`;
  walk.names.add(name);
  return name;
}

export const nameOption = (name: string | undefined): { name?: string } => (name === undefined ? {} : { name });

/** Adds a layer. */
export function add(walk: Walk, node: GraphNode, spec: LayerSpec, weights: readonly FileWeight[] = []): void {
  walk.layers.push({ spec, where: node.where, weights });
}

/** Returns a constant input of a node; undefined if the node does not have the input. */
export function constantInput(walk: Walk, node: GraphNode, place: number): Constant | undefined {
  const name = node.inputs[place];
  if (name === undefined || name === '') return undefined;
  const constant = walk.graph.constants.get(name);
  if (constant === undefined)
    throw new OnnxError(
      `input ${printable(name)} is not a constant; only chains of nodes are supported, without branches`,
      node.where,
    );
  return constant;
}

export function requireConstant(walk: Walk, node: GraphNode, place: number): Constant {
  const constant = constantInput(walk, node, place);
  if (constant === undefined) throw new OnnxError(`input ${place} is missing`, node.where);
  return constant;
}

/** Converts an index of a flat tensor to file order. */
export function toFileIndex({ flattened }: Walk, ours: number): number {
  if (flattened === undefined) return ours;
  const [height = 1, width = 1, channels = 1] = flattened;
  return (ours % channels) * height * width + Math.floor(ours / channels);
}

/** Converts a constant to a weight with another order or shape. */
export function weightOf(
  constant: Constant,
  shape: readonly number[],
  convert: (values: Float32Array | Float64Array) => Float32Array = Float32Array.from,
): FileWeight {
  return { shape, where: `tensor ${printable(constant.name)}`, read: () => convert(constant.values()) };
}

/** Converts a constant to a weight with one value per channel or unit. */
export function perChannel(walk: Walk, constant: Constant, node: GraphNode): FileWeight {
  const channels = channelsOf(walk);
  if (constant.size !== channels)
    throw new OnnxError(
      `${printable(constant.name)} has shape [${constant.shape.join(', ')}]; expected one value for each of ${channels} channels`,
      node.where,
    );
  const { flattened } = walk;
  return weightOf(constant, [channels], (values) =>
    Float32Array.from(values, (_, index) => values[toFileIndex({ ...walk, flattened }, index)] ?? Number.NaN),
  );
}
