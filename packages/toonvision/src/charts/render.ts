// Draws a chart: Vega-Lite specification -> SVG text -> PNG bytes, without a browser.
import { useBundledFonts } from './fonts.ts';

useBundledFonts();

import sharp from 'sharp';
import { type Loader, logger, parse, View, Warn } from 'vega';
import { compile } from 'vega-lite';
import type { ChartSpec } from './chartSpec.ts';

/** A chart has its data inside; nothing is fetched from anywhere. */
const noLoader: Loader = {
  load: () => Promise.reject(new Error('charts load nothing')),
  sanitize: () => Promise.reject(new Error('charts load nothing')),
  http: () => Promise.reject(new Error('charts load nothing')),
  file: () => Promise.reject(new Error('charts load nothing')),
};

/** Vega counts gradients and clips over the whole process; here they are counted in each picture from 1. */
function renumber(svg: string): string {
  const names = new Map<string, string>();
  return svg.replaceAll(/(?<=id="|url\(#)(gradient_|clip)\d+/g, (name, kind: string) => {
    const known = names.get(name) ?? `${kind}${names.size + 1}`;
    names.set(name, known);
    return known;
  });
}

/**
 * The chart as SVG text: the same specification gives the same bytes.
 *
 * @example
 * await writeFile('suits.svg', await renderSvg(classCounts(counts, { title: 'Samples per suit' })));
 */
export async function renderSvg(spec: ChartSpec): Promise<string> {
  const warnings: string[] = [];
  const keep = (_method: string, _level: string, text: readonly unknown[]) => warnings.push(text.join(' '));
  const { spec: vegaSpec } = compile(spec, { logger: logger(Warn, undefined, keep) });
  // Vega-Lite only warns of a part it drops; a chart that lacks a part is a fault of ours.
  if (warnings.length > 0) throw new Error(`the chart is not drawn as specified: ${warnings.join('; ')}`);
  const view = new View(parse(vegaSpec), { renderer: 'none', loader: noLoader });
  try {
    return `${renumber(await view.toSVG())}\n`;
  } finally {
    view.finalize();
  }
}

/**
 * The SVG as PNG bytes.
 *
 * @param scale pixels of the PNG per pixel of the SVG. Default 2, which is sharp on dense screens.
 */
export async function renderPng(svg: string, { scale = 2 }: { scale?: number } = {}): Promise<Uint8Array> {
  return sharp(Buffer.from(svg), { density: 72 * scale })
    .png({ compressionLevel: 9 })
    .toBuffer();
}
