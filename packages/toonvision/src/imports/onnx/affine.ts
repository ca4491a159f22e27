// One operation of arithmetic with constants, which is pending until layers take it up.
import type { GraphNode } from './onnxGraph.ts';

/** x * values, x / values, x + values; one number, or one a channel in our order. */
export interface Affine {
  kind: 'multiply' | 'divide' | 'add';
  values: readonly number[];
  node: GraphNode;
}
