// The street's floor in perspective: stones, planks, lawn, snow, piano keys or tiles, with a pavement on both sides.
import { type Camera, project } from '../camera.ts';
import { darker, lighter, mix } from '../color.ts';
import type { Random } from '../random.ts';
import { type Point, path, polygon } from '../svg.ts';
import type { StreetStyle } from './styles.ts';

const near = 1.35;

/** Rows of depth that look alike high on screen: each is `growth` times the one before. */
function rows(far: number, growth: number): [number, number][] {
  const all: [number, number][] = [];
  for (let z = near; z < far; z *= growth) all.push([z, Math.min(far, z * growth)]);
  return all;
}

/** A closed curve through the corners' middles: a rounded stone. */
function pebble(points: readonly Point[]): string {
  const middle = (a: Point, b: Point): Point => [(a[0] + b[0]) / 2, (a[1] + b[1]) / 2];
  const last = points.at(-1);
  const first = points[0];
  if (last === undefined || first === undefined) return '';
  const start = middle(last, first);
  const curves = points.map((p, i) => {
    const [x, y] = middle(p, points[(i + 1) % points.length] ?? first);
    return `Q${p[0]} ${p[1]} ${x} ${y}`;
  });
  return `M${start[0]} ${start[1]} ${curves.join(' ')} Z`;
}

function stones(camera: Camera, style: StreetStyle, half: number, far: number, random: Random): string {
  const parts: string[] = [];
  const { base, other } = style.ground;
  for (const [z0, z1] of rows(Math.min(far, 17), 1.15)) {
    const fade = Math.min(0.9, z0 / 18);
    let x = -half + random.range(-0.8, 0);
    while (x < half) {
      const w = random.range(0.5, 1.25);
      const gap = 0.035;
      const corners: Point[] = [
        [x + gap, z0 + 0.02],
        [x + w * 0.5, z0 + random.range(-0.03, 0.1)],
        [x + w - gap, z0 + 0.03],
        [x + w + random.range(-0.12, 0.08), (z0 + z1) / 2],
        [x + w - gap, z1 - 0.02],
        [x + w * 0.5, z1 - random.range(-0.03, 0.1)],
        [x + gap, z1 - 0.03],
        [x + random.range(-0.08, 0.12), (z0 + z1) / 2],
      ];
      const color = mix(mix(lighter(base, 0.06), other, random.next()), style.ground.joint, fade * 0.12);
      parts.push(
        path(pebble(corners.map(([cx, cz]) => project(camera, cx, 0, cz))), color, { opacity: 1 - fade * 0.5 }),
      );
      x += w;
    }
  }
  return parts.join('');
}

function strips(camera: Camera, style: StreetStyle, half: number, far: number, random: Random): string {
  const parts: string[] = [];
  const { base, other, joint } = style.ground;
  const quad = (x0: number, x1: number, z0: number, z1: number, color: string, opacity = 1): void => {
    parts.push(
      polygon(
        [
          project(camera, x0, 0, z0),
          project(camera, x1, 0, z0),
          project(camera, x1, 0, z1),
          project(camera, x0, 0, z1),
        ],
        color,
        { opacity },
      ),
    );
  };
  switch (style.ground.kind) {
    case 'planks':
      for (const [z0, z1] of rows(far, 1.085)) {
        let x = -half - random.range(0, 3);
        while (x < half) {
          const w = random.range(2.5, 5);
          quad(
            Math.max(-half, x),
            Math.min(half, x + w - 0.03),
            z0 * 1.008,
            z1 * 0.997,
            mix(base, other, random.next()),
          );
          x += w;
        }
      }
      break;
    case 'keys':
      for (const [i, [z0, z1]] of rows(far, 1.16).entries()) {
        quad(-half, half, z0 * 1.006, z1 * 0.997, mix(base, joint, (i % 2) * 0.06));
        for (let x = -half + 0.6 + (i % 2) * 0.5; x < half - 0.6; x += 2.1)
          if (i % 7 !== 2 && i % 7 !== 6) quad(x, x + 0.8, z0 * 1.05, z1 * 1.06, other, 0.85);
      }
      break;
    case 'tiles':
      for (const [i, [z0, z1]] of rows(far, 1.17).entries()) {
        for (let k = 0; k * 1.3 < 2 * half; k += 1)
          quad(
            -half + k * 1.3 + 0.03,
            Math.min(half, -half + k * 1.3 + 1.27),
            z0 * 1.008,
            z1 * 0.994,
            (i + k) % 2 === 0 ? mix(base, other, random.next() * 0.3) : other,
          );
      }
      break;
    case 'lawn':
      for (const [i, [z0, z1]] of rows(far, 1.3).entries()) quad(-half, half, z0, z1, i % 2 === 0 ? base : other);
      for (let i = 0; i < 90; i += 1) {
        const [x, z] = [random.range(-half, half), random.range(1.5, 14)];
        const [px, py] = project(camera, x, 0, z);
        const s = 60 / z;
        parts.push(
          path(
            `M${px} ${py} l${-s * 0.12} ${-s * 0.3} l${s * 0.16} ${s * 0.2} l${s * 0.1} ${-s * 0.32} l${s * 0.08} ${s * 0.42} Z`,
            darker(other, 0.16),
            { opacity: 0.7 },
          ),
        );
      }
      // A path of pale earth winds along the middle.
      parts.push(
        polygon(
          [
            project(camera, -1.6, 0, near),
            project(camera, 1.3, 0, near),
            project(camera, 1.8, 0, 8),
            project(camera, 0.9, 0, far),
            project(camera, -1, 0, far),
            project(camera, -0.8, 0, 8),
          ],
          style.pavement,
          { stroke: darker(style.pavement, 0.2), strokeWidth: 1.5 },
        ),
      );
      break;
    default:
      for (let i = 0; i < 46; i += 1) {
        const [x, z] = [random.range(-half, half), random.range(1.6, far)];
        const [px, py] = project(camera, x, 0, z);
        const s = 620 / z;
        parts.push(
          path(
            `M${px - s * 0.9} ${py} Q${px} ${py - s * 0.17} ${px + s * 0.9} ${py} Q${px} ${py + s * 0.13} ${px - s * 0.9} ${py} Z`,
            i % 3 === 0 ? lighter(base, 0.6) : joint,
            { opacity: 0.32 },
          ),
        );
      }
  }
  return parts.join('');
}

/** The floor between the houses: `half` meters to each side, `far` meters deep. */
export function drawGround(style: StreetStyle, camera: Camera, half: number, far: number, random: Random): string {
  const road = half - 3;
  const { base, joint, kind } = style.ground;
  const all = polygon(
    [
      project(camera, -60, 0, near),
      project(camera, 60, 0, near),
      project(camera, 60, 0, far),
      project(camera, -60, 0, far),
    ],
    style.pavement,
  );
  const ribs = rows(far, 1.22).map(([z]) =>
    polygon(
      [
        project(camera, -60, 0, z),
        project(camera, 60, 0, z),
        project(camera, 60, 0, z * 1.012),
        project(camera, -60, 0, z * 1.012),
      ],
      darker(style.pavement, 0.2),
      { opacity: 0.55 },
    ),
  );
  const bed = polygon(
    [
      project(camera, -road, 0, near),
      project(camera, road, 0, near),
      project(camera, road, 0, far),
      project(camera, -road, 0, far),
    ],
    kind === 'snow' || kind === 'lawn' ? base : joint,
  );
  const floor = kind === 'stones' ? stones(camera, style, road, far, random) : strips(camera, style, road, far, random);
  const kerbs = [-1, 1].map((side) => {
    const x = side * road;
    const top = polygon(
      [
        project(camera, x, 0.14, near),
        project(camera, x + side * 0.35, 0.14, near),
        project(camera, x + side * 0.35, 0.14, far),
        project(camera, x, 0.14, far),
      ],
      lighter(style.pavement, 0.22),
    );
    return (
      polygon(
        [
          project(camera, x, 0, near),
          project(camera, x, 0.14, near),
          project(camera, x, 0.14, far),
          project(camera, x, 0, far),
        ],
        darker(style.pavement, 0.28),
      ) + top
    );
  });
  return all + ribs.join('') + bed + floor + kerbs.join('');
}
