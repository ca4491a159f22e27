// Accuracy of a nearest-centroid classifier on mean crop colors, which must not solve the town.
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import sharp from 'sharp';
import { type Suit, streets, suits } from './townCounts.ts';

interface MeanColor {
  suit: Suit;
  /** Number of the screenshot (of the burst) among all, in name order. */
  shot: number;
  color: readonly [number, number, number];
}

const objectPattern =
  /<name>cog_(?<suit>bb|lb|cb|sb)_\w+<\/name>[\s\S]*?<xmin>(?<xmin>\d+)<\/xmin>\s*<ymin>(?<ymin>\d+)<\/ymin>\s*<xmax>(?<xmax>\d+)<\/xmax>\s*<ymax>(?<ymax>\d+)<\/ymax>/g;

/** The mean colors of all Cogs' crops of the town in `directory`. */
async function meanColors(directory: string): Promise<MeanColor[]> {
  const means: MeanColor[] = [];
  const shots = new Map<string, number>();
  for (const street of streets) {
    const folder = join(directory, 'screenshots', street);
    const names = (await readdir(folder).catch(() => [])).filter((name) => name.endsWith('.xml')).sort();
    for (const name of names) {
      const stem = name.slice(0, -4);
      const burst = stem.replace(/_[a-z]$/, '');
      const shot = shots.get(burst) ?? shots.size;
      shots.set(burst, shot);
      const { data, info } = await sharp(join(folder, `${stem}.png`))
        .raw()
        .toBuffer({ resolveWithObject: true });
      for (const { groups } of (await readFile(join(folder, name), 'utf8')).matchAll(objectPattern)) {
        const suit = suits.find((known) => known === groups?.suit);
        const [xmin, ymin, xmax, ymax] = [groups?.xmin, groups?.ymin, groups?.xmax, groups?.ymax].map(Number);
        if (suit === undefined || xmin === undefined || ymin === undefined || xmax === undefined || ymax === undefined)
          continue;
        const sum = [0, 0, 0];
        for (let y = ymin; y < ymax; y += 1) {
          for (let x = xmin; x < xmax; x += 1) {
            const at = (y * info.width + x) * info.channels;
            for (let c = 0; c < 3; c += 1) sum[c] = (sum[c] ?? 0) + (data[at + c] ?? 0);
          }
        }
        const pixels = (xmax - xmin) * (ymax - ymin);
        means.push({ suit, shot, color: [(sum[0] ?? 0) / pixels, (sum[1] ?? 0) / pixels, (sum[2] ?? 0) / pixels] });
      }
    }
  }
  return means;
}

/**
 * Accuracy (0..1) of classifying the suit by the nearest class centroid of mean crop colors. Centroids are fitted on
 * every second screenshot (bursts together) and tested on the others.
 *
 * @example
 * await centroidAccuracy('demo-town'); // below .75
 */
export async function centroidAccuracy(directory: string): Promise<number> {
  const means = await meanColors(directory);
  const centroids = suits.map((suit) => {
    const own = means.filter((mean) => mean.shot % 2 === 0 && mean.suit === suit);
    return {
      suit,
      color: [0, 1, 2].map((c) => own.reduce((sum, { color }) => sum + (color[c] ?? 0), 0) / own.length),
    };
  });
  const tested = means.filter(({ shot }) => shot % 2 === 1);
  const right = tested.filter(({ suit, color }) => {
    const distances = centroids.map((centroid) =>
      centroid.color.reduce((sum, v, c) => sum + (v - (color[c] ?? 0)) ** 2, 0),
    );
    return suits[distances.indexOf(Math.min(...distances))] === suit;
  });
  return right.length / tested.length;
}
