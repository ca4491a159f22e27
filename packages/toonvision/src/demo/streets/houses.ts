// House fronts, drawn on any wall of the street: straight ahead or in perspective along its sides.
import { type Camera, project } from '../camera.ts';
import { darker, lighter, mix } from '../color.ts';
import type { Random } from '../random.ts';
import { circle, type Point, polygon } from '../svg.ts';
import type { StreetStyle } from './styles.ts';

/** Where the front's point (u meters along, v meters up) lies in the image. */
type Wall = (u: number, v: number) => Point;

interface Front {
  wall: Wall;
  width: number;
  height: number;
  /** Color after fog and shade. */
  tone: (color: string) => string;
}

/** Half circle of unit radius, rounded: the tops of doors and windows. */
const arch: readonly Point[] = [
  [1, 0],
  [0.92, 0.38],
  [0.71, 0.71],
  [0.38, 0.92],
  [0, 1],
  [-0.38, 0.92],
  [-0.71, 0.71],
  [-0.92, 0.38],
  [-1, 0],
];

function box({ wall }: Front, u: number, v: number, w: number, h: number): Point[] {
  return [wall(u, v), wall(u + w, v), wall(u + w, v + h), wall(u, v + h)];
}

function arched({ wall }: Front, u: number, v: number, w: number, h: number): Point[] {
  const r = w / 2;
  return [wall(u, v), wall(u + w, v), ...arch.map(([x, y]) => wall(u + r + x * r, v + h - r * 0.8 + y * r * 0.8))];
}

function round({ wall }: Front, u: number, v: number, r: number): Point[] {
  return [...arch, ...arch.map(([x, y]): Point => [-x, -y])].map(([x, y]) => wall(u + x * r, v + y * r));
}

type WindowShape = 'box' | 'arched' | 'round';

function window(
  front: Front,
  u: number,
  v: number,
  w: number,
  h: number,
  shape: WindowShape,
  trim: string,
  glass: string,
): string {
  const { tone, wall } = front;
  const outline = (grow: number): Point[] =>
    shape === 'round'
      ? round(front, u + w / 2, v + h / 2, w / 2 + grow)
      : (shape === 'arched' ? arched : box)(front, u - grow, v - grow, w + 2 * grow, h + 2 * grow);
  const bar = tone(darker(trim, 0.1));
  const bars =
    polygon(
      [
        wall(u + w / 2 - 0.04, v),
        wall(u + w / 2 + 0.04, v),
        wall(u + w / 2 + 0.04, v + h),
        wall(u + w / 2 - 0.04, v + h),
      ],
      bar,
    ) + polygon(box(front, u, v + h * 0.48, w, 0.08), bar);
  const sill =
    shape === 'round' ? '' : polygon(box(front, u - 0.25, v - 0.22, w + 0.5, 0.16), tone(lighter(trim, 0.2)));
  const shine =
    shape === 'round'
      ? ''
      : polygon(
          [
            wall(u + w * 0.08, v + h * 0.3),
            wall(u + w * 0.4, v + h * 0.78),
            wall(u + w * 0.2, v + h * 0.78),
            wall(u + w * 0.08, v + h * 0.55),
          ],
          '#ffffff',
          { opacity: 0.35 },
        );
  return (
    polygon(outline(0.14), tone(trim), { stroke: tone(darker(trim, 0.45)), strokeWidth: 0.8 }) +
    polygon(outline(0), tone(glass)) +
    shine +
    bars +
    sill
  );
}

function door(front: Front, u: number, w: number, h: number, color: string, trim: string): string {
  const { tone, wall } = front;
  const [kx, ky] = wall(u + w * 0.82, h * 0.45);
  const step = polygon(box(front, u - 0.3, 0, w + 0.6, 0.16), tone(lighter(trim, 0.3)));
  return (
    polygon(arched(front, u - 0.2, 0, w + 0.4, h + 0.24), tone(trim), {
      stroke: tone(darker(trim, 0.5)),
      strokeWidth: 0.8,
    }) +
    polygon(arched(front, u, 0, w, h), tone(color)) +
    polygon(box(front, u + w * 0.14, h * 0.12, w * 0.3, h * 0.3), tone(darker(color, 0.22))) +
    polygon(box(front, u + w * 0.56, h * 0.12, w * 0.3, h * 0.3), tone(darker(color, 0.22))) +
    polygon(arched(front, u + w * 0.2, h * 0.5, w * 0.6, h * 0.36), tone(darker(color, 0.3))) +
    circle(kx, ky, 1.6, tone('#f0d050')) +
    step
  );
}

function awning(front: Front, u: number, w: number, v: number, color: string): string {
  const { tone, wall } = front;
  const stripes = 6;
  return Array.from({ length: stripes }, (_, i) => {
    const [a, b] = [u + (w * i) / stripes, u + (w * (i + 1)) / stripes];
    const c = i % 2 === 0 ? color : '#f6efe0';
    return polygon(
      [
        wall(a + (u + w / 2 - a) * 0.1, v + 0.9),
        wall(b + (u + w / 2 - b) * 0.1, v + 0.9),
        wall(b, v),
        wall((a + b) / 2, v - 0.18),
        wall(a, v),
      ],
      tone(c),
    );
  }).join('');
}

/** Bricks or boards that give the plain wall some texture. */
function texture(front: Front, color: string, random: Random, boards: boolean): string {
  const { width, height, tone } = front;
  if (boards)
    return Array.from({ length: 9 }, (_, i) =>
      polygon(box(front, 0, (height * (i + 1)) / 10, width, 0.06), tone(darker(color, 0.2))),
    ).join('');
  return Array.from({ length: 9 }, () => {
    const [u, v] = [random.range(0.1, width - 1), random.range(0.8, height - 0.8)];
    return polygon(box(front, u, v, 0.75, 0.3), tone(random.chance(0.5) ? darker(color, 0.13) : lighter(color, 0.12)));
  }).join('');
}

function drawFront(front: Front, style: StreetStyle, random: Random): string {
  const { width, height, wall, tone } = front;
  const color = random.pick(style.walls);
  const trim = random.pick(style.trims);
  const roof = random.pick(style.roofs);
  const floors = height > 6.4 ? 2 : 1;
  const flare = random.range(-0.05, 0.22);
  const outline: Point[] = [0, 0.35, 0.7, 1].map((s) => wall(-flare * s * s * width * 0.2, s * height));
  const other: Point[] = [1, 0.7, 0.35, 0].map((s) => wall(width + flare * s * s * width * 0.2, s * height));
  const parts = [polygon([...outline, ...other], tone(color), { stroke: tone(darker(color, 0.45)), strokeWidth: 1 })];
  parts.push(texture(front, color, random, random.chance(0.35)));
  // The wall is darker near its foot and lit below the roof.
  parts.push(
    polygon(box(front, 0, 0, width, height * 0.3), '#000000', { opacity: 0.08 }),
    polygon(box(front, 0, 0, width, 0.55), tone(darker(trim, 0.15))),
  );
  parts.push(
    ...[0, width - 0.4].map((u) => polygon(box(front, u, 0.5, 0.4, height - 0.5), tone(mix(color, trim, 0.5)))),
  );
  const shape = random.pick(['box', 'arched', 'round', 'arched'] as const);
  const doorAt = random.pick([0.18, 0.5, 0.78]) * width;
  const doorWidth = Math.min(1.7, width * 0.3);
  parts.push(door(front, doorAt - doorWidth / 2, doorWidth, 2.7, random.pick(style.doors), trim));
  const slots = Math.max(2, Math.floor(width / 2.2));
  const storey = height / (floors + 0.35);
  for (let floor = 0; floor < floors; floor += 1) {
    for (let i = 0; i < slots; i += 1) {
      const u = (width * (i + 0.5)) / slots;
      if (floor === 0 && Math.abs(u - doorAt) < doorWidth * 0.5 + 0.9) continue;
      const size = shape === 'round' ? 1.25 : 1.05;
      parts.push(
        window(
          front,
          u - size / 2,
          floor * storey + 1.5,
          size,
          shape === 'round' ? 1.25 : 1.6,
          shape,
          trim,
          style.night && random.chance(0.35) ? '#3a3a66' : style.glass,
        ),
      );
    }
  }
  if (random.chance(0.4))
    parts.push(awning(front, doorAt - doorWidth * 0.9, doorWidth * 1.8, 2.95, random.pick(style.doors)));
  if (floors === 2) parts.push(polygon(box(front, -0.1, storey * 1.02, width + 0.2, 0.28), tone(trim)));
  const gable = random.chance(0.35);
  const top: Point[] = gable
    ? [wall(width * 0.5, height + width * 0.36)]
    : [wall(width * 0.94, height + 1), wall(width * 0.06, height + 1)];
  parts.push(
    polygon([wall(-0.45, height - 0.1), wall(width + 0.45, height - 0.1), ...top], tone(roof), {
      stroke: tone(darker(roof, 0.4)),
      strokeWidth: 1,
    }),
  );
  parts.push(
    polygon(
      [
        wall(-0.5, height - 0.3),
        wall(width + 0.5, height - 0.3),
        wall(width + 0.5, height + 0.12),
        wall(-0.5, height + 0.12),
      ],
      tone(lighter(trim, 0.1)),
      { stroke: tone(darker(trim, 0.4)), strokeWidth: 0.7 },
    ),
  );
  if (gable)
    parts.push(
      polygon(round(front, width * 0.5, height + width * 0.13, 0.5), tone(style.glass), {
        stroke: tone(trim),
        strokeWidth: 1.6,
      }),
    );
  return parts.join('');
}

/** The houses around the street: a row at the end and one on each side. `fogAt(z)` is the share of fog at z meters. */
export function drawHouses(
  style: StreetStyle,
  camera: Camera,
  half: number,
  far: number,
  fogAt: (z: number) => number,
  random: Random,
): string {
  const parts: string[] = [];
  let x = -34;
  while (x < 34) {
    const start = x;
    const width = random.range(5, 8);
    const tone = (color: string): string => mix(color, style.fog, fogAt(far));
    parts.push(
      drawFront(
        { wall: (u, v) => project(camera, start + u, v, far), width, height: random.range(5.2, 8.6), tone },
        style,
        random,
      ),
    );
    x += width + (random.chance(0.25) ? random.range(0.8, 2.4) : 0.15);
  }
  for (const side of [-1, 1]) {
    let z = far - 0.4;
    // From far to near, so that nearer fronts cover farther ones.
    while (z > 3.2) {
      const width = Math.min(random.range(5, 7.5), z - 2.2);
      const end = z;
      const start = z - width;
      const wall: Wall =
        side < 0
          ? (u, v) => project(camera, side * half, v, start + u)
          : (u, v) => project(camera, side * half, v, end - u);
      const shade = side < 0 ? 0.02 : 0.17;
      const tone = (color: string): string => mix(darker(color, shade), style.fog, fogAt((start + end) / 2));
      parts.push(drawFront({ wall, width, height: random.range(5, 8.2), tone }, style, random));
      z = start - (random.chance(0.2) ? random.range(0.5, 1.5) : 0.1);
    }
  }
  return parts.join('');
}
