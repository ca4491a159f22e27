// Where the reading of a chain stands: the layers so far, and how what comes out of the last one lies in the file.
import type { LayerSpec } from '@toonvision/nn';
import type { FileWeight, ImportedLayer } from '../importedModel.ts';
import type { Affine } from './affine.ts';
import type { Graph, GraphNode } from './onnxGraph.ts';
import type { Size } from './onnxShapes.ts';
import type { Constant } from './onnxTensor.ts';
import { Refused, shown } from './refused.ts';

export interface Walk {
  readonly graph: Graph;
  readonly layers: ImportedLayer[];
  /** Ours: [height, width, channels] or [units]. */
  shape: readonly number[];
  /** The file's order of axes: [batch, channels, height, width], [batch, height, width, channels] or [batch, units]. */
  layout: 'channelsFirst' | 'channelsLast' | 'flat';
  /** Of a flat one that was flattened channel by channel: the sizes it had, [height, width, channels]; ours has channels last. */
  flattened: readonly number[] | undefined;
  /** Arithmetic with constants that is not in a layer yet. */
  affine: Affine[];
  /** Sizes of the tensors met, in the file's order. */
  readonly sizes: Map<string, readonly Size[]>;
  readonly names: Set<string>;
}

/** Sizes without the batch, in the file's order. */
export function fileSizes({ shape, layout }: Walk): readonly number[] {
  const [height = 1, width = 1, channels = 1] = shape;
  return layout === 'channelsFirst' ? [channels, height, width] : shape;
}

/** The axis of channels, or of units, in the file's order with the batch. */
export const channelAxis = ({ layout }: Walk): number => (layout === 'channelsLast' ? 3 : 1);
export const channelsOf = ({ shape }: Walk): number => shape.at(-1) ?? 1;

/** [height, width] of a picture-like tensor whose axis 1 is its channels, as Conv and the pools take it. */
export function planeOf(walk: Walk, node: GraphNode): [number, number] {
  const [height = 0, width = 0] = walk.shape;
  if (walk.layout === 'flat')
    throw new Refused(`it takes pictures, here is a vector of ${channelsOf(walk)} values`, node.where);
  if (walk.layout === 'channelsLast')
    throw new Refused('it takes channels first, here they are last; a Transpose is missing', node.where);
  return [height, width];
}

/** A name that no layer has yet, of that of the node; undefined where nothing of it can be used. */
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

/** An input that must be a constant; undefined where the node has none. */
export function constantInput(walk: Walk, node: GraphNode, place: number): Constant | undefined {
  const name = node.inputs[place];
  if (name === undefined || name === '') return undefined;
  const constant = walk.graph.constants.get(name);
  if (constant === undefined)
    throw new Refused(
      `its input ${shown(name)} is no constant: it joins branches or is computed; only chains can be imported`,
      node.where,
    );
  return constant;
}

export function neededConstant(walk: Walk, node: GraphNode, place: number): Constant {
  const constant = constantInput(walk, node, place);
  if (constant === undefined) throw new Refused(`its input ${place} is missing`, node.where);
  return constant;
}

/** Where value `ours` of a flat tensor lies in the file's order. */
export function placeInFile({ flattened }: Walk, ours: number): number {
  if (flattened === undefined) return ours;
  const [height = 1, width = 1, channels = 1] = flattened;
  return (ours % channels) * height * width + Math.floor(ours / channels);
}

/** A constant as a weight, its numbers in another order or shape. */
export function weightOf(
  constant: Constant,
  shape: readonly number[],
  convert: (values: Float32Array | Float64Array) => Float32Array = Float32Array.from,
): FileWeight {
  return { shape, where: `tensor ${shown(constant.name)}`, read: () => convert(constant.values()) };
}

/** One number a channel or unit, from a constant that has them in the file's order. */
export function perChannel(walk: Walk, constant: Constant, node: GraphNode): FileWeight {
  const channels = channelsOf(walk);
  if (constant.size !== channels)
    throw new Refused(
      `its ${shown(constant.name)} is [${constant.shape.join(', ')}], one number for each of ${channels} channels is needed`,
      node.where,
    );
  const { flattened } = walk;
  return weightOf(constant, [channels], (values) =>
    Float32Array.from(values, (_, index) => values[placeInFile({ ...walk, flattened }, index)] ?? Number.NaN),
  );
}
