// Pose of a figure: viewing direction, legs and arms.
import type { Random } from './random.ts';

interface View {
  /** 0 straight, .5 three quarters, 1 side on; always towards the right before mirroring. */
  turn: 0 | 0.5 | 1;
  back: boolean;
  mirror: boolean;
}

export interface Pose {
  view: View;
  /** Half a step: -1 (left foot in front) .. 1. */
  stride: number;
  /** Degrees that the arms are lifted sideways (front and back view) or forwards (side), shoulder and elbow. */
  arms: readonly [readonly [shoulder: number, elbow: number], readonly [shoulder: number, elbow: number]];
  /** Degrees of the head's tilt. */
  tilt: number;
}

const views: readonly Omit<View, 'mirror'>[] = [
  { turn: 0, back: false },
  { turn: 0.5, back: false },
  { turn: 1, back: false },
  { turn: 0.5, back: true },
  { turn: 0, back: true },
];

function arm(random: Random): readonly [number, number] {
  const kind = random.weighted([6, 1, 1.2, 1]);
  if (kind === 1) return [random.range(115, 150), random.range(10, 35)];
  if (kind === 2) return [random.range(38, 48), random.range(-95, -80)];
  if (kind === 3) return [random.range(18, 35), random.range(60, 95)];
  return [random.range(5, 16), random.range(0, 12)];
}

/** A pose: front views are a little more common than side views, back views rarer. */
export function randomPose(random: Random): Pose {
  const view = views[random.weighted([3.4, 3, 2.2, 1, 1.4])] ?? { turn: 0, back: false };
  return {
    view: { ...view, mirror: random.chance(0.5) },
    stride: random.range(-1, 1),
    arms: [arm(random), arm(random)],
    tilt: random.range(-5, 5),
  };
}
