// Augmentation in the load step: one operation per layer, in chain order.
import type { Arena } from '../arena.ts';
import type { Planes } from '../planes.ts';
import { blur, pixelate } from './coarsen.ts';
import { erasing } from './erase.ts';
import { flip } from './flip.ts';
import { fog } from './fog.ts';
import type { Chance, Change, OperationKind, Range } from './operation.ts';
import { brightness, contrast } from './tone.ts';
import { rotation, translation, zoom } from './warp.ts';

const kinds = { flip, rotation, zoom, translation, brightness, contrast, fog, blur, pixelate, erasing };

type Kinds = typeof kinds;

/** Names of the operations. */
export type AugmentationName = keyof Kinds;

/** The layer options an operation reads. */
export type AugmentationOptions<Name extends AugmentationName> =
  Kinds[Name] extends OperationKind<infer Options, infer _> ? Options : never;

/** An augmentation layer as the load step receives it. */
export type Augmentation = {
  [Name in AugmentationName]: { augmentation: Name; options: AugmentationOptions<Name> };
}[AugmentationName];

/** A laid-out augmentation, as plain data. */
export interface DrawnOperation {
  kind: AugmentationName;
  /** Name of its random stream. */
  stream: string;
  options: unknown;
  /** Addresses. */
  buffers: unknown;
  valueRange: Range;
}

// Each operation is laid out and drawn by the code for its kind.
const kindOf = (name: AugmentationName) => kinds[name] as unknown as OperationKind<unknown, unknown>;

/** Lays out an augmentation for planes whose values lie in the range; `stream` is the layer's name. */
export function layOutAugmentation(
  { augmentation: kind, options }: Augmentation,
  stream: string,
  arena: Arena,
  planes: Planes,
  valueRange: Range,
): DrawnOperation {
  return { kind, stream, options, buffers: kindOf(kind).layOut?.(arena, planes, options), valueRange };
}

/** Whether any change of an operation moves pixels, which requires a second set of planes. */
export const movesPixels = ({ kind }: DrawnOperation): boolean => kinds[kind].moves;

/** Draws the change an operation makes to this image; undefined if there is none. */
export function drawChange(operation: DrawnOperation, planes: Planes, chance: Chance): Change | undefined {
  return kindOf(operation.kind).draw(planes, operation, chance);
}

export { drawFlip } from './flip.ts';
export {
  Chance,
  type FillMode,
  type FillSpec,
  type FlipMode,
  type Interpolation,
  type Range,
} from './operation.ts';
export { rescale } from './tone.ts';
