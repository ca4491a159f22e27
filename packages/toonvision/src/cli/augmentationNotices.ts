// What is said where a model augments by itself what was asked for.
import type { AugmentationName } from '../settings/index.ts';

/** A line for the terminal, or none. */
export function augmentationNotices(own: readonly AugmentationName[] | undefined, model: string): string[] {
  if (own === undefined || own.length === 0) return [];
  return [`notice: ${model} begins with ${own.join(', ')} itself; that is not done twice, and its own options count.`];
}
