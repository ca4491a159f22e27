// The learned scale (gamma) and offset (beta) of normalization layers.
import type { WeightShape } from './layer.ts';

/** gamma and beta, one number per channel, if the layer has them. */
export function scaleAndOffset(spec: { scale: boolean; center: boolean }, channels: number): WeightShape[] {
  const perChannel = { shape: [channels], fanIn: channels, fanOut: channels };
  return [
    ...(spec.scale ? [{ name: 'gamma', initializer: 'ones' as const, ...perChannel }] : []),
    ...(spec.center ? [{ name: 'beta', initializer: 'zeros' as const, ...perChannel }] : []),
  ];
}
