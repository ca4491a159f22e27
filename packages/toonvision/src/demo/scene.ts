// Places the camera, the objects and the props of one screenshot in its street.
import { type Camera, IMAGE_HEIGHT, IMAGE_WIDTH, project, unitAt } from './camera.ts';
import { drawCog } from './cogs/cog.ts';
import type { Shot } from './layout.ts';
import { type Pose, randomPose } from './pose.ts';
import { drawProp } from './props/index.ts';
import { type Random, randomOf } from './random.ts';
import { streetStyles } from './streets/styles.ts';
import type { Sprite } from './svg.ts';
import { drawToon, randomToonLook, type ToonLook } from './toons/toon.ts';

/** A sprite placed in the street. */
export interface Standing {
  sprite: Sprite;
  /** Meters to the right of the street's center. */
  x: number;
  z: number;
  /** Brightness factor; below 1 in the shade of a house. */
  gain: number;
  /** Half width of its shadow, sprite units. */
  shadow: number;
  /** Index among the screenshot's objects; undefined for a prop. */
  object: number | undefined;
}

export interface Scene {
  camera: Camera;
  half: number;
  far: number;
  /** Share of fog (0..1) at `z` meters. */
  fogAt: (z: number) => number;
  /** Multipliers of red, green and blue of the finished image. */
  grade: readonly [number, number, number];
  /** Sprites in painting order, from far to near. */
  standing: readonly Standing[];
}

interface Actor {
  label: string;
  pose: Pose;
  tie: number;
  look: ToonLook;
  x: number;
  z: number;
  gain: number;
}

const clamp = (value: number, low: number, high: number): number => Math.max(low, Math.min(high, value));

/** Distance of an object in meters; near objects are rarer. */
function distance(random: Random): number {
  const kind = random.weighted([26, 40, 34]);
  return kind === 0 ? random.range(3.0, 5.5) : kind === 1 ? random.range(5.5, 10.5) : random.range(10.5, 21);
}

function spriteOf(actor: Actor, walk: number): Sprite {
  const pose: Pose = {
    ...actor.pose,
    stride: clamp(actor.pose.stride + walk, -1, 1),
    tilt: actor.pose.tilt + walk * 4,
  };
  const parts = /^(?:cog_[a-z]+|toon)_(?<name>[a-z]+)$/.exec(actor.label);
  const name = parts?.groups?.name ?? actor.label;
  return actor.label.startsWith('cog_') ? drawCog(name, pose, actor.tie) : drawToon(name, pose, actor.look);
}

/**
 * The scene of frame `frame` of `shot`. Frames of a burst share everything but a few pixels of camera and object motion.
 * Each `attempt` gives another scene; from the 6th on, objects stand apart with nothing in front of them.
 */
export function placeScene(shot: Shot, frame: number, attempt: number, seed: number): Scene {
  const style = streetStyles[shot.street];
  const stem = shot.burst ?? shot.names[0] ?? '';
  const random = randomOf(seed, stem, 'scene', attempt);
  const motion = randomOf(seed, stem, 'motion', attempt, frame);
  const shake = (size: number): number => (frame === 0 ? 0 : motion.range(-size, size));
  const easy = attempt >= 6;

  const camera: Camera = {
    horizon: random.range(235, 295) + shake(3),
    center: random.range(270, 530) + shake(5),
    focal: random.range(500, 560) * (1 + shake(0.006)),
    eye: random.range(1.45, 1.95),
  };
  const half = random.range(7.5, 12.5);
  const far = random.range(23, 31);
  const fog = random.range(style.haze[0], style.haze[1]);
  const exposure = random.range(style.exposure[0], style.exposure[1]);
  const tint = style.light.map((v) => v * exposure * random.range(0.965, 1.035));
  // Fog thickens with distance: quadratic, so that it needs no exponential.
  const fogAt = (z: number): number =>
    clamp(fog * (0.25 * (z / 30) + 0.75 * (z / 30) * (z / 30)) * (style.night ? 1.5 : 1), 0, 0.85);

  const actors: Actor[] = shot.labels.map((label, i) => {
    const z = easy ? random.range(6, 12) : distance(random);
    const slot = (i + random.range(0.25, 0.75)) / shot.labels.length;
    const column = easy ? 80 + 640 * slot : random.range(50, 750);
    return {
      label,
      pose: randomPose(random),
      tie: random.int(0, 2),
      look: randomToonLook(random),
      x: ((column - camera.center) * z) / camera.focal,
      z,
      gain: random.chance(0.3) ? random.range(0.66, 0.88) : random.range(0.92, 1.1),
    };
  });

  const standing: Standing[] = actors.map((actor, object) => ({
    sprite: spriteOf(actor, frame === 0 ? 0 : motion.range(-0.3, 0.3)),
    x: actor.x + shake(0.06),
    z: actor.z * (1 + shake(0.012)),
    gain: actor.gain,
    shadow: actor.label.startsWith('cog_') ? 46 : 36,
    object,
  }));
  const prop = (x: number, z: number): Standing => {
    const sprite = drawProp(random.pick(style.props), random);
    return {
      sprite,
      x,
      z,
      gain: random.range(0.9, 1.08),
      shadow: Math.min(sprite.right, 80) * 0.95,
      object: undefined,
    };
  };
  // Props along the pavements, both sides.
  for (let i = random.int(5, 9); i > 0; i -= 1) {
    standing.push(prop((random.chance(0.5) ? 1 : -1) * (half - random.range(0.9, 3.2)), random.range(6.5, far - 1.5)));
  }
  // Occasionally one stands right in front of an object.
  for (const actor of actors) {
    if (easy || actor.z < 4 || !random.chance(0.26)) continue;
    const z = actor.z * random.range(0.72, 0.93);
    const column = camera.focal * (actor.x / actor.z) + random.range(-0.75, 0.75) * (camera.focal / actor.z);
    standing.push(prop((column * z) / camera.focal, z));
  }
  standing.sort((a, b) => b.z - a.z);
  return { camera, half, far, fogAt, grade: [tint[0] ?? 1, tint[1] ?? 1, tint[2] ?? 1], standing };
}

/** Bounds of `standing` in whole pixels of the image; undefined when it is out of sight. */
export function regionOf(
  camera: Camera,
  { sprite, x, z }: Standing,
): { left: number; top: number; right: number; bottom: number } | undefined {
  const [px, py] = project(camera, x, 0, z);
  const unit = unitAt(camera, z);
  const left = clamp(Math.floor(px + sprite.left * unit), 0, IMAGE_WIDTH);
  const right = clamp(Math.ceil(px + sprite.right * unit), 0, IMAGE_WIDTH);
  const top = clamp(Math.floor(py + sprite.top * unit), 0, IMAGE_HEIGHT);
  const bottom = clamp(Math.ceil(py + sprite.bottom * unit), 0, IMAGE_HEIGHT);
  return right > left && bottom > top ? { left, top, right, bottom } : undefined;
}
