// The learned factor (gamma) and offset (beta) that normalization layers may have.
import type { WeightShape } from './layer.ts';

/** gamma and beta, one number for each channel, as far as the layer has them. */
export function scaleAndOffset(spec: { scale: boolean; center: boolean }, channels: number): WeightShape[] {
  const own = { shape: [channels], fanIn: channels, fanOut: channels };
  return [
    ...(spec.scale ? [{ name: 'gamma', initializer: 'ones' as const, ...own }] : []),
    ...(spec.center ? [{ name: 'beta', initializer: 'zeros' as const, ...own }] : []),
  ];
}
