// Planes seen by channel: a vector's units are channels of one pixel each.
import type { ResolvedLayer } from '../resolvedLayer.ts';
import type { Planes } from './planes.ts';

/** Sizes and strides for kernels that go by channel. */
export interface ChannelView {
  channels: number;
  height: number;
  width: number;
  rowStride: number;
  planeStride: number;
}

/** How the planes of `layer`'s input or output look by channel; their addresses stay. */
export function channelView(layer: ResolvedLayer, planes: Planes): ChannelView {
  const { channels, height, width, rowStride, planeStride } = planes;
  if (layer.outputShape.length > 1) return { channels, height, width, rowStride, planeStride };
  return { channels: width, height: 1, width: 1, rowStride, planeStride: 4 };
}
