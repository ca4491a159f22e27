// Boxes that are moved and resized inside a picture: whole pixels in, whole pixels out.
import type { Box } from './drawBoxes.tsx';

interface Size {
  width: number;
  height: number;
}
interface Way {
  x: number;
  y: number;
}

/** The edges or corner that are pulled, by compass. */
export type Edge = 'n' | 'ne' | 'e' | 'se' | 's' | 'sw' | 'w' | 'nw';
/** The box after the pointer has gone so far. */
export type BoxChange = (by: Way) => Box;

/** The shortest side that a pulled box keeps. */
const LEAST = 4;

const between = (value: number, low: number, high: number): number => Math.max(low, Math.min(high, value));

/** The part of a box that lies in the picture. */
export function clampBox({ left, top, width, height }: Box, size: Size): Box {
  const [x, y] = [between(left, 0, size.width), between(top, 0, size.height)];
  return {
    left: x,
    top: y,
    width: between(left + width, 0, size.width) - x,
    height: between(top + height, 0, size.height) - y,
  };
}

/** As large as before, stopped at the picture's edges. */
export function moveBox({ left, top, width, height }: Box, by: Way, size: Size): Box {
  return {
    left: between(left + by.x, 0, size.width - width),
    top: between(top + by.y, 0, size.height - height),
    ...{ width, height },
  };
}

/** The opposite edges stay where they are. */
export function resizeBox({ left, top, width, height }: Box, edge: Edge, by: Way, size: Size): Box {
  const [right, bottom] = [left + width, top + height];
  const west = edge.includes('w') ? between(left + by.x, 0, right - LEAST) : left;
  const east = edge.includes('e') ? between(right + by.x, left + LEAST, size.width) : right;
  const north = edge.includes('n') ? between(top + by.y, 0, bottom - LEAST) : top;
  const south = edge.includes('s') ? between(bottom + by.y, top + LEAST, size.height) : bottom;
  return { left: west, top: north, width: east - west, height: south - north };
}

/** A box in the middle, of a share of the picture's sides: where the keys begin. */
export function middleBox({ width, height }: Size): Box {
  const [wide, high] = [Math.max(LEAST, Math.round(width * 0.2)), Math.max(LEAST, Math.round(height * 0.3))];
  return { left: Math.round((width - wide) / 2), top: Math.round((height - high) / 2), width: wide, height: high };
}
