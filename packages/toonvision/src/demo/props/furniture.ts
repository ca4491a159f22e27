// Street furniture: lamps, hydrants, benches, barrels and the like.
import { darker, lighter } from '../color.ts';
import type { Random } from '../random.ts';
import { ball, circle, ellipse, line, path, polygon, rect, type Sprite, solid } from '../svg.ts';

const sprite = (svg: string, half: number, height: number, below = 8): Sprite => ({
  svg,
  left: -half,
  right: half,
  top: -height,
  bottom: below,
});

/** A plank box with a frame. */
const planks = (x: number, y: number, w: number, h: number, wood: string): string =>
  solid(`M${x} ${y} h${w} v${h} h${-w} Z`, wood) +
  [0.25, 0.5, 0.75].map((s) => line(`M${x + 2} ${y + h * s} h${w - 4}`, darker(wood, 0.4), 1.2)).join('');

export const furniture = {
  lamp: (random: Random): Sprite => {
    const metal = random.pick(['#3f8f8a', '#4a5562', '#7a5a3a', '#2f5a4a']);
    return sprite(
      solid('M-15 4 L-9 -26 L9 -26 L15 4 Z', metal) +
        solid('M-4 -24 L-3 -190 L3 -190 L4 -24 Z', metal) +
        line('M-22 -166 h44', metal, 4) +
        circle(-23, -166, 4, metal) +
        circle(23, -166, 4, metal) +
        solid('M-13 -196 L-17 -236 L17 -236 L13 -196 Z', '#ffe07a') +
        polygon(
          [
            [-4, -197],
            [-5, -235],
            [5, -235],
            [4, -197],
          ],
          '#fff6c8',
        ) +
        solid('M-20 -234 Q0 -262 20 -234 Z', metal) +
        ball(0, -254, 4, 5, metal) +
        line('M-14 -195 h28', metal, 4),
      34,
      268,
    );
  },
  moonLamp: (random: Random): Sprite => {
    const metal = random.pick(['#3a3560', '#54406f']);
    return sprite(
      solid('M-14 4 L-7 -22 L7 -22 L14 4 Z', metal) +
        solid('M-3.5 -20 L-3 -180 L3 -180 L3.5 -20 Z', metal) +
        circle(2, -206, 46, '#ffeaa0', { opacity: 0.2 }) +
        circle(2, -206, 34, '#ffeaa0', { opacity: 0.22 }) +
        solid('M8 -236 A30 30 0 1 0 26 -190 A24 24 0 0 1 8 -236 Z', '#ffe890', 1, 'ball') +
        circle(-8, -210, 2.4, '#5a4a2a') +
        line('M-12 -196 q5 5 10 2', '#5a4a2a', 1.6),
      52,
      258,
    );
  },
  hydrant: (random: Random): Sprite => {
    const c = random.pick(['#d02a2a', '#d8a02a', '#c23a34']);
    return sprite(
      rect(-17, -6, 34, 10, darker(c, 0.2), 2) +
        solid('M-12 -6 L-11 -44 Q0 -62 11 -44 L12 -6 Z', c) +
        ball(-15, -34, 6, 6, c) +
        ball(15, -34, 6, 6, c) +
        ball(0, -32, 7, 7, lighter(c, 0.1)) +
        line('M-14 -44 h28', darker(c, 0.25), 4) +
        ball(0, -60, 5, 5, c),
      24,
      70,
    );
  },
  mailbox: (random: Random): Sprite => {
    const c = random.pick(['#e0902e', '#3a6ab8', '#b83a3a']);
    return sprite(
      solid('M-20 4 L-22 -62 Q-20 -88 0 -88 Q20 -88 22 -62 L20 4 Z', c) +
        rect(-13, -64, 26, 5, '#22222a', 2) +
        rect(-12, -50, 24, 15, '#f6f0de', 1) +
        polygon(
          [
            [-12, -50],
            [12, -50],
            [0, -41],
          ],
          '#d8cfb6',
          { stroke: '#8a7a5a', strokeWidth: 0.8 },
        ) +
        rect(-23, -4, 46, 9, darker(c, 0.35), 2),
      28,
      94,
    );
  },
  bench: (random: Random): Sprite => {
    const wood = random.pick(['#9a6a3a', '#7a5236', '#4f7d55', '#8a4a4a']);
    return sprite(
      solid('M-58 4 L-54 -34 L-46 -34 L-46 4 Z', '#4a4a52') +
        solid('M46 4 L46 -34 L54 -34 L58 4 Z', '#4a4a52') +
        [-62, -50, -36]
          .map((y, i) => solid(`M-60 ${y} h120 v${i === 2 ? 10 : 9} h-120 Z`, i === 2 ? lighter(wood, 0.12) : wood))
          .join('') +
        line('M-52 -36 V-66 M52 -36 V-66', '#4a4a52', 5),
      66,
      72,
    );
  },
  bin: (random: Random): Sprite => {
    const c = random.pick(['#7a8a94', '#5a7a5a', '#8a6a9a']);
    return sprite(
      solid('M-19 4 L-24 -52 L24 -52 L19 4 Z', c) +
        [-12, -4, 4, 12].map((x) => line(`M${x * 1.2} -46 L${x} -2`, darker(c, 0.35), 1.6)).join('') +
        solid('M-27 -51 Q-24 -68 0 -68 Q24 -68 27 -51 Z', darker(c, 0.1)) +
        ball(0, -68, 5, 4, c),
      30,
      76,
    );
  },
  barrel: (random: Random): Sprite => {
    const wood = random.pick(['#8a5c34', '#6f4a2c', '#9a6f44']);
    const d = 'M-22 4 Q-34 -34 -22 -74 Q0 -80 22 -74 Q34 -34 22 4 Q0 10 -22 4 Z';
    return sprite(
      solid(d, wood) +
        line('M-10 -75 Q-15 -34 -10 6 M10 -75 Q15 -34 10 6 M0 -76 V7', darker(wood, 0.35), 1.3) +
        line('M-26 -58 Q0 -50 26 -58 M-27 -14 Q0 -6 27 -14', '#55585f', 5) +
        ellipse(0, -75, 21, 5, darker(wood, 0.25)),
      36,
      84,
      12,
    );
  },
  crate: (random: Random): Sprite => {
    const wood = random.pick(['#a07a4a', '#8a6238', '#b08c5c']);
    const s = random.range(0.85, 1.25);
    const w = 36 * s;
    return sprite(
      planks(-w, -2 * w + 4, 2 * w, 2 * w, wood) +
        line(`M${-w + 4} ${-2 * w + 8} L${w - 4} 0`, darker(wood, 0.15), 7) +
        path(`M${-w} ${-2 * w + 4} h${2 * w} v${2 * w} h${-2 * w} Z`, 'none', {
          stroke: darker(wood, 0.2),
          strokeWidth: 7,
        }) +
        path(`M${-w - 3} ${-2 * w + 1} h${2 * w + 6} v${2 * w + 6} h${-2 * w - 6} Z`, 'none', {
          stroke: darker(wood, 0.5),
          strokeWidth: 1,
        }),
      w + 6,
      2 * w + 4,
      12,
    );
  },
  post: (): Sprite =>
    sprite(
      line('M-70 -46 Q-36 -20 0 -50 Q36 -20 70 -46', '#cbb184', 5) +
        solid('M-12 4 L-11 -70 Q0 -78 11 -70 L12 4 Z', '#6a4a30') +
        ellipse(0, -71, 11, 4, '#9a744c') +
        line('M-12 -50 h24 M-12 -44 h24', '#d8c294', 4),
      74,
      82,
    ),
  fountain: (): Sprite =>
    sprite(
      solid('M-70 4 L-76 -30 Q0 -44 76 -30 L70 4 Q0 16 -70 4 Z', '#b9b4a8') +
        ellipse(0, -32, 70, 11, '#69b7d8') +
        solid('M-9 -30 L-6 -84 L6 -84 L9 -30 Z', '#b9b4a8') +
        solid('M-36 -84 Q0 -66 36 -84 Q0 -96 -36 -84 Z', '#c9c4b8') +
        line('M0 -92 q-10 -34 -26 -2 M0 -92 q10 -34 26 -2 M0 -92 v-20', '#c4ecfa', 4, 0.85) +
        line('M-32 -82 q-10 10 -10 48 M32 -82 q10 10 10 48', '#c4ecfa', 3.4, 0.7),
      82,
      126,
      14,
    ),
};
