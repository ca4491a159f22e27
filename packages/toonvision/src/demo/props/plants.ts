// Trees, hedges and flowers.
import { darker, lighter } from '../color.ts';
import type { Random } from '../random.ts';
import { ball, circle, ellipse, line, path, polygon, type Sprite, solid } from '../svg.ts';

const sprite = (svg: string, half: number, height: number, below = 10): Sprite => ({
  svg,
  left: -half,
  right: half,
  top: -height,
  bottom: below,
});

function crown(random: Random, y: number, size: number, leaf: string): string {
  const puffs = [
    [0, 0, 1],
    [-0.7, 0.25, 0.62],
    [0.7, 0.28, 0.62],
    [-0.42, -0.5, 0.66],
    [0.45, -0.48, 0.64],
    [0, 0.45, 0.7],
  ] as const;
  const places = puffs.map(
    ([x, v, r]) => [x * size + random.range(-5, 5), y + v * size, r * size * random.range(0.78, 0.92)] as const,
  );
  return (
    places.map(([x, py, r]) => ellipse(x, py, r, r * 0.94, darker(leaf, 0.42))).join('') +
    places.map(([x, py, r]) => ball(x - 1, py - 2, r - 3, r * 0.92 - 3, leaf, 0)).join('') +
    Array.from({ length: 9 }, () =>
      ellipse(random.range(-0.8, 0.8) * size, y + random.range(-0.7, 0.6) * size, 10, 5, lighter(leaf, 0.25), {
        opacity: 0.5,
      }),
    ).join('')
  );
}

const tulip = (x: number, y: number, color: string): string =>
  line(`M${x} ${y} V${y - 22}`, '#3f8f3f', 2.6) +
  solid(
    `M${x - 7} ${y - 34} L${x - 3} ${y - 28} L${x} ${y - 35} L${x + 3} ${y - 28} L${x + 7} ${y - 34} Q${x + 8} ${y - 20} ${x} ${y - 19} Q${x - 8} ${y - 20} ${x - 7} ${y - 34} Z`,
    color,
    0.8,
  );

const petals = ['#e8404a', '#f4c83a', '#e884c4', '#f2f0ea', '#8a5ad0', '#f08a3a'] as const;

export const plants = {
  tree: (random: Random): Sprite => {
    const size = random.range(72, 104);
    const leaf = random.pick(['#4fa53c', '#2f9a62', '#7fb53a', '#3f8450']);
    return sprite(
      solid('M-22 6 Q-12 -10 -12 -80 L-16 -150 L16 -150 L12 -80 Q12 -10 24 6 Q0 12 -22 6 Z', '#8a6a44') +
        line('M-4 -20 V-110 M5 -40 V-130', '#5f4528', 2) +
        line('M0 -130 L-34 -190 M4 -130 L32 -186', '#8a6a44', 9) +
        crown(random, -170 - size * 0.55, size, leaf),
      size * 1.6,
      170 + size * 1.95,
      14,
    );
  },
  pine: (random: Random): Sprite => {
    const leaf = random.pick(['#2f6a54', '#3a7a6a', '#2a5a5f']);
    const tiers = [
      [-30, 74, 84],
      [-86, 60, 74],
      [-140, 46, 66],
      [-188, 32, 54],
    ] as const;
    return sprite(
      solid('M-10 6 L-8 -40 L8 -40 L10 6 Z', '#6a4a30') +
        tiers
          .map(
            ([y, w, h]) =>
              solid(
                `M${-w} ${y} Q${-w * 0.5} ${y + 10} 0 ${y + 6} Q${w * 0.5} ${y + 10} ${w} ${y} L0 ${y - h} Z`,
                leaf,
              ) +
              path(
                `M0 ${y - h} L${w * 0.62} ${y - h * 0.36} Q${w * 0.3} ${y - h * 0.46} ${w * 0.1} ${y - h * 0.3} Q${-w * 0.2} ${y - h * 0.5} ${-w * 0.58} ${y - h * 0.36} Z`,
                '#f4f9ff',
              ),
          )
          .join(''),
      82,
      250,
    );
  },
  hedge: (random: Random): Sprite => {
    const leaf = random.pick(['#3f8a3f', '#2f6f44', '#5a9a3a']);
    return sprite(
      solid('M-92 6 L-94 -48 Q-80 -64 -56 -58 Q-30 -68 0 -58 Q30 -68 56 -58 Q80 -64 94 -48 L92 6 Z', leaf) +
        Array.from({ length: 22 }, () =>
          circle(
            random.range(-84, 84),
            random.range(-50, 0),
            random.range(4, 8),
            random.chance(0.5) ? lighter(leaf, 0.18) : darker(leaf, 0.2),
            { opacity: 0.6 },
          ),
        ).join('') +
        Array.from({ length: 5 }, () =>
          circle(random.range(-80, 80), random.range(-52, -12), 4.2, random.pick(petals)),
        ).join(''),
      98,
      74,
    );
  },
  tulips: (random: Random): Sprite =>
    sprite(
      ellipse(0, 0, 62, 11, '#5a4028') +
        [-50, -34, -18, -2, 14, 30, 46]
          .map(
            (x) =>
              line(`M${x} 2 q-8 -10 -10 -18 M${x} 2 q6 -10 9 -16`, '#4f9a44', 3.4) + tulip(x, 0, random.pick(petals)),
          )
          .join('') +
        [-42, -24, -8, 8, 24, 40].map((x) => tulip(x, 8, random.pick(petals))).join(''),
      68,
      40,
      16,
    ),
  sunflower: (random: Random): Sprite => {
    const y = -random.range(110, 150);
    const leaves = Array.from(
      { length: 12 },
      (_, i) =>
        `<ellipse cx="0" cy="-21" rx="6" ry="12" fill="#f4c02e" stroke="#a8761a" stroke-width=".8" transform="rotate(${i * 30})"/>`,
    ).join('');
    return sprite(
      line(`M0 4 Q6 ${y / 2} 0 ${y}`, '#3f8f3f', 6) +
        solid(`M0 -40 Q30 -70 44 -48 Q24 -34 0 -40 Z`, '#4f9a44') +
        solid(`M0 -60 Q-30 -90 -44 -66 Q-24 -54 0 -60 Z`, '#4f9a44') +
        `<g transform="translate(0 ${y.toFixed(1)})">${leaves}</g>` +
        ball(0, y, 16, 16, '#6a4226'),
      50,
      192,
    );
  },
  flowerpot: (random: Random): Sprite => {
    const pot = random.pick(['#c2683f', '#5a7ab0', '#8a5a9a', '#d8b04a']);
    return sprite(
      Array.from({ length: 9 }, () => ball(random.range(-24, 24), random.range(-74, -50), 11, 10, '#4f9a44', 0.7)).join(
        '',
      ) +
        Array.from({ length: 7 }, () =>
          circle(random.range(-26, 26), random.range(-82, -54), 6, random.pick(petals), {
            stroke: '#00000044',
            strokeWidth: 0.7,
          }),
        ).join('') +
        solid('M-20 4 L-27 -44 L27 -44 L20 4 Z', pot) +
        solid('M-30 -42 L-30 -53 L30 -53 L30 -42 Z', lighter(pot, 0.1)),
      42,
      96,
    );
  },
  snowman: (random: Random): Sprite => {
    const scarf = random.pick(['#d8343c', '#3a72d8', '#3fae62', '#c25bc4']);
    return sprite(
      line('M-28 -74 L-58 -98 M28 -74 L58 -100 M-50 -92 l-10 2 M52 -95 l9 4', '#6a4a30', 4) +
        ball(0, -28, 40, 34, '#f6fafe') +
        ball(0, -78, 30, 27, '#f6fafe') +
        ball(0, -116, 22, 21, '#f6fafe') +
        polygon(
          [
            [0, -118],
            [26, -112],
            [0, -110],
          ],
          '#f08a2e',
          { stroke: '#a85a1a', strokeWidth: 0.8 },
        ) +
        circle(-8, -123, 2.8, '#1c1820') +
        circle(8, -123, 2.8, '#1c1820') +
        line('M-9 -106 q9 6 18 0', '#1c1820', 2) +
        [-88, -74, -36].map((y) => circle(0, y, 2.8, '#1c1820')).join('') +
        line('M-20 -98 Q0 -90 20 -98 M12 -95 l6 24', scarf, 8) +
        solid('M-16 -132 L-15 -160 L15 -160 L16 -132 Z', '#2a2a34') +
        line('M-24 -132 h48', '#2a2a34', 5),
      66,
      168,
    );
  },
};
