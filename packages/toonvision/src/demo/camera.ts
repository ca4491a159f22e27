// The camera: where a point of the street lands in the picture, and how large things are there.
import type { Point } from './svg.ts';

export const pictureWidth = 800;
export const pictureHeight = 600;

/** Sprite units in a street metre. */
const unitsPerMetre = 80;

export interface Camera {
  /** Row of the horizon and column of the vanishing point, pixels. */
  horizon: number;
  centre: number;
  /** Pixels that one metre takes at a distance of one metre. */
  focal: number;
  /** Height of the eye above the ground, metres. */
  eye: number;
}

/** The picture's place of the point `x` metres to the right, `y` metres above the ground, `z` metres away (z > 0). */
export function project({ horizon, centre, focal, eye }: Camera, x: number, y: number, z: number): Point {
  return [centre + (focal * x) / z, horizon + (focal * (eye - y)) / z];
}

/** Pixels of one sprite unit at `z` metres. */
export const unitAt = ({ focal }: Camera, z: number): number => focal / z / unitsPerMetre;
