// Draws Cogs' hair, feathers, wigs and hoods.
import { ball, line, polygon, solid } from '../svg.ts';
import type { GearDrawing, GearPlace } from './gearPlace.ts';

export const HAIR_STYLES = [
  'bald',
  'tuft',
  'slick',
  'widow',
  'hood',
  'feathers',
  'wig',
  'curl',
  'sides',
  'long',
  'pompadour',
] as const;

export type Hair = (typeof HAIR_STYLES)[number];

const hairCap = (w: number, h: number, depth: number, color: string): string =>
  solid(
    `M${-w * 0.98} ${-h * (1 - depth)} Q${-w * 1.06} ${-h * 1.06} 0 ${-h * 1.08} Q${w * 1.06} ${-h * 1.06} ${w * 0.98} ${-h * (1 - depth)} Q${w * 0.5} ${-h * (1 - depth * 0.55)} 0 ${-h * (1 - depth * 0.5)} Q${-w * 0.5} ${-h * (1 - depth * 0.55)} ${-w * 0.98} ${-h * (1 - depth)} Z`,
    color,
  );

/** The hair at the back of the head covers what would be the face. */
const backHair = (w: number, h: number, color: string): string =>
  solid(
    `M${-w * 0.95} ${-h * 0.3} Q${-w * 1.08} ${-h * 1.08} 0 ${-h * 1.06} Q${w * 1.08} ${-h * 1.08} ${w * 0.95} ${-h * 0.3} Q0 ${-h * 0.12} ${-w * 0.95} ${-h * 0.3} Z`,
    color,
  );

/** Hair, feathers or a hood. */
export function drawHair(hair: Hair, { w, h, turn, back }: GearPlace): GearDrawing {
  const shift = turn * w * 0.4;
  switch (hair) {
    case 'bald':
      return {};
    case 'tuft':
      return { front: line(`M-3 ${-h} q-4 -9 -9 -8 M0 ${-h} q0 -10 3 -13 M3 ${-h} q5 -7 9 -6`, '#5b3a20', 2.6) };
    case 'slick':
      return { front: back ? backHair(w, h, '#2a1d16') : hairCap(w, h, 0.24, '#2a1d16') };
    case 'widow':
      return {
        front: back
          ? backHair(w, h, '#15131a')
          : solid(
              `M${-w} ${-h * 0.62} L${-w * 0.98} ${-h * 1.02} Q0 ${-h * 1.16} ${w * 0.98} ${-h * 1.02} L${w} ${-h * 0.62} L${w * 0.6} ${-h * 0.9} L${shift * 0.8} ${-h * 0.74} L${-w * 0.6} ${-h * 0.9} Z`,
              '#15131a',
            ),
      };
    case 'hood':
      return {
        behind: solid(
          `M${-w * 1.12} 3 Q${-w * 1.35} ${-h * 0.95} 0 ${-h * 1.26} Q${w * 1.35} ${-h * 0.95} ${w * 1.12} 3 Z`,
          '#3a3350',
        ),
        ...(back
          ? {
              front: solid(
                `M${-w * 1.12} 3 Q${-w * 1.35} ${-h * 0.95} 0 ${-h * 1.26} Q${w * 1.35} ${-h * 0.95} ${w * 1.12} 3 Z`,
                '#3a3350',
              ),
            }
          : {}),
      };
    case 'feathers':
      return {
        behind: polygon(
          [
            [-w * 0.7, -h * 0.85],
            [-w * 0.5, -h * 1.2],
            [-w * 0.2, -h * 0.98],
            [0, -h * 1.28],
            [w * 0.22, -h * 0.98],
            [w * 0.55, -h * 1.18],
            [w * 0.7, -h * 0.85],
          ],
          '#d8d2c4',
          { stroke: '#6a6458', strokeWidth: 1 },
        ),
      };
    case 'wig': {
      const curls = [-1, 1].flatMap((side) =>
        [0.02, 0.26, 0.5, 0.74].map((s) =>
          ball(side * w * (1.08 - s * 0.1), -h * s, w * 0.3, h * 0.13, '#ece8df', 0.9),
        ),
      );
      return {
        behind: curls.join(''),
        front: back
          ? backHair(w * 1.1, h * 1.05, '#ece8df')
          : solid(
              `M${-w * 1.05} ${-h * 0.7} Q${-w} ${-h * 1.2} 0 ${-h * 1.2} Q${w} ${-h * 1.2} ${w * 1.05} ${-h * 0.7} Q0 ${-h * 0.98} ${-w * 1.05} ${-h * 0.7} Z`,
              '#ece8df',
            ),
      };
    }
    case 'curl':
      return { front: line(`M0 ${-h} q-2 -9 5 -12 q7 -1 5 6 q-3 4 -6 0`, '#6a2a1c', 2.6) };
    case 'sides':
      return {
        behind:
          ball(-w * 1.0, -h * 0.5, w * 0.28, h * 0.2, '#8a6a44') +
          ball(w * 1.0, -h * 0.5, w * 0.28, h * 0.2, '#8a6a44'),
        ...(back
          ? {
              front: solid(
                `M${-w} ${-h * 0.6} Q0 ${-h * 0.3} ${w} ${-h * 0.6} L${w * 0.9} ${-h * 0.25} Q0 ${-h * 0.05} ${-w * 0.9} ${-h * 0.25} Z`,
                '#8a6a44',
              ),
            }
          : {}),
      };
    case 'long':
      return {
        behind: solid(`M${-w * 1.15} 8 Q${-w * 1.5} ${-h} 0 ${-h * 1.14} Q${w * 1.5} ${-h} ${w * 1.15} 8 Z`, '#8e3b1f'),
        front: back
          ? solid(`M${-w * 1.15} 8 Q${-w * 1.5} ${-h} 0 ${-h * 1.14} Q${w * 1.5} ${-h} ${w * 1.15} 8 Z`, '#8e3b1f')
          : solid(
              `M${-w} ${-h * 0.55} Q${-w} ${-h * 1.14} 0 ${-h * 1.14} Q${w} ${-h * 1.14} ${w} ${-h * 0.55} Q${w * 0.5} ${-h * 0.85} ${-w * 0.1} ${-h * 0.95} Q${-w * 0.7} ${-h * 0.85} ${-w} ${-h * 0.55} Z`,
              '#8e3b1f',
            ),
      };
    case 'pompadour':
      return {
        front: back
          ? backHair(w, h, '#e2b848')
          : solid(
              `M${-w} ${-h * 0.7} Q${-w * 1.1} ${-h * 1.1} ${-w * 0.3} ${-h * 1.15} Q${w * 0.6 + shift} ${-h * 1.42} ${w * 1.12 + shift * 0.4} ${-h * 1.0} Q${w * 0.9} ${-h * 0.84} ${w * 0.2} ${-h * 0.86} Q${-w * 0.5} ${-h * 0.86} ${-w} ${-h * 0.7} Z`,
              '#e2b848',
            ),
      };
  }
}
