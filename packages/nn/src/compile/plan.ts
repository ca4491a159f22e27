// Chain of layers -> plan: fused steps with every buffer laid out in a worker's memory.
//
// The plan is run depth first: one sample goes through all steps while it is in cache, then the next.
import type { Chain } from '../chain.ts';
import { type Shape, sizeOf } from '../layers/index.ts';
import { ModelError } from '../modelError.ts';
import {
  Arena,
  type Border,
  flattenStep,
  type LoadStep,
  layOutLoad,
  layOutPlanes,
  layOutVector,
  makerOf,
  noBorder,
  type Place,
  type Planes,
  type Step,
} from '../steps/index.ts';

export interface Plan {
  load: LoadStep;
  steps: Step[];
  /** The last activation, before a softmax. */
  logits: Planes;
  probabilities: number;
  outputs: number;
  softmax: boolean;
  parameters: number;
  /** Where the output of each layer that has one in memory lies, by name; a fused layer shows what its step puts out. */
  activations: Map<string, Planes>;
  /** Bytes of memory a worker needs. */
  memoryBytes: number;
}

export interface PlanOptions {
  /** What the pictures are made of; default bytes. */
  pixelFormat?: 'uint8' | 'float32';
  /** Layers whose output must exist in memory; nothing is fused past them. Default none. */
  observed?: Iterable<string>;
  /** Whether gradients flow down to the planes of the picture. Default false. */
  inputGradient?: boolean;
}

// The zero border that the next layer wants around its input; layers that work in place pass it on.
function borderFor(chain: Chain, from: number): Border {
  for (const { spec, inputShape } of chain.layers.slice(from)) {
    const maker = makerOf(spec);
    if (maker?.inPlace) continue;
    return maker?.border?.(spec, inputShape) ?? noBorder;
  }
  return noBorder;
}

/** True where the chain ends in probabilities: a softmax layer, or a dense layer with that activation. */
export function endsInSoftmax(chain: Chain): boolean {
  const last = chain.layers.at(-1)?.spec;
  return last?.kind === 'softmax' || (last?.kind === 'dense' && last.activation === 'softmax');
}

// Softmax is computed with the loss, so it cannot stand anywhere else; pictures are augmented before anything computes.
function checkPlaces(chain: Chain, first: number): void {
  chain.layers.forEach(({ spec, name }, at) => {
    const softmax = spec.kind === 'softmax' || (spec.kind === 'dense' && spec.activation === 'softmax');
    if (softmax && at < chain.layers.length - 1) throw new ModelError(`${name}: softmax must be the last layer`);
    if (spec.kind === 'randomFlip' && at >= first) {
      throw new ModelError(
        `${name}: augmentation must come before the first layer that computes; move it to the front`,
      );
    }
  });
}

/**
 * Compiles a chain into a plan.
 *
 * @throws ModelError naming a layer that cannot stand where it stands (softmax in the middle, a flip after a convolution).
 */
export function compilePlan(
  chain: Chain,
  { pixelFormat = 'uint8', observed: names = [], inputGradient = false }: PlanOptions = {},
): Plan {
  const arena = new Arena();
  const observed = new Set(names);
  const output = (shape: Shape, next: number, needsGradient: boolean) =>
    shape.length === 3
      ? layOutPlanes(arena, shape, borderFor(chain, next), needsGradient)
      : layOutVector(arena, shape, needsGradient);
  const { step: load, next: first } = layOutLoad(arena, chain, pixelFormat, observed, (next) =>
    output(chain.inputShape, next, inputGradient),
  );
  checkPlaces(chain, first);
  const steps: Step[] = [load];
  const activations = new Map<string, Planes>();
  for (const { name } of chain.layers.slice(0, first)) activations.set(name, load.output);
  let current = load.output;
  let needsGradient = inputGradient;
  for (let at = first; at < chain.layers.length; ) {
    const layer = chain.layers[at];
    if (layer === undefined) break;
    const maker = makerOf(layer.spec);
    needsGradient ||= layer.weights.length > 0;
    let next = at + 1;
    if (maker !== undefined) {
      const place: Place = { arena, chain, at, input: current, needsGradient, observed, output };
      try {
        const made = maker.layOut(place, layer, layer.spec);
        steps.push(...made.steps);
        current = made.output;
        next = made.next;
      } catch (error) {
        if (error instanceof ModelError) throw new ModelError(`${layer.name}: ${error.message}`, { cause: error });
        throw error;
      }
    }
    for (const { name } of chain.layers.slice(at, next)) activations.set(name, current);
    at = next;
  }
  if (chain.outputShape.length !== 1) {
    const step = flattenStep({ output, needsGradient: true }, current, []);
    steps.push(step);
    current = step.output;
  }
  const outputs = sizeOf(chain.outputShape);
  return {
    load,
    steps,
    logits: current,
    probabilities: arena.floats(outputs),
    outputs,
    softmax: endsInSoftmax(chain),
    parameters: chain.parameters,
    activations,
    memoryBytes: arena.size,
  };
}
