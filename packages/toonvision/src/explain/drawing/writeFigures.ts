// Writes the image files of an explained image: the figure of all classes, and each map at the image's size.
import { join } from 'node:path';
import type { RgbImage } from '../../dataset/index.ts';
import { writeFileAtomic } from '../../files/index.ts';
import type { ExplainedSample } from '../explainedSample.ts';
import { encodePng } from './board.ts';
import { explanationFigure, type FigureOptions } from './explanationFigure.ts';
import { paintSample } from './paintSample.ts';

/** Converts a name to a file name without extension: `ttc/ttc_0012_a#2` becomes `ttc-ttc_0012_a-2`. */
export function fileStem(name: string): string {
  return (
    name
      .replace(/[^A-Za-z0-9._-]+/g, '-')
      .replace(/^[-.]+|-+$/g, '')
      .slice(-100) || 'image'
  );
}

/**
 * Writes `figure.png`, `heatmap-<class>.png` and `superimposed-<class>.png` into `folder`.
 *
 * @returns paths of the files
 */
export async function writeFigures(
  sample: ExplainedSample,
  image: RgbImage,
  folder: string,
  options: FigureOptions,
): Promise<string[]> {
  const files: [string, Uint8Array][] = [];
  for (const { map, heat, over } of paintSample(sample, image, options)) {
    const name = fileStem(sample.classes[map.classIndex] ?? '');
    files.push([`heatmap-${name}.png`, await encodePng(heat)], [`superimposed-${name}.png`, await encodePng(over)]);
  }
  files.push(['figure.png', await explanationFigure(sample, image, options)]);
  for (const [name, bytes] of files) await writeFileAtomic(join(folder, name), bytes);
  return files.map(([name]) => join(folder, name));
}
