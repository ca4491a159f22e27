// The figure of one explained image: a column a class, heatmaps above and superimposed below, as in the article.

import type { ChartTheme } from '../../charts/index.ts';
import { percent } from '../../format/index.ts';
import type { ExplainedSample } from '../explainedSample.ts';
import { METHOD_TITLES } from '../maps/index.ts';
import { drawBoard, fitInto, type PlacedImage, type PlacedText, type Raster, textWidth } from './board.ts';
import { type ColorScale, colorTable } from './colorScale.ts';
import { paintSample, type ScaleKind } from './paintSample.ts';

export interface FigureOptions {
  colors: ColorScale;
  scale: ScaleKind;
  theme?: ChartTheme;
}

const GAP = 14;
const TILE = { width: 240, height: 320 };
/** Room for a class name, its probability and peak. */
const LEAST_WIDTH = 128;
const HEAD = 62;
const COLUMN_HEAD = 48;
const BAR = { width: 128, height: 10 };
const MOST_COLUMNS = 8;
/** Small images are shown larger, but not so large that nothing but squares is seen. */
const MOST_LARGER = 4;

/** A number of three figures, as peaks are printed. */
export function shortNumber(value: number): string {
  if (value === 0) return '0';
  return Math.abs(value) >= 1e-3 && Math.abs(value) < 1e5
    ? String(Number(value.toPrecision(3)))
    : value.toExponential(1);
}

/** `Grad-CAM of the logit at maxPooling2d_3 (16x5)`. */
export function describeMaps({
  method,
  of,
  layer,
  height,
  width,
}: Pick<ExplainedSample, 'method' | 'of' | 'layer' | 'height' | 'width'>): string {
  return `${METHOD_TITLES[method]} of the ${of} at ${layer} (${height}x${width})`;
}

function verdict({ truth, predicted, classNames }: ExplainedSample): string {
  const name = (label: string) => classNames[label] ?? label;
  return truth === undefined ? `predicted ${name(predicted)}` : `true ${name(truth)}, predicted ${name(predicted)}`;
}

function colorBar(colors: ColorScale): Raster {
  const table = colorTable(colors);
  const data = new Uint8Array(BAR.width * BAR.height * 3);
  for (let i = 0; i < BAR.width * BAR.height; i += 1) {
    const step = Math.round(((i % BAR.width) / (BAR.width - 1)) * 255) * 3;
    data.set(table.subarray(step, step + 3), i * 3);
  }
  return { data, ...BAR };
}

/**
 * The figure as PNG bytes. Images are shown as large as a tile, small ones at most four times as large.
 *
 * @param image the explained crop
 */
export async function explanationFigure(
  sample: ExplainedSample,
  image: Raster,
  options: FigureOptions,
): Promise<Uint8Array> {
  const own = await fitInto(image, TILE, MOST_LARGER);
  const painted = paintSample(sample, own, options);
  const column = Math.max(own.width, LEAST_WIDTH) + GAP;
  const perBand = Math.min(MOST_COLUMNS, Math.max(1, painted.length));
  const band = COLUMN_HEAD + 2 * own.height + GAP + GAP;
  const bands = Math.ceil(painted.length / perBand);
  const title = `${sample.name}: ${verdict(sample)}`;
  const maps = describeMaps(sample);
  const width = Math.max(GAP + column * (perBand + 1) + GAP, GAP + textWidth(title, 15), GAP + textWidth(maps) + GAP);
  const images: PlacedImage[] = [];
  const texts: PlacedText[] = [
    { text: title, x: GAP, y: 26, size: 15, bold: true, room: width - GAP },
    { text: maps, x: GAP, y: 44, muted: true, room: width - GAP },
  ];
  const centred = (left: number) => left + (column - GAP - own.width) / 2;
  const first = HEAD + COLUMN_HEAD;
  texts.push({ text: `${image.width}x${image.height} pixels`, x: GAP, y: HEAD + 28, muted: true });
  images.push({ raster: own, left: centred(GAP), top: first });
  const below = first + own.height + GAP;
  images.push({ raster: colorBar(options.colors), left: GAP, top: below + 8 });
  const top = painted[0]?.top ?? 0;
  const scaleText =
    options.scale === 'each' ? ['each by its own', 'peak'] : [`0 to ${shortNumber(top)}`, 'the same for all'];
  for (const [line, text] of scaleText.entries()) texts.push({ text, x: GAP, y: below + 34 + line * 14, muted: true });
  for (const [index, { map, heat, over }] of painted.entries()) {
    const left = GAP + column * (1 + (index % perBand));
    const above = HEAD + Math.floor(index / perBand) * band;
    const label = sample.classes[map.classIndex] ?? '';
    const room = column - 4;
    const marks = [label === sample.truth ? 'true' : '', label === sample.predicted ? 'predicted' : ''].filter(
      (mark) => mark !== '',
    );
    const name = `${sample.classNames[label] ?? label}${marks.length > 0 ? ` (${marks.join(', ')})` : ''}`;
    texts.push({ text: name, x: left, y: above + 12, bold: true, room: room * 1.05 });
    texts.push({ text: percent(sample.probabilities[map.classIndex] ?? 0), x: left, y: above + 27 });
    texts.push({
      text: map.isZero ? 'all zero' : `peak ${shortNumber(map.peak)}`,
      x: left,
      y: above + 41,
      muted: true,
      room,
    });
    images.push({ raster: heat, left: centred(left), top: above + COLUMN_HEAD });
    images.push({ raster: over, left: centred(left), top: above + COLUMN_HEAD + own.height + GAP });
  }
  return drawBoard({ width, height: HEAD + Math.max(1, bands) * band }, images, texts, options.theme);
}
