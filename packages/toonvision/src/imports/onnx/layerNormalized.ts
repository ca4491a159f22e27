// Recognizes layer normalization decomposed into small nodes, as PyTorch exports it before opset 17.
import type { Graph, GraphNode } from './onnxGraph.ts';

export interface Normalized {
  epsilon: number;
  /** Axes as in the file. */
  axes: readonly number[];
  /** The node that divides by the standard deviation. */
  last: GraphNode;
}

const single = (graph: Graph, name: string | undefined): number | undefined => {
  const constant = name === undefined ? undefined : graph.constants.get(name);
  return constant?.size === 1 ? constant.values()[0] : undefined;
};

function axesOf(graph: Graph, node: GraphNode | undefined): readonly number[] | undefined {
  if (node?.type !== 'ReduceMean' || node.attributes.get('keepdims')?.integer === 0) return undefined;
  const constant = graph.constants.get(node.inputs[1] ?? '');
  if (constant !== undefined) return constant.size <= 4 ? [...constant.values()] : undefined;
  return node.attributes.get('axes')?.integers;
}

/** Matches mean = ReduceMean(x), centered = x - mean, centered / sqrt(ReduceMean(centered^2) + epsilon). */
export function matchLayerNormalization(tensor: string, graph: Graph): Normalized | undefined {
  const only = (name: string | undefined): GraphNode | undefined => {
    const users = name === undefined ? undefined : graph.users.get(name);
    return users?.length === 1 ? users[0] : undefined;
  };
  const [mean, centred, ...others] = graph.users.get(tensor) ?? [];
  const axes = axesOf(graph, mean);
  if (axes === undefined || others.length > 0 || centred?.type !== 'Sub') return undefined;
  if (centred.inputs[0] !== tensor || centred.inputs[1] !== mean?.outputs[0]) return undefined;
  const [output = ''] = centred.outputs;
  const users = graph.users.get(output) ?? [];
  const square = users.find(({ type }) => type === 'Pow' || type === 'Mul');
  const squared =
    square?.type === 'Pow' ? single(graph, square.inputs[1]) === 2 : square?.inputs.every((name) => name === output);
  const variance = only(square?.outputs[0]);
  const sum = only(variance?.outputs[0]);
  const root = only(sum?.outputs[0]);
  const last = only(root?.outputs[0]);
  const epsilon = sum?.type === 'Add' ? (single(graph, sum.inputs[1]) ?? single(graph, sum.inputs[0])) : undefined;
  if (users.length !== 2 || !squared || axesOf(graph, variance)?.join() !== axes.join()) return undefined;
  if (epsilon === undefined || root?.type !== 'Sqrt' || last?.type !== 'Div') return undefined;
  return last.inputs[0] === output && last.inputs[1] === root.outputs[0] ? { epsilon, axes, last } : undefined;
}
