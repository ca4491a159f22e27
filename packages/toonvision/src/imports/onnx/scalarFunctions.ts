// Recognizes activation functions that exporters decompose into small nodes, by comparing their values.
import type { LayerSpec } from '@toonvision/nn';
import { layers } from '@toonvision/nn';
import type { Graph, GraphNode } from './onnxGraph.ts';

/** erf by its Maclaurin series; above 4 it is 1 within 2e-8. */
function erf(x: number): number {
  if (Math.abs(x) >= 4) return Math.sign(x);
  let [term, sum] = [x, x];
  for (let n = 1; n < 80; n += 1) {
    term *= -(x * x) / n;
    sum += term / (2 * n + 1);
  }
  return (2 / Math.sqrt(Math.PI)) * sum;
}

const UNARY: Readonly<Record<string, (x: number) => number>> = {
  Erf: erf,
  Tanh: Math.tanh,
  Sigmoid: (x) => 1 / (1 + Math.exp(-x)),
  Neg: (x) => -x,
  Identity: (x) => x,
};
const BINARY: Readonly<Record<string, (a: number, b: number) => number>> = {
  Add: (a, b) => a + b,
  Sub: (a, b) => a - b,
  Mul: (a, b) => a * b,
  Div: (a, b) => a / b,
  Pow: (a, b) => a ** b,
};

const cube = (x: number) => x + 0.044715 * x ** 3;
const KNOWN_FUNCTIONS: readonly [(x: number) => number, boolean][] = [
  [(x) => 0.5 * x * (1 + erf(x * Math.SQRT1_2)), false],
  [(x) => 0.5 * x * (1 + Math.tanh(Math.sqrt(2 / Math.PI) * cube(x))), true],
];
/** Maximum number of nodes of a decomposed function. */
const MAX_NODES = 24;
const SAMPLE_POINTS = [...Array.from({ length: 81 }, (_, index) => (index - 40) / 4 + 0.01), -200, -30, 30, 200];

export interface RecognizedFunction {
  make: (name: string | undefined) => LayerSpec;
  /** Last node of the function. */
  last: GraphNode;
}

/**
 * Recognizes an elementwise function made of several nodes, such as GELU with erf or tanh: its values at 85 points must match
 * within 2e-6.
 */
export function recognizeFunction(tensor: string, graph: Graph): RecognizedFunction | undefined {
  const values = new Map<string, readonly number[]>([[tensor, SAMPLE_POINTS]]);
  const inside = new Set<GraphNode>();
  const open = (name: string) => graph.users.get(name)?.some((user) => !inside.has(user)) ?? false;
  const [first] = graph.users.get(tensor) ?? [];
  for (const node of graph.nodes.slice(first === undefined ? 0 : graph.nodes.indexOf(first))) {
    if (!node.inputs.some((name) => values.has(name))) continue;
    const inputs = node.inputs.map((name) => {
      const constant = graph.constants.get(name);
      if (constant === undefined) return values.get(name);
      return constant.size === 1 ? SAMPLE_POINTS.map(() => constant.values()[0] ?? Number.NaN) : undefined;
    });
    const [a, b] = inputs;
    if (a === undefined || inputs.length > 2 || (inputs.length === 2 && b === undefined)) return undefined;
    const own =
      b === undefined
        ? UNARY[node.type]
        : (x: number, index: number) => BINARY[node.type]?.(x, b[index] ?? Number.NaN) ?? Number.NaN;
    const [output = ''] = node.outputs;
    if (inside.size >= MAX_NODES) return undefined;
    if (own === undefined || (b !== undefined && BINARY[node.type] === undefined)) return undefined;
    const result = a.map(own);
    values.set(output, result);
    inside.add(node);
    const loose = [...values.keys()].filter((name) => name !== output && open(name));
    if (loose.length > 0) continue;
    const found = KNOWN_FUNCTIONS.find(([wanted]) =>
      SAMPLE_POINTS.every(
        (x, index) => Math.abs((result[index] ?? Number.NaN) - wanted(x)) <= 2e-6 * Math.max(1, Math.abs(x)),
      ),
    );
    if (found === undefined) continue;
    const [, approximate] = found;
    return {
      make: (name) => layers.activation({ activation: 'gelu', approximate, name }),
      last: node,
    };
  }
  return undefined;
}
