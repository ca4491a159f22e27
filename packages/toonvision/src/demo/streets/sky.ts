// Sky: gradient, clouds, moon and stars, and the distant background behind the houses.
import { type Camera, IMAGE_HEIGHT, IMAGE_WIDTH } from '../camera.ts';
import { lighter, mix } from '../color.ts';
import type { Random } from '../random.ts';
import { circle, ellipse, path, polygon, rect } from '../svg.ts';
import type { StreetStyle } from './styles.ts';

export const skyDefs = (style: StreetStyle): string =>
  `<linearGradient id="sky" x1="0" y1="0" x2="0" y2="1">${style.sky
    .map((color, i) => `<stop offset="${[0, 0.55, 1][i] ?? 1}" stop-color="${color}"/>`)
    .join(
      '',
    )}</linearGradient><radialGradient id="glow"><stop offset="0" stop-color="#fff8d8" stop-opacity=".7"/><stop offset="1" stop-color="#fff8d8" stop-opacity="0"/></radialGradient>`;

function cloud(x: number, y: number, size: number, color: string, shadow: string, random: Random): string {
  const puffs = Array.from({ length: random.int(4, 6) }, (_, i) => {
    const u = (i / 4 - 0.6) * size * 1.6;
    return [x + u, y - random.range(0, size * 0.28), size * random.range(0.3, 0.55)] as const;
  });
  return (
    puffs.map(([px, py, r]) => ellipse(px, py + r * 0.22, r * 1.25, r * 0.72, shadow)).join('') +
    puffs.map(([px, py, r]) => ellipse(px, py, r * 1.2, r * 0.66, color)).join('')
  );
}

export function drawSky(style: StreetStyle, camera: Camera, random: Random): string {
  const parts = [rect(0, 0, IMAGE_WIDTH, camera.horizon + 40, 'url(#sky)')];
  // Everything far away moves with the vanishing point.
  const shift = camera.center - 400;
  if (style.night) {
    for (let i = 0; i < 60; i += 1) {
      parts.push(
        circle(random.range(-100, 900) + shift, random.range(0, 260), random.range(0.6, 1.9), '#fdf6d8', {
          opacity: random.range(0.4, 1),
        }),
      );
    }
    const [x, y] = [random.range(80, 720) + shift, random.range(40, 110)];
    parts.push(
      circle(x, y, 88, 'url(#glow)'),
      circle(x, y, 36, '#f6ecc0'),
      circle(x - 10, y - 6, 7, '#e4d6a0'),
      circle(x + 12, y + 12, 5, '#e4d6a0'),
    );
  }
  const shadow = mix(style.cloud, style.sky[1], 0.42);
  for (let i = 0; i < style.clouds; i += 1) {
    parts.push(
      cloud(random.range(-60, 860) + shift, random.range(15, 200), random.range(24, 62), style.cloud, shadow, random),
    );
  }
  const far = mix(style.distance, style.fog, 0.45);
  const base = camera.horizon + 12;
  const hills = Array.from(
    { length: 7 },
    (_, i) => [i * 160 - 120 + random.range(-30, 30) + shift, random.range(25, 80)] as const,
  );
  parts.push(
    ...hills.map(([x, height], i) =>
      path(
        `M${x - 130} ${base} Q${x} ${base - height * 2} ${x + 130} ${base} Z`,
        i % 2 === 0 ? far : lighter(far, 0.12),
      ),
    ),
  );
  parts.push(
    polygon(
      [
        [0, base - 4],
        [IMAGE_WIDTH, base - 4],
        [IMAGE_WIDTH, IMAGE_HEIGHT],
        [0, IMAGE_HEIGHT],
      ],
      style.ground.base,
    ),
  );
  return parts.join('');
}
