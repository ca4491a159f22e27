// Eyes, brows, noses and mouths of Cogs, on a head turned by 0, .5 or 1 towards the right.
import { darker, lighter } from '../color.ts';
import { ball, circle, ellipse, line, path, polygon, rect, solid } from '../svg.ts';

export type Eyes = 'round' | 'slit' | 'tired' | 'glasses' | 'shades' | 'monocle' | 'stare' | 'spiral' | 'mask';
export type Nose = 'none' | 'long' | 'hook' | 'bulb' | 'button' | 'beak' | 'snout';
export type Mouth = 'frown' | 'grin' | 'teeth' | 'smirk' | 'small' | 'fangs' | 'moustache' | 'double' | 'lips' | 'fish';
export type Brow = 'none' | 'angry' | 'flat' | 'worried' | 'arched' | 'thick';

export interface Face {
  eyes: Eyes;
  nose: Nose;
  mouth: Mouth;
  brow: Brow;
}

/** The head a face sits on. */
export interface FacePlane {
  w: number;
  h: number;
  turn: number;
  skin: string;
}

const ink = '#1b1620';

/** Where the point `u` of the face's half width lies, once the head is turned. */
const across = ({ w, turn }: FacePlane, u: number): number => w * (u * (1 - 0.4 * turn) + turn * 0.52);

function oneEye(eyes: Eyes, x: number, y: number, r: number, side: number, look: number, skin: string): string {
  const pupil = circle(x + look * r * 0.35 - side * r * 0.12, y + r * 0.1, r * 0.38, ink);
  const white = ellipse(x, y, r, r * 1.12, '#fbfaf2', { stroke: ink, strokeWidth: 0.8 });
  switch (eyes) {
    case 'slit':
      return (
        polygon(
          [
            [x - r, y - side * r * 0.5],
            [x + r, y + side * r * 0.5],
            [x, y + r * 0.8],
          ],
          '#f6f3d8',
          { stroke: ink, strokeWidth: 0.8 },
        ) + circle(x, y + r * 0.2, r * 0.3, '#a01818')
      );
    case 'tired':
      return (
        white +
        pupil +
        path(`M${x - r * 1.1} ${y} A${r * 1.1} ${r * 1.2} 0 0 1 ${x + r * 1.1} ${y} Z`, darker(skin, 0.22), {
          stroke: ink,
          strokeWidth: 0.7,
        }) +
        line(`M${x - r} ${y + r * 1.4} q${r} ${r * 0.6} ${r * 2} 0`, darker(skin, 0.4), 0.9)
      );
    case 'glasses':
      return (
        white +
        pupil +
        circle(x, y, r * 1.55, '#bfe4ee', { stroke: '#2b2b33', strokeWidth: 1.6, more: 'fill-opacity=".28"' })
      );
    case 'monocle':
      return (
        white +
        pupil +
        (side < 0
          ? circle(x, y, r * 1.6, '#d8eef2', { stroke: '#c79a2e', strokeWidth: 1.7, more: 'fill-opacity=".3"' }) +
            line(`M${x} ${y + r * 1.6} q-3 9 1 18`, '#c79a2e', 0.8)
          : '')
      );
    case 'spiral':
      return (
        circle(x, y, r * 1.15, '#f4f2ff', { stroke: ink, strokeWidth: 0.8 }) +
        line(
          `M${x} ${y} q${r * 0.5} ${-r * 0.3} ${r * 0.4} ${r * 0.3} q${-r * 0.5} ${r * 0.7} ${-r} 0 q${-r * 0.2} ${-r} ${r * 0.7} ${-r * 0.9}`,
          '#5a3ab0',
          1,
        )
      );
    case 'stare':
      return (
        circle(x, y, r * 1.25, '#fdfbe8', { stroke: ink, strokeWidth: 0.8 }) +
        circle(x + look * r * 0.3, y, r * 0.3, ink)
      );
    default:
      return white + pupil;
  }
}

function eyePair(face: Face, plane: FacePlane): string {
  const { w, h, turn, skin } = plane;
  const y = -h * 0.6;
  const r = Math.max(3.4, w * 0.21);
  // Side on, only the near eye shows.
  const sides = turn === 1 ? [-1] : [-1, 1];
  const at = (side: number): number => across(plane, turn === 1 ? 0.05 : side * 0.42);
  if (face.eyes === 'shades') {
    return (
      sides.map((side) => rect(at(side) - r * 1.5, y - r * 0.9, r * 3, r * 2, '#15151c', r * 0.7)).join('') +
      line(`M${at(-1)} ${y - r * 0.5} L${across(plane, turn === 1 ? 0.55 : 0.42)} ${y - r * 0.5}`, '#15151c', 2) +
      sides.map((side) => line(`M${at(side) - r * 0.7} ${y + r * 0.3} l${r * 0.7} ${-r * 0.8}`, '#8fa4c8', 1)).join('')
    );
  }
  const mask =
    face.eyes === 'mask'
      ? path(
          `M${across(plane, -0.95)} ${y - r * 1.3} Q${across(plane, 0)} ${y - r * 2} ${across(plane, 0.9)} ${y - r * 1.3} L${across(plane, 0.85)} ${y + r * 1.2} Q${across(plane, 0)} ${y + r * 0.8} ${across(plane, -0.9)} ${y + r * 1.2} Z`,
          '#1d1b22',
        )
      : '';
  return mask + sides.map((side) => oneEye(face.eyes, at(side), y, r, side, turn * 1.2, skin)).join('');
}

function brows(face: Face, plane: FacePlane): string {
  if (face.brow === 'none' || face.eyes === 'shades') return '';
  const { w, h, turn } = plane;
  const y = -h * 0.6 - Math.max(3.4, w * 0.21) * 1.5;
  const tilt = { angry: 4.5, flat: 0, worried: -4, arched: -1.5, thick: 1.5 }[face.brow];
  return (turn === 1 ? [-1] : [-1, 1])
    .map((side) => {
      const x = across(plane, turn === 1 ? 0.05 : side * 0.42);
      const arch = face.brow === 'arched' ? -5 : 0;
      const half = w * 0.24;
      return line(
        `M${x - half} ${y - (side < 0 ? tilt : -tilt) * 0.6} Q${x} ${y + arch} ${x + half} ${y + (side < 0 ? tilt : -tilt) * 0.6}`,
        ink,
        face.brow === 'thick' ? 4.6 : 2.4,
      );
    })
    .join('');
}

function noseShape(nose: Nose, plane: FacePlane): string {
  const { w, h, turn, skin } = plane;
  const x = across(plane, turn * 0.3);
  const y = -h * 0.45;
  const out = turn * w * 0.35;
  const tone = darker(skin, 0.12);
  switch (nose) {
    case 'none':
      return '';
    case 'long':
      return solid(
        `M${x - 3} ${y - 8} L${x + 3} ${y - 8} L${x + 4 + out * 1.4} ${y + 5} Q${x + out * 1.4} ${y + 9} ${x - 4 + out * 0.4} ${y + 5} Z`,
        tone,
        0.9,
      );
    case 'hook':
      return solid(
        `M${x - 2} ${y - 9} Q${x + 8 + out * 1.3} ${y - 4} ${x + 5 + out} ${y + 9} Q${x + out * 0.4} ${y + 3} ${x - 4} ${y + 4} Z`,
        tone,
        0.9,
      );
    case 'bulb':
      return ball(x + out * 0.7, y + 1, w * 0.27, w * 0.25, lighter(darker(skin, 0.05), 0.02), 0.9);
    case 'button':
      return ball(x + out * 0.6, y + 1, w * 0.14, w * 0.13, tone, 0.8);
    case 'beak':
      return solid(
        `M${x - w * 0.32} ${y - 6} Q${x + out * 0.5} ${y - 12} ${x + w * 0.32 + out} ${y - 5} Q${x + w * 0.3 + out * 1.8} ${y + 12} ${x + out * 1.2} ${y + 16} Q${x - w * 0.1} ${y + 8} ${x - w * 0.32} ${y + 4} Z`,
        '#e8b32e',
        1,
      );
    case 'snout':
      return (
        solid(
          `M${x - w * 0.4} ${y - 1} Q${x + out} ${y - 9} ${x + w * 0.4 + out} ${y - 1} L${x + w * 0.3 + out} ${y + 9} L${x - w * 0.35} ${y + 9} Z`,
          tone,
          0.9,
        ) +
        circle(x - 3 + out, y + 3, 1.3, ink) +
        circle(x + 4 + out, y + 3, 1.3, ink)
      );
  }
}

function mouthShape(mouth: Mouth, plane: FacePlane): string {
  const { w, h, turn, skin } = plane;
  const x = across(plane, turn * 0.12);
  const y = -h * 0.2;
  const m = w * 0.5 * (1 - 0.3 * turn);
  const grid = (count: number, top: number, bottom: number): string =>
    Array.from({ length: count }, (_, i) =>
      line(`M${x - m + ((i + 1) * 2 * m) / (count + 1)} ${top} V${bottom}`, ink, 0.7),
    ).join('');
  switch (mouth) {
    case 'frown':
      return line(`M${x - m} ${y + 3} Q${x} ${y - 5} ${x + m} ${y + 3}`, ink, 2);
    case 'grin':
      return (
        path(
          `M${x - m} ${y - 4} Q${x} ${y - 1} ${x + m} ${y - 4} Q${x + m * 0.7} ${y + 8} ${x} ${y + 8} Q${x - m * 0.7} ${y + 8} ${x - m} ${y - 4} Z`,
          '#fdfdf6',
          { stroke: ink, strokeWidth: 1.1 },
        ) + grid(5, y - 2, y + 7)
      );
    case 'teeth':
      return (
        rect(x - m, y - 4, 2 * m, 9, '#f4f0dc', 2, { stroke: ink, strokeWidth: 1.1 }) +
        line(`M${x - m} ${y + 0.5} h${2 * m}`, ink, 0.8) +
        grid(4, y - 4, y + 5)
      );
    case 'smirk':
      return line(`M${x - m} ${y + 2} Q${x + m * 0.3} ${y + 4} ${x + m} ${y - 4}`, ink, 2);
    case 'small':
      return ellipse(x, y, m * 0.36, 2.6, '#5a1d22', { stroke: ink, strokeWidth: 0.8 });
    case 'fangs':
      return (
        line(`M${x - m} ${y + 1} Q${x} ${y - 4} ${x + m} ${y + 1}`, ink, 1.6) +
        polygon(
          [
            [x - m * 0.55, y - 1],
            [x - m * 0.25, y - 2],
            [x - m * 0.4, y + 6],
          ],
          '#fff',
          { stroke: ink, strokeWidth: 0.6 },
        ) +
        polygon(
          [
            [x + m * 0.25, y - 2],
            [x + m * 0.55, y - 1],
            [x + m * 0.4, y + 6],
          ],
          '#fff',
          { stroke: ink, strokeWidth: 0.6 },
        )
      );
    case 'moustache':
      return (
        line(`M${x - m * 0.6} ${y + 4} q${m * 0.6} 2 ${m * 1.2} 0`, ink, 1.6) +
        path(
          `M${x} ${y - 5} Q${x + m} ${y - 6} ${x + m * 1.25} ${y + 2} Q${x + m * 0.6} ${y + 1} ${x} ${y} Q${x - m * 0.6} ${y + 1} ${x - m * 1.25} ${y + 2} Q${x - m} ${y - 6} ${x} ${y - 5} Z`,
          '#3a2a22',
        )
      );
    case 'double':
      return [-1, 1]
        .map((side) =>
          path(
            `M${x + side * m * 0.62 - m * 0.45} ${y - 3} h${m * 0.9} q${-m * 0.1} 8 ${-m * 0.45} 8 q${-m * 0.35} 0 ${-m * 0.45} -8 Z`,
            side < 0 ? '#fdfdf6' : '#5a1d22',
            { stroke: ink, strokeWidth: 1.1 },
          ),
        )
        .join('');
    case 'lips':
      return (
        path(
          `M${x - m * 0.7} ${y} Q${x - m * 0.3} ${y - 5} ${x} ${y - 2.5} Q${x + m * 0.3} ${y - 5} ${x + m * 0.7} ${y} Q${x} ${y + 8} ${x - m * 0.7} ${y} Z`,
          '#c8304a',
          { stroke: ink, strokeWidth: 0.9 },
        ) + line(`M${x - m * 0.6} ${y + 0.5} h${m * 1.2}`, '#5a1020', 0.8)
      );
    case 'fish':
      return (
        ellipse(x, y, m * 1.15, 6.5, darker(skin, 0.2), { stroke: ink, strokeWidth: 1 }) +
        path(`M${x - m} ${y + 1} Q${x} ${y - 5} ${x + m} ${y + 1} Q${x} ${y + 1} ${x - m} ${y + 1} Z`, '#4a1a20')
      );
  }
}

/** The whole face; side on, the profile's nose stands out over the head's edge. */
export function drawFace(face: Face, plane: FacePlane): string {
  return mouthShape(face.mouth, plane) + eyePair(face, plane) + brows(face, plane) + noseShape(face.nose, plane);
}
