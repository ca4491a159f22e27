// Renders charts without a browser: Vega-Lite specification to SVG text, SVG text to PNG bytes.
import { useBundledFonts } from './fonts.ts';

useBundledFonts();

import sharp from 'sharp';
import { type Loader, logger, parse, View, Warn } from 'vega';
import { compile } from 'vega-lite';
import type { ChartSpec } from './chartSpec.ts';

/** Charts contain their data, so nothing may be loaded. */
const noLoader: Loader = {
  load: () => Promise.reject(new Error('charts must contain their data; loading is disabled')),
  sanitize: () => Promise.reject(new Error('charts must contain their data; loading is disabled')),
  http: () => Promise.reject(new Error('charts must contain their data; loading is disabled')),
  file: () => Promise.reject(new Error('charts must contain their data; loading is disabled')),
};

/** Renumbers gradients and clips from 1: Vega numbers them over the whole process, which would make output differ. */
function renumber(svg: string): string {
  const names = new Map<string, string>();
  return svg.replaceAll(/(?<=id="|url\(#)(gradient_|clip)\d+/g, (name, kind: string) => {
    const renumbered = names.get(name) ?? `${kind}${names.size + 1}`;
    names.set(name, renumbered);
    return renumbered;
  });
}

/**
 * Renders a chart as SVG text. The same specification gives the same bytes.
 *
 * @throws Error if Vega-Lite drops a part of the specification
 *
 * @example
 * await writeFile('suits.svg', await renderSvg(classCounts(counts, { title: 'Samples per suit' })));
 */
export async function renderSvg(spec: ChartSpec): Promise<string> {
  const warnings: string[] = [];
  const collect = (_method: string, _level: string, text: readonly unknown[]) => warnings.push(text.join(' '));
  const { spec: vegaSpec } = compile(spec, { logger: logger(Warn, undefined, collect) });
  // Vega-Lite only warns when it drops a part of a chart, which is a bug in the specification.
  if (warnings.length > 0) throw new Error(`Vega-Lite would not draw the chart as specified: ${warnings.join('; ')}`);
  const view = new View(parse(vegaSpec), { renderer: 'none', loader: noLoader });
  try {
    return `${renumber(await view.toSVG())}\n`;
  } finally {
    view.finalize();
  }
}

/**
 * Renders SVG text as PNG bytes.
 *
 * @param scale PNG pixels per SVG pixel. Default 2, for high-density screens.
 */
export async function renderPng(svg: string, { scale = 2 }: { scale?: number } = {}): Promise<Uint8Array> {
  return sharp(Buffer.from(svg), { density: 72 * scale })
    .png({ compressionLevel: 9 })
    .toBuffer();
}
