// The graph of an ONNX file: constants, and the nodes that the output depends on, in order.
import { sizeOf } from '@toonvision/nn';
import { OnnxError, printable } from './onnxError.ts';
import type { AttributeMessage, ModelMessage, NodeMessage, ValueMessage } from './onnxMessages.ts';
import { type Constant, derived, toConstant } from './onnxTensor.ts';

export interface GraphNode extends NodeMessage {
  /** `node 3: Conv /features/0/Conv`, counted from 0 in file order. */
  where: string;
}

export interface Graph {
  opset: number;
  input: ValueMessage;
  output: string;
  constants: ReadonlyMap<string, Constant>;
  /** Finds the node that produces a tensor. */
  makers: ReadonlyMap<string, GraphNode>;
  /** Finds the nodes that consume a tensor and lead to the output, in file order. */
  users: ReadonlyMap<string, readonly GraphNode[]>;
  /** All nodes that lead to the output, in file order. */
  nodes: readonly GraphNode[];
}

const MIN_OPSET = 7;
const MAX_OPSET = 25;
/** Maximum number of consecutive nodes that reshape one constant. */
const MAX_FOLDS = 8;

export const integerAttribute = (node: NodeMessage, name: string, otherwise: number): number =>
  node.attributes.get(name)?.integer ?? otherwise;
export const floatAttribute = (node: NodeMessage, name: string, otherwise: number): number =>
  node.attributes.get(name)?.float ?? otherwise;
export const integersAttribute = (node: NodeMessage, name: string): readonly number[] | undefined =>
  node.attributes.get(name)?.integers;

/** Decodes a constant of sizes, axes or indices. */
export function integersOf(constant: Constant, where: string): number[] {
  if (constant.size > 16)
    throw new OnnxError(`${printable(constant.name)} has ${constant.size} entries; expected at most 16`, where);
  return [...constant.values()];
}

function constantNode({ attributes, outputs: [name = ''], where }: GraphNode): Constant {
  const of = (numbers: readonly number[], shape: readonly number[], type: string): Constant => ({
    ...{ name, shape, size: numbers.length, type },
    values: () => (type === 'float' ? Float32Array.from(numbers) : Float64Array.from(numbers)),
  });
  const attribute = (key: string): AttributeMessage | undefined => attributes.get(key);
  const { tensor } = attribute('value') ?? {};
  if (tensor !== undefined) return toConstant(tensor, name);
  const { float } = attribute('value_float') ?? {};
  if (float !== undefined) return of([float], [], 'float');
  const { integer } = attribute('value_int') ?? {};
  if (integer !== undefined) return of([integer], [], 'int64');
  const { floats } = attribute('value_floats') ?? {};
  if (floats !== undefined) return of(floats, [floats.length], 'float');
  const { integers } = attribute('value_ints') ?? {};
  if (integers !== undefined) return of(integers, [integers.length], 'int64');
  throw new OnnxError('constant without a value', where);
}

/** Transposes a constant. */
function transposed(constant: Constant, perm: readonly number[]): Constant | undefined {
  const { shape } = constant;
  if ([...perm].sort().join() !== shape.map((_, axis) => axis).join()) return undefined;
  const strides = shape.map((_, axis) => sizeOf(shape.slice(axis + 1)));
  const to = perm.map((axis) => shape[axis] ?? 1);
  const steps = perm.map((axis) => strides[axis] ?? 0);
  return derived(constant, to, (index) => {
    let [rest, place] = [index, 0];
    for (let axis = to.length - 1; axis >= 0; axis -= 1) {
      const size = to[axis] ?? 1;
      place += (rest % size) * (steps[axis] ?? 0);
      rest = Math.floor(rest / size);
    }
    return place;
  });
}

/** Applies a node that only reshapes a constant; undefined for other nodes. */
function folded(node: GraphNode, constant: Constant, axes: Constant | undefined): Constant | undefined {
  const { shape, size } = constant;
  const list = () => (axes === undefined ? integersAttribute(node, 'axes') : integersOf(axes, node.where));
  switch (node.type) {
    case 'Identity':
      return constant;
    case 'Cast': {
      // Between floating-point types only; casts to integers may lose information.
      const to = integerAttribute(node, 'to', 0);
      return [1, 10, 11, 16].includes(to) ? constant : undefined;
    }
    case 'Transpose':
      return transposed(constant, integersAttribute(node, 'perm') ?? shape.map((_, axis) => axis).reverse());
    case 'Squeeze': {
      const squeezed = list()?.map((axis) => (axis < 0 ? axis + shape.length : axis));
      return derived(
        constant,
        shape.filter((x, axis) => x !== 1 || (squeezed !== undefined && !squeezed.includes(axis))),
      );
    }
    case 'Unsqueeze': {
      const added = list() ?? [];
      const rank = shape.length + added.length;
      const places = new Set(added.map((axis) => (axis < 0 ? axis + rank : axis)));
      const rest = [...shape];
      return derived(
        constant,
        Array.from({ length: rank }, (_, axis) => (places.has(axis) ? 1 : (rest.shift() ?? 1))),
      );
    }
    case 'Reshape': {
      if (axes === undefined) return undefined;
      const wanted = integersOf(axes, node.where).map((x, axis) => (x === 0 ? (shape[axis] ?? 0) : x));
      const product = wanted.reduce((result, value) => (value === -1 ? result : result * value), 1);
      const to = wanted.map((x) => (x === -1 ? size / product : x));
      return sizeOf(to) === size && to.every(Number.isInteger) ? derived(constant, to) : undefined;
    }
    default:
      return undefined;
  }
}

function foldConstants(nodes: readonly GraphNode[], constants: Map<string, Constant>): void {
  const folds = new Map<Constant, number>();
  for (const node of nodes) {
    const [name = ''] = node.outputs;
    if (node.type === 'Constant') {
      constants.set(name, constantNode(node));
      continue;
    }
    const [from, axes] = node.inputs.map((input) => constants.get(input));
    if (from === undefined || node.inputs.some((input) => input !== '' && !constants.has(input))) continue;
    const made = folded(node, from, axes);
    if (made === undefined) continue;
    const count = (folds.get(from) ?? 0) + 1;
    if (count > MAX_FOLDS) throw new OnnxError(`more than ${MAX_FOLDS} nodes reshape one constant`, node.where);
    const foldedConstant = { ...made, name };
    folds.set(foldedConstant, count);
    constants.set(name, foldedConstant);
  }
}

function takeSingle(values: readonly ValueMessage[], what: string): ValueMessage {
  const [value] = values;
  if (value === undefined || values.length !== 1)
    throw new OnnxError(`expected 1 ${what}, got ${values.length}`, `${what}s of the graph`);
  return value;
}

/**
 * Builds the graph of a file.
 *
 * @throws OnnxError for an unsupported operator set, several inputs or outputs, duplicate names, cycles, and damaged constants
 */
export function buildGraph(model: ModelMessage): Graph {
  const opset = model.opsets.get('') ?? model.opsets.get('ai.onnx') ?? 0;
  if (opset < MIN_OPSET || opset > MAX_OPSET)
    throw new OnnxError(`unsupported operator set ${opset}; expected ${MIN_OPSET} to ${MAX_OPSET}`, 'opset_import');
  if (model.sparse) throw new OnnxError('sparse tensors are not supported', 'initializers of the graph');
  const constants = new Map<string, Constant>();
  const given = new Set<string>();
  const give = (name: string, where: string) => {
    if (given.has(name)) throw new OnnxError(`duplicate name ${printable(name)}`, where);
    given.add(name);
  };
  for (const tensor of model.initializers) {
    give(tensor.name, 'initializers of the graph');
    constants.set(tensor.name, toConstant(tensor, tensor.name));
  }
  // Before IR version 4 every initializer is also an input.
  const input = takeSingle(
    model.inputs.filter(({ name }) => !constants.has(name)),
    'input',
  );
  const output = takeSingle(model.outputs, 'output').name;
  give(input.name, 'inputs of the graph');
  const makers = new Map<string, GraphNode>();
  const all = model.nodes.map((node, index): GraphNode => {
    const placed = {
      ...node,
      where: printable(`node ${index}: ${node.type} ${node.name || node.outputs[0] || ''}`.trim()),
    };
    for (const name of node.inputs)
      if (name !== '' && !given.has(name))
        throw new OnnxError(
          `input ${printable(name)} is not produced by any earlier node (cycle or missing node)`,
          placed.where,
        );
    for (const name of node.outputs) {
      if (name === '') continue;
      give(name, placed.where);
      makers.set(name, placed);
    }
    return placed;
  });
  if (!makers.has(output)) throw new OnnxError(`no node produces ${printable(output)}`, 'outputs of the graph');
  foldConstants(all, constants);
  const needed = new Set([output]);
  const nodes = all
    .toReversed()
    .filter(({ inputs, outputs }) => {
      if (outputs.some((name) => constants.has(name)) || !outputs.some((name) => needed.has(name))) return false;
      for (const name of inputs) needed.add(name);
      return true;
    })
    .reverse();
  const users = new Map<string, GraphNode[]>();
  for (const node of nodes)
    for (const name of new Set(node.inputs)) {
      const before = users.get(name);
      if (before === undefined) users.set(name, [node]);
      else before.push(node);
    }
  return { opset, input, output, constants, makers, users, nodes };
}
