// A Toon's head: ears, muzzle and eyes by animal, on a head turned by 0, .5 or 1 towards the right.
import { darker, lighter } from '../color.ts';
import { ball, circle, ellipse, line, path, polygon, rect, solid } from '../svg.ts';
import type { AnimalSpec } from './animals.ts';

const ink = '#1c1820';

interface Ear {
  behind: string;
  front: string;
}

function ears({ ears: kind, w, h }: AnimalSpec, fur: string, turn: number, back: boolean): Ear {
  const inner = back ? fur : lighter(mixPink(fur), 0.1);
  const squeeze = 1 - 0.45 * turn;
  const pair = (draw: (side: number) => string): string => draw(1) + draw(-1);
  switch (kind) {
    case 'none':
      return { behind: line(`M0 ${-h} q-3 -9 -8 -9 M0 ${-h} q1 -10 5 -11`, darker(fur, 0.2), 3), front: '' };
    case 'round':
      return {
        behind: pair(
          (s) =>
            ball(s * w * 0.78 * squeeze, -h * 0.92, 11, 11, fur) + circle(s * w * 0.78 * squeeze, -h * 0.9, 6, inner),
        ),
        front: '',
      };
    case 'big':
      return {
        behind: pair(
          (s) =>
            ball(s * w * 1.0 * squeeze, -h * 1.05, 18, 18, fur) + circle(s * w * 1.0 * squeeze, -h * 1.03, 12.5, inner),
        ),
        front: '',
      };
    case 'side':
      return {
        behind: pair(
          (s) =>
            ball(s * w * 1.08 * squeeze, -h * 0.5, 11, 11, fur) + circle(s * w * 1.08 * squeeze, -h * 0.5, 7, inner),
        ),
        front: '',
      };
    case 'point':
      return {
        behind: pair(
          (s) =>
            solid(
              `M${s * w * 0.2 * squeeze} ${-h * 0.9} L${s * w * 0.9 * squeeze} ${-h * 1.42} L${s * w * 1.0 * squeeze} ${-h * 0.62} Z`,
              fur,
            ) +
            polygon(
              [
                [s * w * 0.42 * squeeze, -h * 0.92],
                [s * w * 0.82 * squeeze, -h * 1.26],
                [s * w * 0.86 * squeeze, -h * 0.75],
              ],
              inner,
            ),
        ),
        front: '',
      };
    case 'long':
      return {
        behind: pair(
          (s) =>
            ball(s * w * 0.42 * squeeze, -h * 1.42, 7.5, 26, fur) +
            ellipse(s * w * 0.42 * squeeze, -h * 1.4, 4, 20, inner),
        ),
        front: '',
      };
    case 'flop':
      return {
        behind: '',
        front: pair((s) =>
          solid(
            `M${s * w * 0.6 * squeeze} ${-h * 0.97} Q${s * w * 1.35 * squeeze} ${-h * 1.0} ${s * w * 1.3 * squeeze} ${-h * 0.35} Q${s * w * 1.1 * squeeze} ${-h * 0.2} ${s * w * 0.95 * squeeze} ${-h * 0.5} Z`,
            darker(fur, 0.3),
          ),
        ),
      };
    case 'deer':
      return {
        behind: pair(
          (s) =>
            line(
              `M${s * w * 0.4 * squeeze} ${-h * 0.95} q${s * 6} -14 ${s * 3} -26 M${s * w * 0.4 * squeeze + s * 4} ${-h * 0.95 - 13} q${s * 8} -2 ${s * 10} -10`,
              '#8a6a42',
              4,
            ) +
            solid(
              `M${s * w * 0.7 * squeeze} ${-h * 0.9} Q${s * w * 1.5 * squeeze} ${-h * 1.1} ${s * w * 1.6 * squeeze} ${-h * 0.75} Q${s * w * 1.2 * squeeze} ${-h * 0.6} ${s * w * 0.8 * squeeze} ${-h * 0.7} Z`,
              fur,
            ),
        ),
        front: '',
      };
    case 'horse':
      return {
        behind:
          pair((s) =>
            solid(
              `M${s * w * 0.25 * squeeze} ${-h * 0.95} L${s * w * 0.62 * squeeze} ${-h * 1.24} L${s * w * 0.85 * squeeze} ${-h * 0.88} Z`,
              fur,
            ),
          ) +
          (turn > 0 || back
            ? solid(
                `M${-w * 0.2} ${-h * 1.06} Q${-w * 1.5} ${-h * 0.9} ${-w * 1.1} ${-h * 0.1} Q${-w * 0.6} ${-h * 0.4} ${-w * 0.4} ${-h * 0.7} Z`,
                darker(fur, 0.5),
              )
            : ''),
        front: solid(
          `M${-w * 0.4} ${-h * 0.98} Q0 ${-h * 1.2} ${w * 0.4} ${-h * 0.98} Q${w * 0.1} ${-h * 0.85} 0 ${-h * 0.72} Q${-w * 0.2} ${-h * 0.85} ${-w * 0.4} ${-h * 0.98} Z`,
          darker(fur, 0.5),
        ),
      };
    case 'pig':
      return {
        behind: '',
        front: pair((s) =>
          solid(
            `M${s * w * 0.3 * squeeze} ${-h * 0.95} Q${s * w * 0.95 * squeeze} ${-h * 1.3} ${s * w * 1.0 * squeeze} ${-h * 0.7} Q${s * w * 0.75 * squeeze} ${-h * 0.72} ${s * w * 0.3 * squeeze} ${-h * 0.95} Z`,
            darker(fur, 0.1),
          ),
        ),
      };
  }
}

const mixPink = (fur: string): string => lighter(fur, 0.45);

function muzzle({ muzzle: kind, w, h }: AnimalSpec, fur: string, turn: number): string {
  const x = turn * w * 0.62;
  const pale = lighter(fur, 0.55);
  const smile = (y: number, half: number): string =>
    line(`M${x - half} ${y} Q${x} ${y + 7} ${x + half} ${y}`, ink, 1.6);
  switch (kind) {
    case 'short':
      return (
        ball(x, -h * 0.28, w * 0.5, h * 0.24, pale) +
        ball(x + turn * w * 0.3, -h * 0.4, 6, 4, ink) +
        smile(-h * 0.22, 7)
      );
    case 'whisker':
      return (
        ball(x, -h * 0.25, w * 0.44, h * 0.2, pale) +
        polygon(
          [
            [x - 4, -h * 0.4],
            [x + 4, -h * 0.4],
            [x, -h * 0.3],
          ],
          '#e0708a',
        ) +
        smile(-h * 0.22, 6) +
        line(
          `M${x - w * 0.4} ${-h * 0.28} l-16 -4 M${x - w * 0.4} ${-h * 0.22} l-16 3 M${x + w * 0.4} ${-h * 0.28} l16 -4 M${x + w * 0.4} ${-h * 0.22} l16 3`,
          ink,
          0.9,
        )
      );
    case 'croc':
      return (
        solid(
          `M${x - w * 0.75} ${-h * 0.5} Q${x + turn * w} ${-h * 0.62} ${x + w * 0.75 + turn * w * 0.9} ${-h * 0.45} L${x + w * 0.7 + turn * w} ${-h * 0.08} Q${x} 6 ${x - w * 0.7} ${-h * 0.08} Z`,
          fur,
        ) +
        line(`M${x - w * 0.7} ${-h * 0.22} l5 5 l5 -5 l5 5 l5 -5 l5 5 l5 -5 l5 5`, '#fbfbf2', 2.4) +
        circle(x - 5 + turn * w * 0.8, -h * 0.45, 1.8, ink) +
        circle(x + 5 + turn * w * 0.8, -h * 0.45, 1.8, ink)
      );
    case 'bill':
      return (
        solid(
          `M${x - w * 0.62} ${-h * 0.38} Q${x} ${-h * 0.62} ${x + w * 0.62 + turn * 12} ${-h * 0.36} Q${x + w * 0.5 + turn * 10} ${-h * 0.12} ${x} ${-h * 0.14} Q${x - w * 0.6} ${-h * 0.12} ${x - w * 0.62} ${-h * 0.38} Z`,
          '#f2a72e',
        ) +
        line(`M${x - w * 0.5} ${-h * 0.3} Q${x} ${-h * 0.2} ${x + w * 0.52 + turn * 10} ${-h * 0.3}`, '#a8641a', 1.4)
      );
    case 'long':
      return (
        ball(x, -h * 0.22, w * 0.55, h * 0.25, pale) +
        ball(x + turn * w * 0.4, -h * 0.36, 7, 5, ink) +
        smile(-h * 0.16, 8)
      );
    case 'snout':
      return (
        ball(x, -h * 0.36, w * 0.4, h * 0.19, lighter(fur, 0.25)) +
        ellipse(x - 4, -h * 0.36, 2, 3.4, ink) +
        ellipse(x + 4, -h * 0.36, 2, 3.4, ink) +
        smile(-h * 0.15, 8)
      );
    case 'ape':
      return (
        ball(x * 0.8, -h * 0.3, w * 0.68, h * 0.3, pale) +
        ellipse(x - 2.6, -h * 0.42, 1.4, 1.8, ink) +
        ellipse(x + 2.6, -h * 0.42, 1.4, 1.8, ink) +
        smile(-h * 0.24, 10)
      );
    case 'buck':
      return (
        rect(x - 4, -h * 0.2, 8, 8, '#fff', 1, { stroke: ink, strokeWidth: 0.8 }) +
        ball(x, -h * 0.28, w * 0.42, h * 0.16, pale) +
        ball(x + turn * 3, -h * 0.36, 4, 3, '#e0708a')
      );
    case 'tiny':
      return (
        ball(x, -h * 0.26, w * 0.4, h * 0.2, pale) +
        ball(x + turn * w * 0.3, -h * 0.38, 4, 3.4, ink) +
        smile(-h * 0.2, 5) +
        line(`M${x - w * 0.35} ${-h * 0.26} l-13 -2 M${x + w * 0.35} ${-h * 0.26} l13 -2`, ink, 0.9)
      );
  }
}

function eyes({ w, h }: AnimalSpec, turn: number): string {
  const y = -h * 0.66;
  return (turn === 1 ? [-1] : [-1, 1])
    .map((side) => {
      const x = turn === 1 ? w * 0.3 : side * w * 0.3 * (1 - 0.3 * turn) + turn * w * 0.5;
      return (
        ellipse(x, y, w * 0.22, h * 0.19, '#fdfdfb', { stroke: ink, strokeWidth: 0.9 }) +
        ellipse(x + turn * 2 - side * 1.2 * (1 - turn), y + 1, w * 0.1, h * 0.1, ink) +
        circle(x + turn * 2 - side * 1.2 + 1, y - 1.5, 1.2, '#fff')
      );
    })
    .join('');
}

/** The head with its chin at (0, 0). */
export function toonHead(animal: AnimalSpec, fur: string, turn: number, back: boolean): string {
  const ear = ears(animal, fur, turn, back);
  const { w, h } = animal;
  const skull = `M0 2 C${w * 1.1} 2 ${w * 1.25} ${-h * 0.5} ${w * 0.85} ${-h * 0.8} Q${w * 0.5} ${-h * 1.02} 0 ${-h * 1.02} Q${-w * 0.5} ${-h * 1.02} ${-w * 0.85} ${-h * 0.8} C${-w * 1.25} ${-h * 0.5} ${-w * 1.1} 2 0 2 Z`;
  const cheeks = back
    ? ''
    : path(
        `M0 0 C${w * 0.7} 0 ${w * 0.8} ${-h * 0.3} ${turn * w * 0.5} ${-h * 0.35} C${-w * 0.8} ${-h * 0.3} ${-w * 0.7} 0 0 0 Z`,
        lighter(fur, 0.25),
        { opacity: 0.5 },
      );
  return (
    ear.behind +
    solid(skull, fur, 1.1, 'ball') +
    cheeks +
    (back ? '' : muzzle(animal, fur, turn) + eyes(animal, turn)) +
    ear.front
  );
}
