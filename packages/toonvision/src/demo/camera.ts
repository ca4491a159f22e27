// Perspective camera: projects points of the street into the image.
import type { Point } from './svg.ts';

/** Size of screenshots, pixels. */
export const IMAGE_WIDTH = 800;
export const IMAGE_HEIGHT = 600;

/** Sprite units per meter of the street. */
const UNITS_PER_METER = 80;

export interface Camera {
  /** Row of the horizon and column of the vanishing point, pixels. */
  horizon: number;
  center: number;
  /** Focal length: pixels per meter at a distance of one meter. */
  focal: number;
  /** Height of the eye above the ground, meters. */
  eye: number;
}

/** Pixel position of the point `x` meters to the right, `y` meters above the ground, `z` meters away (z > 0). */
export function project({ horizon, center, focal, eye }: Camera, x: number, y: number, z: number): Point {
  return [center + (focal * x) / z, horizon + (focal * (eye - y)) / z];
}

/** Pixels per sprite unit at a distance of `z` meters. */
export const unitAt = ({ focal }: Camera, z: number): number => focal / z / UNITS_PER_METER;
