// Boxes and how they are moved and resized within an image, in whole pixels.

/** In pixels of the image. */
export interface Box {
  left: number;
  top: number;
  width: number;
  height: number;
}

interface Size {
  width: number;
  height: number;
}
interface Offset {
  x: number;
  y: number;
}

/** The edge or corner that is dragged, by compass direction. */
export type Edge = 'n' | 'ne' | 'e' | 'se' | 's' | 'sw' | 'w' | 'nw';
/** The box after the pointer has moved by an offset. */
export type BoxChange = (by: Offset) => Box;

/** Shortest side of a resized box. */
const MIN_SIDE = 4;

const clamp = (value: number, low: number, high: number): number => Math.max(low, Math.min(high, value));

/** The part of a box inside the image. */
export function clampBox({ left, top, width, height }: Box, size: Size): Box {
  const [x, y] = [clamp(left, 0, size.width), clamp(top, 0, size.height)];
  return {
    left: x,
    top: y,
    width: clamp(left + width, 0, size.width) - x,
    height: clamp(top + height, 0, size.height) - y,
  };
}

/** Keeps the size and stops at the edges of the image. */
export function moveBox({ left, top, width, height }: Box, by: Offset, size: Size): Box {
  return {
    left: clamp(left + by.x, 0, size.width - width),
    top: clamp(top + by.y, 0, size.height - height),
    ...{ width, height },
  };
}

/** The opposite edges stay in place. */
export function resizeBox({ left, top, width, height }: Box, edge: Edge, by: Offset, size: Size): Box {
  const [right, bottom] = [left + width, top + height];
  const west = edge.includes('w') ? clamp(left + by.x, 0, right - MIN_SIDE) : left;
  const east = edge.includes('e') ? clamp(right + by.x, left + MIN_SIDE, size.width) : right;
  const north = edge.includes('n') ? clamp(top + by.y, 0, bottom - MIN_SIDE) : top;
  const south = edge.includes('s') ? clamp(bottom + by.y, top + MIN_SIDE, size.height) : bottom;
  return { left: west, top: north, width: east - west, height: south - north };
}

/** A box in the center, for editing by keys. */
export function centerBox({ width, height }: Size): Box {
  const [wide, high] = [Math.max(MIN_SIDE, Math.round(width * 0.2)), Math.max(MIN_SIDE, Math.round(height * 0.3))];
  return { left: Math.round((width - wide) / 2), top: Math.round((height - high) / 2), width: wide, height: high };
}
