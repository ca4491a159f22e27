// Draws Cogs' hats, and marks on their heads.
import { darker } from '../color.ts';
import { ball, circle, ellipse, line, path, rect, solid } from '../svg.ts';
import type { GearDrawing, GearPlace } from './gearPlace.ts';

export type Hat =
  | 'pencil'
  | 'eraser'
  | 'bone'
  | 'eyepatch'
  | 'holes'
  | 'siren'
  | 'mirror'
  | 'cap'
  | 'visor'
  | 'beads'
  | 'rope'
  | 'fin'
  | 'tophat'
  | 'flat'
  | 'headset'
  | 'cracks'
  | 'halves'
  | 'slot'
  | 'threads';

/** A hat, a headset or a mark in the head itself. */
export function drawHat(hat: Hat, { w, h, turn, back, skin }: GearPlace): GearDrawing {
  const shift = turn * w * 0.4;
  switch (hat) {
    case 'pencil':
      return {
        behind:
          line(`M${-w * 1.15} ${-h * 0.35} L${w * 0.95} ${-h * 1.1}`, '#e8b83a', 4.5) +
          line(`M${w * 0.8} ${-h * 1.04} L${w * 1.02} ${-h * 1.13}`, '#3a2a22', 4.5),
      };
    case 'eraser':
      return {
        front:
          rect(-w * 0.98, -h * 1.02, w * 1.96, h * 0.2, '#d88a94', 5, { stroke: '#7a3a44', strokeWidth: 1 }) +
          rect(-w, -h * 0.84, w * 2, h * 0.08, '#b9bcc4', 1, { stroke: '#55585f', strokeWidth: 0.8 }),
      };
    case 'bone':
      return {
        front:
          line(`M${-w * 0.6} ${-h * 1.04} L${w * 0.6} ${-h * 1.12}`, '#f2ead2', 5) +
          [-1, 1]
            .map(
              (side) =>
                ball(side * w * 0.66, -h * 1.1 - side * 2, 4, 4, '#f2ead2', 0.7) +
                ball(side * w * 0.68, -h * 1.03 - side * 2, 4, 4, '#f2ead2', 0.7),
            )
            .join(''),
      };
    case 'eyepatch':
      return {
        front:
          line(`M${-w} ${-h * 0.85} L${w * 0.9} ${-h * 0.5}`, '#1d1a1c', 2) +
          (back ? '' : ellipse(-w * 0.42 + shift, -h * 0.62, w * 0.3, w * 0.27, '#1d1a1c')),
      };
    case 'holes':
      return {
        front:
          ellipse(-w * 0.55, -h * 0.3, 4, 3.4, darker(skin, 0.28)) +
          ellipse(w * 0.62, -h * 0.42, 3, 4, darker(skin, 0.28)) +
          ellipse(-w * 0.1, -h * 0.82, 4.6, 3, darker(skin, 0.28)) +
          (back ? ellipse(w * 0.05, -h * 0.45, 6, 5, darker(skin, 0.28)) : ''),
      };
    case 'siren':
      return {
        front:
          rect(-w * 0.42, -h * 1.06, w * 0.84, 5, '#3b3f48', 1) +
          solid(
            `M${-w * 0.34} ${-h * 1.05} Q${-w * 0.3} ${-h * 1.34} 0 ${-h * 1.34} Q${w * 0.3} ${-h * 1.34} ${w * 0.34} ${-h * 1.05} Z`,
            '#d8353a',
            1,
            'ball',
          ),
      };
    case 'mirror':
      return {
        front:
          line(`M${-w} ${-h * 0.84} Q0 ${-h * 0.92} ${w} ${-h * 0.84}`, '#26303c', 3.4) +
          (back
            ? ''
            : circle(shift, -h * 0.95, w * 0.27, '#dce8f0', { stroke: '#6a7684', strokeWidth: 1.4 }) +
              circle(shift, -h * 0.95, w * 0.08, '#2a323c')),
      };
    case 'cap':
      return {
        front:
          solid(
            `M${-w * 1.02} ${-h * 0.74} Q${-w} ${-h * 1.22} 0 ${-h * 1.22} Q${w} ${-h * 1.22} ${w * 1.02} ${-h * 0.74} Z`,
            '#7d6a3a',
          ) +
          (back
            ? ''
            : solid(
                `M${-w * 0.75 + shift} ${-h * 0.76} Q${shift * 1.3} ${-h * 0.9} ${w * 0.8 + shift * 1.6} ${-h * 0.76} Q${w * 0.5 + shift} ${-h * 0.68} ${-w * 0.75 + shift} ${-h * 0.76} Z`,
                '#5d4e28',
              )),
      };
    case 'visor':
      return {
        front:
          line(`M${-w * 0.95} ${-h * 0.8} Q0 ${-h * 0.9} ${w * 0.95} ${-h * 0.8}`, '#2a2f2a', 4) +
          (back
            ? ''
            : path(
                `M${-w * 0.85 + shift} ${-h * 0.8} Q${shift} ${-h * 0.95} ${w * 0.9 + shift * 0.9} ${-h * 0.8} L${w * 1.05 + shift * 1.2} ${-h * 0.68} Q${shift} ${-h * 0.84} ${-w * 1.05 + shift} ${-h * 0.68} Z`,
                '#3fae62',
                { stroke: '#175a2c', strokeWidth: 1, opacity: 0.85 },
              )),
      };
    case 'beads':
      return {
        front:
          rect(-w, -h * 1.02, 2 * w, h * 0.26, '#7a5230', 2, { stroke: '#3a2412', strokeWidth: 1 }) +
          [-0.7, -0.45, 0.05, 0.35, 0.65]
            .map((u, i) =>
              ball(
                u * w,
                -h * 0.89,
                4.2,
                5,
                ['#d8433a', '#3a7ad0', '#e0b83a', '#46a05a', '#d8433a'][i] ?? '#d8433a',
                0.8,
              ),
            )
            .join(''),
      };
    case 'rope':
      return {
        front:
          line(`M${-w * 0.42} ${-h * 0.73} Q0 ${-h * 0.66} ${w * 0.42} ${-h * 0.73}`, '#8a5a2c', 4.4) +
          line(`M${w * 0.3} ${-h * 0.7} q6 5 3 12`, '#8a5a2c', 2.2),
      };
    case 'fin':
      return {
        behind: solid(
          turn === 0
            ? `M-4 ${-h * 0.9} L0 ${-h * 1.36} L5 ${-h * 0.9} Z`
            : `M${w * 0.3} ${-h * 0.9} Q${-w * 0.1} ${-h * 1.15} ${-w * 0.75} ${-h * 1.32} Q${-w * 0.5} ${-h * 1.1} ${-w * 0.6} ${-h * 0.75} Z`,
          darker(skin, 0.15),
        ),
      };
    case 'tophat':
      return {
        front:
          solid(
            `M${-w * 0.72} ${-h * 0.86} L${-w * 0.8} ${-h * 1.5} Q0 ${-h * 1.58} ${w * 0.8} ${-h * 1.5} L${w * 0.72} ${-h * 0.86} Z`,
            '#22242a',
          ) +
          ellipse(0, -h * 0.88, w * 1.25, 4, '#191b20') +
          rect(-w * 0.74, -h * 1.02, w * 1.48, 5, '#2f8a50'),
      };
    case 'flat':
      return { front: rect(-w * 0.96, -h * 1.07, w * 1.92, h * 0.12, '#1d2638', 1) };
    case 'headset':
      return {
        front:
          line(
            `M${-w * 0.98} ${-h * 0.5} Q${-w * 0.9} ${-h * 1.14} 0 ${-h * 1.14} Q${w * 0.9} ${-h * 1.14} ${w * 0.98} ${-h * 0.5}`,
            '#2a2530',
            3.2,
          ) +
          ball(-w * 0.98 * (1 - turn * 0.8), -h * 0.5, 5.5, 7.5, '#3a3440') +
          (back
            ? ''
            : line(
                `M${-w * 0.98 * (1 - turn * 0.8)} ${-h * 0.42} Q${-w * 0.7 + shift} ${-h * 0.08} ${-w * 0.1 + shift} ${-h * 0.15}`,
                '#2a2530',
                1.8,
              ) + circle(-w * 0.1 + shift, -h * 0.15, 2.6, '#e0484a')),
      };
    case 'cracks':
      return {
        front: line(
          `M${-w * 0.7} ${-h * 0.92} l8 8 l-4 8 M${w * 0.9} ${-h * 0.5} l-8 3 l2 8 M${-w * 0.9} ${-h * 0.35} l7 2`,
          darker(skin, 0.5),
          1.3,
        ),
      };
    case 'halves':
      return {
        front:
          path(
            `M${shift} 0 L${w * 0.5} 0 Q${w} ${-h * 0.3} ${w} ${-h * 0.6} Q${w * 0.9} ${-h} ${shift} ${-h} Z`,
            '#4c4a56',
            { opacity: 0.75 },
          ) + (back ? '' : line(`M${shift} 0 V${-h}`, '#1b1620', 1.2)),
      };
    case 'slot':
      return {
        front:
          rect(-w * 0.4, -h * 1.0, w * 0.8, 3, '#22282a', 1.4) +
          ball(-w * 0.98, -h * 0.45, 3.4, 6, '#c9a548') +
          ball(w * 0.98, -h * 0.45, 3.4, 6, '#c9a548'),
      };
    case 'threads':
      return {
        front:
          [0.1, 0.2, 0.3]
            .map((s) => line(`M${-w * 0.63} ${-h * s} q${w * 0.6} 4 ${w * 1.26} -1`, darker(skin, 0.4), 1.4))
            .join('') + line(`M${-w * 0.5} ${-h * 0.97} L${w * 0.5} ${-h * 0.93}`, darker(skin, 0.6), 2.6),
      };
  }
}
