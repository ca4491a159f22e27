// Channel view of planes: the units of a vector are channels of one pixel each.
import type { ResolvedLayer } from '../resolvedLayer.ts';
import type { Planes } from './planes.ts';

/** Sizes and strides for kernels that iterate over channels. */
export interface ChannelView {
  channels: number;
  height: number;
  width: number;
  rowStride: number;
  planeStride: number;
}

/** The channel view of a layer's input or output; addresses are unchanged. */
export function channelView(layer: ResolvedLayer, planes: Planes): ChannelView {
  const { channels, height, width, rowStride, planeStride } = planes;
  if (layer.outputShape.length > 1) return { channels, height, width, rowStride, planeStride };
  return { channels: width, height: 1, width: 1, rowStride, planeStride: 4 };
}
