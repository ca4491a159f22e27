// Evaluates shapes computed within the graph: Shape, Gather, Concat and similar nodes before a Reshape.
import { type Graph, type GraphNode, integerAttribute, integersAttribute } from './onnxGraph.ts';

/** A size; `batch` is the dynamic batch size. */
export type Size = number | 'batch';

/** Maximum number of tensors evaluated for one shape. */
const MAX_LOOKUPS = 200;
const MAX_SIZES = 16;

/**
 * Evaluates a tensor of sizes; undefined if it depends on more than sizes and constants.
 *
 * @param shapes shapes of the tensors so far, in the axis order of the file
 */
export function evaluateSizes(
  wanted: string,
  graph: Graph,
  shapes: ReadonlyMap<string, readonly Size[]>,
): readonly Size[] | undefined {
  let lookups = 0;
  const look = (name: string | undefined): readonly Size[] | undefined => {
    lookups += 1;
    if (name === undefined || name === '' || lookups > MAX_LOOKUPS) return undefined;
    const constant = graph.constants.get(name);
    if (constant !== undefined) return constant.size <= MAX_SIZES ? [...constant.values()] : undefined;
    const node = graph.makers.get(name);
    const found = node === undefined ? undefined : evaluateNode(node, (place) => look(node.inputs[place]), shapes);
    return found !== undefined && found.length <= MAX_SIZES ? found : undefined;
  };
  return look(wanted);
}

type Look = (place: number) => readonly Size[] | undefined;

function evaluateNode(
  node: GraphNode,
  of: Look,
  shapes: ReadonlyMap<string, readonly Size[]>,
): readonly Size[] | undefined {
  switch (node.type) {
    case 'Shape': {
      const shape = shapes.get(node.inputs[0] ?? '');
      return shape?.slice(integerAttribute(node, 'start', 0), node.attributes.get('end')?.integer);
    }
    case 'Cast':
    case 'Identity':
    case 'Squeeze':
    case 'Unsqueeze':
      return of(0);
    case 'Gather': {
      const [from, places] = [of(0), of(1)];
      if (from === undefined || places === undefined || integerAttribute(node, 'axis', 0) !== 0) return undefined;
      return all(places.map((place) => (place === 'batch' ? undefined : from.at(place))));
    }
    case 'Slice':
      return sliced(node, of);
    case 'Concat':
      return all(node.inputs.map((_, place) => of(place)))?.flat();
    case 'ReduceProd':
      return product(of(0) ?? ['batch']);
    case 'Mul':
      return product([...(of(0) ?? ['batch']), ...(of(1) ?? ['batch'])]);
    default:
      return undefined;
  }
}

const all = <T>(values: readonly (T | undefined)[]): T[] | undefined =>
  values.includes(undefined) ? undefined : (values as T[]);

/** Product of sizes; undefined if the batch is involved. */
function product(sizes: readonly Size[]): readonly Size[] | undefined {
  let whole = 1;
  for (const size of sizes) {
    if (size === 'batch') return undefined;
    whole *= size;
  }
  return [whole];
}

function sliced(node: GraphNode, of: Look): readonly Size[] | undefined {
  // Attributes up to opset 9, inputs since opset 10.
  const bound = (name: string, place: number) => of(place)?.[0] ?? integersAttribute(node, name)?.[0];
  const [start, end, step] = [bound('starts', 1), bound('ends', 2), of(4)?.[0] ?? 1];
  if (typeof start !== 'number' || typeof end !== 'number' || step !== 1) return undefined;
  return of(0)?.slice(start, end);
}
