// Sizes that a graph works out for itself: Shape, Gather, Concat and the like in front of a Reshape.
import { type Graph, type GraphNode, integerAttribute, integersAttribute } from './onnxGraph.ts';

/** A size; `batch` is that of the batch, which no file fixes. */
export type Size = number | 'batch';

/** Tensors looked at for one list of sizes: more than any exporter needs. */
const MOST_LOOKS = 200;
const MOST_SIZES = 16;

/**
 * The whole numbers of a tensor of sizes, or undefined for one that is not worked out from sizes and constants.
 *
 * @param shapes sizes of the tensors met so far, in the file's order of axes
 */
export function sizesOf(
  wanted: string,
  graph: Graph,
  shapes: ReadonlyMap<string, readonly Size[]>,
): readonly Size[] | undefined {
  let looks = 0;
  const look = (name: string | undefined): readonly Size[] | undefined => {
    looks += 1;
    if (name === undefined || name === '' || looks > MOST_LOOKS) return undefined;
    const constant = graph.constants.get(name);
    if (constant !== undefined) return constant.size <= MOST_SIZES ? [...constant.values()] : undefined;
    const node = graph.makers.get(name);
    const found = node === undefined ? undefined : made(node, (place) => look(node.inputs[place]), shapes);
    return found !== undefined && found.length <= MOST_SIZES ? found : undefined;
  };
  return look(wanted);
}

type Look = (place: number) => readonly Size[] | undefined;

function made(node: GraphNode, of: Look, shapes: ReadonlyMap<string, readonly Size[]>): readonly Size[] | undefined {
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

/** One number; what the batch takes part in is not known. */
function product(sizes: readonly Size[]): readonly Size[] | undefined {
  let whole = 1;
  for (const size of sizes) {
    if (size === 'batch') return undefined;
    whole *= size;
  }
  return [whole];
}

function sliced(node: GraphNode, of: Look): readonly Size[] | undefined {
  // Attributes until opset 9, inputs after it.
  const bound = (name: string, place: number) => of(place)?.[0] ?? integersAttribute(node, name)?.[0];
  const [start, end, step] = [bound('starts', 1), bound('ends', 2), of(4)?.[0] ?? 1];
  if (typeof start !== 'number' || typeof end !== 'number' || step !== 1) return undefined;
  return of(0)?.slice(start, end);
}
