// Draws pictures as one might have taken them oneself: 40 each of three fruits, in a folder of its own, none like another.
// node examples/own-pictures/makePictures.ts
import { mkdir } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { randomWords, streamKey } from '@toonvision/nn';
import sharp from 'sharp';

const EACH = 40;
const SEED = 7;

/** A number from `low` to `high`, always the same for the same picture and purpose. */
type Draw = (purpose: string, low: number, high: number) => number;
function drawFor(picture: string): Draw {
  return (purpose, low, high) => {
    const [word] = randomWords(streamKey(SEED, `${picture}/${purpose}`), 0);
    return Math.round((low + (word / 0x1_0000_0000) * (high - low)) * 10) / 10;
  };
}

/** Each around the origin, some 60 pixels wide. Apples are red to green, so that colour alone does not tell. */
const fruits: Record<string, (draw: Draw) => string> = {
  apple: (draw) =>
    `<circle r="30" fill="hsl(${draw('hue', 0, 90)} 65% 45%)"/><path d="M0 -28 q4 -12 12 -14" fill="none" stroke="#543" stroke-width="4"/>`,
  banana: (draw) =>
    `<path d="M-38 -18 Q0 42 38 -22 Q30 ${draw('bend', 8, 16)} 0 10 Q-26 8 -38 -18 Z" fill="hsl(${draw('hue', 45, 60)} 85% 52%)"/>`,
  plum: (draw) => `<ellipse rx="${draw('wide', 24, 30)}" ry="32" fill="hsl(${draw('hue', 250, 310)} 45% 32%)"/>`,
};

function drawing(fruit: (draw: Draw) => string, picture: string): string {
  const draw = drawFor(picture);
  const [width, height] = [draw('width', 90, 160), draw('height', 90, 160)];
  const streaks = ['a', 'b', 'c', 'd'].map((one) => {
    const [x1, y1, x2, y2] = ['x1', 'y1', 'x2', 'y2'].map((end) => draw(`${one} ${end}`, 0, 160));
    const stroke = `hsl(${draw(`${one} hue`, 0, 360)} 25% 60%)`;
    return `<line x1="${x1}" y1="${y1}" x2="${x2}" y2="${y2}" stroke="${stroke}" stroke-width="${draw(`${one} width`, 2, 9)}"/>`;
  });
  const place = `translate(${draw('x', 40, 55)} ${draw('y', 40, 55)}) rotate(${draw('turn', -40, 40)}) scale(${draw('size', 0.7, 1.1)})`;
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}">
    <rect width="100%" height="100%" fill="hsl(${draw('ground', 0, 360)} 20% 80%)"/>${streaks.join('')}
    <g transform="${place}">${fruit(draw)}</g>
  </svg>`;
}

const folder = fileURLToPath(new URL('./pictures', import.meta.url));
for (const [name, fruit] of Object.entries(fruits)) {
  await mkdir(`${folder}/${name}`, { recursive: true });
  for (let at = 1; at <= EACH; at += 1) {
    const picture = `${name}/${String(at).padStart(2, '0')}.png`;
    await sharp(Buffer.from(drawing(fruit, picture)))
      .png()
      .toFile(`${folder}/${picture}`);
  }
}
console.log(`Drew ${EACH} pictures each of ${Object.keys(fruits).join(', ')} into examples/own-pictures/pictures.`);
