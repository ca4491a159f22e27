// A pending arithmetic operation with constants, to be merged into a layer.
import type { GraphNode } from './onnxGraph.ts';

/** x * values, x / values or x + values; one value, or one per channel. */
export interface Affine {
  kind: 'multiply' | 'divide' | 'add';
  values: readonly number[];
  node: GraphNode;
}
