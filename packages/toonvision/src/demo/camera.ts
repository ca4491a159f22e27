// The camera: where a point of the street lands in the picture, and how large things are there.
import type { Point } from './svg.ts';

export const pictureWidth = 800;
export const pictureHeight = 600;

/** Sprite units in a street meter. */
const unitsPerMeter = 80;

export interface Camera {
  /** Row of the horizon and column of the vanishing point, pixels. */
  horizon: number;
  center: number;
  /** Pixels that one meter takes at a distance of one meter. */
  focal: number;
  /** Height of the eye above the ground, meters. */
  eye: number;
}

/** The picture's place of the point `x` meters to the right, `y` meters above the ground, `z` meters away (z > 0). */
export function project({ horizon, center, focal, eye }: Camera, x: number, y: number, z: number): Point {
  return [center + (focal * x) / z, horizon + (focal * (eye - y)) / z];
}

/** Pixels of one sprite unit at `z` meters. */
export const unitAt = ({ focal }: Camera, z: number): number => focal / z / unitsPerMeter;
