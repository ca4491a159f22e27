// Props that are unique to one street: boats and anchors, notes and drums, stars and pillows, ice and snow.
import { darker, lighter } from '../color.ts';
import type { Random } from '../random.ts';
import { ball, circle, ellipse, line, path, polygon, rect, type Sprite, solid } from '../svg.ts';

const sprite = (svg: string, half: number, height: number, below = 10): Sprite => ({
  svg,
  left: -half,
  right: half,
  top: -height,
  bottom: below,
});

const starPoints: readonly (readonly [number, number])[] = [
  [0, -40],
  [10, -13],
  [38, -12],
  [16, 5],
  [24, 32],
  [0, 16],
  [-24, 32],
  [-16, 5],
  [-38, -12],
  [-10, -13],
];

export const curiosities = {
  anchor: (): Sprite =>
    sprite(
      ellipse(0, 2, 40, 8, '#5a432c') +
        line('M0 -6 V-112 M-26 -92 H26', '#4a5560', 10) +
        line('M-46 -42 Q-40 -4 0 -4 Q40 -4 46 -42', '#4a5560', 11) +
        polygon(
          [
            [-58, -40],
            [-46, -60],
            [-34, -40],
          ],
          '#4a5560',
        ) +
        polygon(
          [
            [58, -40],
            [46, -60],
            [34, -40],
          ],
          '#4a5560',
        ) +
        circle(0, -122, 11, 'none', { stroke: '#4a5560', strokeWidth: 7 }) +
        line('M10 -118 q34 20 22 60', '#cbb184', 5),
      64,
      142,
    ),
  boatBow: (random: Random): Sprite => {
    const c = random.pick(['#a8443a', '#3f6a8a', '#d8b050', '#4f8a6a']);
    return sprite(
      solid('M-96 -62 Q0 -40 96 -66 Q84 4 40 8 L-46 8 Q-86 4 -96 -62 Z', c) +
        path('M-94 -54 Q0 -32 94 -58 L95 -66 Q0 -42 -96 -62 Z', lighter(c, 0.55)) +
        line('M-84 -30 Q0 -12 84 -34', darker(c, 0.35), 2),
      102,
      76,
      12,
    );
  },
  note: (random: Random): Sprite => {
    const c = random.pick(['#2f2a3a', '#8a3a6a', '#d8a83f', '#4a5ab0']);
    return sprite(
      ellipse(0, 2, 30, 7, darker(c, 0.3)) +
        solid('M20 -10 L20 -150 L28 -150 L28 -10 Z', c) +
        solid('M28 -150 Q70 -130 56 -84 Q56 -112 28 -122 Z', c) +
        ball(4, -14, 26, 18, c) +
        ball(0, 0, 0.1, 0.1, c),
      74,
      156,
    );
  },
  drum: (random: Random): Sprite => {
    const c = random.pick(['#b8343f', '#3a62a8', '#7a3a8a', '#2f8a6a']);
    return sprite(
      solid('M-44 0 L-44 -62 L44 -62 L44 0 Q0 14 -44 0 Z', c) +
        line('M-42 -58 L-22 2 L0 -54 L22 2 L42 -58', '#f4e2a8', 2.4) +
        ellipse(0, -62, 46, 12, '#f4efe2', { stroke: '#b8963a', strokeWidth: 4 }) +
        line('M-44 -2 Q0 13 44 -2', '#b8963a', 5),
      52,
      82,
      14,
    );
  },
  trumpet: (): Sprite =>
    sprite(
      rect(-24, -14, 48, 18, '#6a4a5a', 3) +
        solid('M-6 -12 L-5 -120 Q-30 -150 -40 -168 L40 -168 Q30 -150 5 -120 L6 -12 Z', '#e0b040') +
        ellipse(0, -168, 40, 9, '#8a6418') +
        [-92, -72, -52].map((y) => ball(11, y, 5, 6, '#f6dc8a')).join(''),
      46,
      182,
    ),
  starPost: (random: Random): Sprite => {
    const c = random.pick(['#f4d060', '#c8a0e0', '#8ab8f0']);
    return sprite(
      solid('M-16 4 L-8 -26 L8 -26 L16 4 Z', '#4a3f6f') +
        solid('M-4 -24 L-4 -92 L4 -92 L4 -24 Z', '#4a3f6f') +
        circle(0, -126, 50, c, { opacity: 0.18 }) +
        `<g transform="translate(0 -126)">${polygon(starPoints, c, { stroke: darker(c, 0.45), strokeWidth: 1.4 })}${polygon(starPoints, 'url(#ball)')}</g>`,
      52,
      178,
    );
  },
  pillow: (random: Random): Sprite => {
    const c = random.pick(['#e8dcf4', '#f4c8d8', '#c8d8f4']);
    return sprite(
      solid('M-64 2 Q-78 -24 -60 -46 Q0 -62 60 -46 Q78 -24 64 2 Q0 14 -64 2 Z', c, 1, 'ball') +
        line('M-40 -26 q20 8 34 -2 M10 -20 q20 6 34 -6', darker(c, 0.2), 1.6) +
        ball(0, -50, 5, 4, c),
      76,
      66,
      12,
    );
  },
  clock: (): Sprite =>
    sprite(
      solid('M-26 6 L-26 -40 L26 -40 L26 6 Z', '#5a3f5f') +
        solid('M-17 -38 L-17 -130 L17 -130 L17 -38 Z', '#6a4a6f') +
        solid('M-32 -128 L-32 -176 L0 -206 L32 -176 L32 -128 Z', '#5a3f5f') +
        circle(0, -152, 21, '#fdf4d8', { stroke: '#c8a04a', strokeWidth: 3 }) +
        line('M0 -152 V-166 M0 -152 l9 6', '#2a2030', 2.6) +
        line('M0 -122 V-74', '#c8a04a', 2.4) +
        ball(0, -68, 9, 9, '#d8b45a'),
      40,
      214,
    ),
  snowpile: (): Sprite =>
    sprite(
      solid(
        'M-84 8 Q-72 -30 -38 -34 Q-16 -62 18 -44 Q46 -52 58 -24 Q78 -20 84 8 Q0 18 -84 8 Z',
        '#f2f8fe',
        0.8,
        'ball',
      ) + ellipse(-20, -24, 22, 8, '#ffffff', { opacity: 0.8 }),
      90,
      66,
      14,
    ),
  iceblock: (): Sprite =>
    sprite(
      solid('M-36 6 L-36 -62 L-14 -78 L44 -74 L44 -8 L24 8 Z', '#a4d4ee') +
        polygon(
          [
            [-36, -62],
            [-14, -78],
            [44, -74],
            [24, -58],
          ],
          '#d8f0fc',
        ) +
        polygon(
          [
            [24, -58],
            [44, -74],
            [44, -8],
            [24, 8],
          ],
          '#7fb4d8',
        ) +
        line('M-26 -48 L-10 -20 M-16 -52 l-8 14', '#ffffff', 3, 0.8),
      52,
      86,
      14,
    ),
};
