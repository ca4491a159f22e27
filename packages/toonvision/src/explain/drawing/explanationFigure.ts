// Figure of an explained image: one column per class, with the heatmap above and its overlay below.
import type { ChartTheme } from '../../charts/index.ts';
import { percent } from '../../format/index.ts';
import type { ExplainedSample } from '../explainedSample.ts';
import { METHOD_TITLES } from '../maps/index.ts';
import { drawBoard, estimateTextWidth, fitInto, type PlacedImage, type PlacedText, type Raster } from './board.ts';
import { type ColorScale, colorTable } from './colorScale.ts';
import { paintSample, type ScaleKind } from './paintSample.ts';

/** Options of `explanationFigure`. */
export interface FigureOptions {
  colors: ColorScale;
  scale: ScaleKind;
  theme?: ChartTheme;
}

const GAP = 14;
const TILE = { width: 240, height: 320 };
/** Minimum width of a column, for class name, probability and peak. */
const MIN_COLUMN_WIDTH = 128;
const HEADER_HEIGHT = 62;
const COLUMN_HEADER_HEIGHT = 48;
const BAR = { width: 128, height: 10 };
const MAX_COLUMNS = 8;
/** Maximum enlargement of small images, beyond which only blocks are visible. */
const MAX_ENLARGEMENT = 4;

/** Formats a number with three significant digits. */
export function formatShort(value: number): string {
  if (value === 0) return '0';
  return Math.abs(value) >= 1e-3 && Math.abs(value) < 1e5
    ? String(Number(value.toPrecision(3)))
    : value.toExponential(1);
}

/** Describes how maps were computed: `Grad-CAM of the logit at maxPooling2d_3 (16x5)`. */
export function describeMaps({
  method,
  of,
  layer,
  height,
  width,
}: Pick<ExplainedSample, 'method' | 'of' | 'layer' | 'height' | 'width'>): string {
  return `${METHOD_TITLES[method]} of the ${of} at ${layer} (${height}x${width})`;
}

function describePrediction({ truth, predicted, classNames }: ExplainedSample): string {
  const displayName = (label: string) => classNames[label] ?? label;
  return truth === undefined
    ? `predicted: ${displayName(predicted)}`
    : `true: ${displayName(truth)}, predicted: ${displayName(predicted)}`;
}

function drawColorBar(colors: ColorScale): Raster {
  const table = colorTable(colors);
  const data = new Uint8Array(BAR.width * BAR.height * 3);
  for (let i = 0; i < BAR.width * BAR.height; i += 1) {
    const step = Math.round(((i % BAR.width) / (BAR.width - 1)) * 255) * 3;
    data.set(table.subarray(step, step + 3), i * 3);
  }
  return { data, ...BAR };
}

/**
 * Draws the figure as PNG bytes. Images are scaled to fit a tile, small ones by at most a factor of four.
 *
 * @param image the explained crop
 */
export async function explanationFigure(
  sample: ExplainedSample,
  image: Raster,
  options: FigureOptions,
): Promise<Uint8Array> {
  const scaled = await fitInto(image, TILE, MAX_ENLARGEMENT);
  const painted = paintSample(sample, scaled, options);
  const column = Math.max(scaled.width, MIN_COLUMN_WIDTH) + GAP;
  const perBand = Math.min(MAX_COLUMNS, Math.max(1, painted.length));
  const band = COLUMN_HEADER_HEIGHT + 2 * scaled.height + GAP + GAP;
  const bands = Math.ceil(painted.length / perBand);
  const title = `${sample.name}: ${describePrediction(sample)}`;
  const maps = describeMaps(sample);
  const width = Math.max(
    GAP + column * (perBand + 1) + GAP,
    GAP + estimateTextWidth(title, 15),
    GAP + estimateTextWidth(maps) + GAP,
  );
  const images: PlacedImage[] = [];
  const texts: PlacedText[] = [
    { text: title, x: GAP, y: 26, size: 15, bold: true, maxWidth: width - GAP },
    { text: maps, x: GAP, y: 44, muted: true, maxWidth: width - GAP },
  ];
  const centerIn = (left: number) => left + (column - GAP - scaled.width) / 2;
  const first = HEADER_HEIGHT + COLUMN_HEADER_HEIGHT;
  texts.push({ text: `${image.width}x${image.height} pixels`, x: GAP, y: HEADER_HEIGHT + 28, muted: true });
  images.push({ raster: scaled, left: centerIn(GAP), top: first });
  const below = first + scaled.height + GAP;
  images.push({ raster: drawColorBar(options.colors), left: GAP, top: below + 8 });
  const top = painted[0]?.top ?? 0;
  const scaleText =
    options.scale === 'each' ? ['each scaled', 'to its peak'] : [`0 to ${formatShort(top)}`, 'shared scale'];
  for (const [line, text] of scaleText.entries()) texts.push({ text, x: GAP, y: below + 34 + line * 14, muted: true });
  for (const [index, { map, heat, over }] of painted.entries()) {
    const left = GAP + column * (1 + (index % perBand));
    const above = HEADER_HEIGHT + Math.floor(index / perBand) * band;
    const label = sample.classes[map.classIndex] ?? '';
    const maxWidth = column - 4;
    const tags = [label === sample.truth ? 'true' : '', label === sample.predicted ? 'predicted' : ''].filter(
      (tag) => tag !== '',
    );
    const name = `${sample.classNames[label] ?? label}${tags.length > 0 ? ` (${tags.join(', ')})` : ''}`;
    texts.push({ text: name, x: left, y: above + 12, bold: true, maxWidth: maxWidth * 1.05 });
    texts.push({ text: percent(sample.probabilities[map.classIndex] ?? 0), x: left, y: above + 27 });
    texts.push({
      text: map.isZero ? 'zero map' : `peak ${formatShort(map.peak)}`,
      x: left,
      y: above + 41,
      muted: true,
      maxWidth,
    });
    images.push({ raster: heat, left: centerIn(left), top: above + COLUMN_HEADER_HEIGHT });
    images.push({ raster: over, left: centerIn(left), top: above + COLUMN_HEADER_HEIGHT + scaled.height + GAP });
  }
  return drawBoard({ width, height: HEADER_HEIGHT + Math.max(1, bands) * band }, images, texts, options.theme);
}
