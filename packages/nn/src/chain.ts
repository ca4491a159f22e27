// A chain of layers with resolved names and shapes, from which plans, weights and files are made.
import {
  channelsOf,
  definitionOf,
  describeShape,
  type LayerSpec,
  type Shape,
  sizeOf,
  type WeightShape,
} from './layers/index.ts';
import { ModelError } from './modelError.ts';
import type { ResolvedLayer } from './resolvedLayer.ts';

export interface ChainLayer extends ResolvedLayer {
  spec: LayerSpec;
  className: string;
  /** Weights of the layer, with their offsets in the vector of all parameters. */
  weights: (WeightShape & { offset: number; size: number })[];
  parameters: number;
  multiplyAdds: number;
}

export interface Chain {
  inputShape: Shape;
  outputShape: Shape;
  layers: ChainLayer[];
  parameters: number;
  multiplyAdds: number;
}

// conv2d, conv2d_1, conv2d_2, as in Keras.
function nameLayers(specs: readonly LayerSpec[]): string[] {
  const taken = new Set<string>();
  for (const { name } of specs) {
    if (name === undefined) continue;
    if (taken.has(name)) throw new ModelError(`duplicate layer name ${name}`);
    taken.add(name);
  }
  const counts = new Map<string, number>();
  return specs.map(({ kind, name }) => {
    if (name !== undefined) return name;
    for (;;) {
      const count = counts.get(kind) ?? 0;
      counts.set(kind, count + 1);
      const candidate = count === 0 ? kind : `${kind}_${count}`;
      if (!taken.has(candidate)) return candidate;
    }
  });
}

/**
 * Names the layers and computes their shapes, weights and multiply-adds.
 *
 * @throws ModelError naming a layer that cannot follow the one before it: `maxPooling2d_3: pool 4 does not fit an input
 *   3 wide`
 */
export function buildChain(specs: readonly LayerSpec[], inputShape: Shape): Chain {
  if (inputShape.length !== 3 || inputShape.some((size) => !Number.isInteger(size) || size < 1)) {
    throw new ModelError(
      `inputShape must be [height, width, channels], each at least 1, got ${describeShape(inputShape)}`,
    );
  }
  if (specs.length === 0) throw new ModelError('a model needs at least one layer');
  const names = nameLayers(specs);
  let shape = inputShape;
  let offset = 0;
  const chain: ChainLayer[] = specs.map((spec, index) => {
    const name = names[index] ?? spec.kind;
    const definition = definitionOf(spec);
    const input = shape;
    try {
      shape = definition.outputShape?.(spec, input) ?? input;
      const applies = definition.applies?.(spec);
      const weights = (definition.weights?.(spec, channelsOf(input)) ?? []).map((weight) => {
        const size = sizeOf(weight.shape);
        offset += size;
        return { ...weight, size, offset: offset - size };
      });
      return {
        name,
        spec,
        className: definition.className,
        inputShape: input,
        outputShape: shape,
        weights,
        parameters: weights.reduce((sum, weight) => sum + weight.size, 0),
        multiplyAdds: definition.multiplyAdds?.(spec, input, shape) ?? 0,
        activation: applies?.activation ?? ('activation' in spec ? spec.activation : 'linear'),
        applies,
        maxPool: definition.maxPool?.(spec),
      };
    } catch (error) {
      if (error instanceof ModelError) throw new ModelError(`${name}: ${error.message}`, { cause: error });
      throw error;
    }
  });
  return {
    inputShape,
    outputShape: shape,
    layers: chain,
    parameters: offset,
    multiplyAdds: chain.reduce((sum, layer) => sum + layer.multiplyAdds, 0),
  };
}

/**
 * The weights of a chain, layer by layer, without allocating them. Use it to check what a file declares before memory
 * is allocated for it.
 *
 * @throws ModelError naming a layer that cannot follow the one before it
 *
 * @example weightShapes([layers.dense({ units: 4 })], [10])[0]?.weights[0]?.shape; // [10, 4]
 */
export function weightShapes(
  specs: readonly LayerSpec[],
  inputShape: Shape,
): { name: string; weights: { name: string; shape: Shape; size: number }[] }[] {
  return buildChain(specs, inputShape).layers.map(({ name, weights }) => ({
    name,
    weights: weights.map(({ name: weight, shape, size }) => ({ name: weight, shape, size })),
  }));
}
