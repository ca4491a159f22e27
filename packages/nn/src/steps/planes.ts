// Memory layout of an activation: planes with a zero border, one per channel; a vector is one plane with one row.
import type { Shape } from '../shape.ts';
import { planeOf, sizeOf } from '../shape.ts';
import type { Arena } from './arena.ts';

/** Rows and columns of zeros around a plane, so that 'same' padding needs no branch. */
export interface Border {
  top: number;
  bottom: number;
  left: number;
  right: number;
}

export const noBorder: Border = { top: 0, bottom: 0, left: 0, right: 0 };

export interface Planes {
  channels: number;
  height: number;
  width: number;
  /** Bytes between rows, and between planes. */
  rowStride: number;
  planeStride: number;
  /** Address of pixel (0, 0) of channel 0. */
  value: number;
  /** The address of the gradient, in the same layout; 0 if no gradient is needed. */
  gradient: number;
  /** Bytes from the start of the buffer to `value`, and size of the whole buffer; used to clear the gradient. */
  origin: number;
  bytes: number;
}

export function layOutPlanes(arena: Arena, shape: Shape, border: Border, withGradient: boolean): Planes {
  const { height, width, channels } = planeOf(shape);
  const rowStride = ((border.left + width + border.right + 3) & ~3) * 4;
  const planeStride = (border.top + height + border.bottom) * rowStride;
  const origin = border.top * rowStride + border.left * 4;
  const bytes = channels * planeStride;
  return {
    channels,
    height,
    width,
    rowStride,
    planeStride,
    origin,
    bytes,
    value: arena.bytes(bytes) + origin,
    gradient: withGradient ? arena.bytes(bytes) + origin : 0,
  };
}

export function layOutVector(arena: Arena, shape: Shape, withGradient: boolean): Planes {
  const width = sizeOf(shape);
  // Whole vectors with zero padding: dense layers compute four units at a time.
  const bytes = ((width + 3) & ~3) * 4;
  return {
    channels: 1,
    height: 1,
    width,
    rowStride: bytes,
    planeStride: bytes,
    origin: 0,
    bytes,
    value: arena.bytes(bytes),
    gradient: withGradient ? arena.bytes(bytes) : 0,
  };
}
