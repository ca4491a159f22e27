// Draws a data set: 40 different images of each of three fruits, in a folder per fruit.
// node examples/own-images/drawImages.ts
import { mkdir } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { randomWords, streamKey } from '@toonvision/nn';
import sharp from 'sharp';

const IMAGES_PER_CLASS = 40;
const SEED = 7;

/** A number from `low` to `high`, always the same for the same image and purpose. */
type Draw = (purpose: string, low: number, high: number) => number;
function drawFor(image: string): Draw {
  return (purpose, low, high) => {
    const [word] = randomWords(streamKey(SEED, `${image}/${purpose}`), 0);
    return Math.round((low + (word / 0x1_0000_0000) * (high - low)) * 10) / 10;
  };
}

/** Each is centered on the origin, about 60 pixels wide. Apples are red to green, so color alone is not enough. */
const fruits: Record<string, (draw: Draw) => string> = {
  apple: (draw) =>
    `<circle r="30" fill="hsl(${draw('hue', 0, 90)} 65% 45%)"/><path d="M0 -28 q4 -12 12 -14" fill="none" stroke="#543" stroke-width="4"/>`,
  banana: (draw) =>
    `<path d="M-38 -18 Q0 42 38 -22 Q30 ${draw('bend', 8, 16)} 0 10 Q-26 8 -38 -18 Z" fill="hsl(${draw('hue', 45, 60)} 85% 52%)"/>`,
  plum: (draw) => `<ellipse rx="${draw('wide', 24, 30)}" ry="32" fill="hsl(${draw('hue', 250, 310)} 45% 32%)"/>`,
};

function drawing(fruit: (draw: Draw) => string, image: string): string {
  const draw = drawFor(image);
  const [width, height] = [draw('width', 90, 160), draw('height', 90, 160)];
  const streaks = ['a', 'b', 'c', 'd'].map((streak) => {
    const [x1, y1, x2, y2] = ['x1', 'y1', 'x2', 'y2'].map((end) => draw(`${streak} ${end}`, 0, 160));
    const stroke = `hsl(${draw(`${streak} hue`, 0, 360)} 25% 60%)`;
    return `<line x1="${x1}" y1="${y1}" x2="${x2}" y2="${y2}" stroke="${stroke}" stroke-width="${draw(`${streak} width`, 2, 9)}"/>`;
  });
  const place = `translate(${draw('x', 40, 55)} ${draw('y', 40, 55)}) rotate(${draw('turn', -40, 40)}) scale(${draw('size', 0.7, 1.1)})`;
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}">
    <rect width="100%" height="100%" fill="hsl(${draw('ground', 0, 360)} 20% 80%)"/>${streaks.join('')}
    <g transform="${place}">${fruit(draw)}</g>
  </svg>`;
}

const folder = fileURLToPath(new URL('./images', import.meta.url));
for (const [name, fruit] of Object.entries(fruits)) {
  await mkdir(`${folder}/${name}`, { recursive: true });
  for (let number = 1; number <= IMAGES_PER_CLASS; number += 1) {
    const image = `${name}/${String(number).padStart(2, '0')}.png`;
    await sharp(Buffer.from(drawing(fruit, image)))
      .png()
      .toFile(`${folder}/${image}`);
  }
}
console.log(
  `Drew ${IMAGES_PER_CLASS} images each of ${Object.keys(fruits).join(', ')} into examples/own-images/images.`,
);
