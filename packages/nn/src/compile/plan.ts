// Compiles a chain of layers to a plan: fused steps with every buffer laid out in a worker's memory.
//
// A plan runs depth first: one sample passes through all steps while it is in cache, then the next.
import type { Chain } from '../chain.ts';
import { type FinalActivation, finalActivation } from '../finalActivation.ts';
import { definitionOf, isAugmentation, type Shape, sizeOf } from '../layers/index.ts';
import { ModelError } from '../modelError.ts';
import {
  Arena,
  type Border,
  flattenStep,
  type LeadingLayer,
  type LoadStep,
  layOutLoad,
  layOutPlanes,
  layOutVector,
  noBorder,
  type Place,
  type Planes,
  type Step,
} from '../steps/index.ts';

export interface Plan {
  load: LoadStep;
  steps: Step[];
  /** The last values before the final activation. */
  logits: Planes;
  probabilities: number;
  outputs: number;
  /** Converts the logits to the outputs; computed with the loss. */
  finalActivation: FinalActivation;
  parameters: number;
  /** Output planes by layer name, for layers whose output is in memory; a fused layer maps to its step's output. */
  activations: Map<string, Planes>;
  /** Memory a worker needs, in bytes. */
  memoryBytes: number;
}

export interface PlanOptions {
  /** Input format of the images; default bytes. */
  pixelFormat?: 'uint8' | 'float32';
  /** Layers whose output must be in memory; nothing is fused past them. Default none. */
  observed?: Iterable<string>;
  /** Whether gradients flow down to the image planes. Default false. */
  inputGradient?: boolean;
  /** Inference and its gradients only: dropout does nothing, moving statistics are used. Default false. */
  inference?: boolean;
}

// The zero border that the next layer needs around its input; in-place layers pass it on.
function borderFor(chain: Chain, from: number): Border {
  for (const { spec, inputShape } of chain.layers.slice(from)) {
    const maker = definitionOf(spec).steps;
    // After an observed rescaling, an augmentation does nothing.
    if (maker === undefined || maker.inPlace) continue;
    return maker.border?.(spec, inputShape) ?? noBorder;
  }
  return noBorder;
}

// The layers folded into loading the image, up to the first observed one.
function leadingLayers(chain: Chain, observed: ReadonlySet<string>): LeadingLayer[] {
  const leading: LeadingLayer[] = [];
  for (const { name, spec } of chain.layers) {
    const load = definitionOf(spec).load?.(spec);
    if (load === undefined) break;
    leading.push({ name, load });
    if (observed.has(name)) break;
  }
  return leading;
}

// Augmentation precedes all layers that compute; rescalings may come in between.
function checkPlaces(chain: Chain): void {
  const first = chain.layers.findIndex(({ spec }) => definitionOf(spec).load === undefined);
  chain.layers.forEach(({ spec, name }, at) => {
    if (isAugmentation(spec) && first >= 0 && at > first) {
      throw new ModelError(
        `${name}: augmentation must come before the first layer that computes; move it to the front`,
      );
    }
  });
}

/**
 * Compiles a chain into a plan.
 *
 * @throws ModelError naming a layer in an invalid position (for example a flip after a convolution).
 */
export function compilePlan(
  chain: Chain,
  { pixelFormat = 'uint8', observed: names = [], inputGradient = false, inference = false }: PlanOptions = {},
): Plan {
  checkPlaces(chain);
  const arena = new Arena();
  const observed = new Set(names);
  const output = (shape: Shape, next: number, needsGradient: boolean) =>
    shape.length === 3
      ? layOutPlanes(arena, shape, borderFor(chain, next), needsGradient)
      : layOutVector(arena, shape, needsGradient);
  const leading = leadingLayers(chain, observed);
  const first = leading.length;
  const pixels = output(chain.inputShape, first, inputGradient);
  const load = layOutLoad(arena, chain.inputShape, leading, pixelFormat, pixels);
  const steps: Step[] = [load];
  const activations = new Map<string, Planes>();
  for (const { name } of chain.layers.slice(0, first)) activations.set(name, load.output);
  let current = load.output;
  let needsGradient = inputGradient;
  for (let at = first; at < chain.layers.length; ) {
    const layer = chain.layers[at];
    if (layer === undefined) break;
    const maker = definitionOf(layer.spec).steps;
    needsGradient ||= layer.weights.length > 0;
    let next = at + 1;
    if (maker !== undefined) {
      const place: Place = { arena, chain, at, input: current, needsGradient, observed, inference, output };
      try {
        const laidOut = maker.layOut(place, layer, layer.spec);
        steps.push(...laidOut.steps);
        current = laidOut.output;
        next = laidOut.next;
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
    finalActivation: finalActivation(chain),
    parameters: chain.parameters,
    activations,
    memoryBytes: arena.size,
  };
}
