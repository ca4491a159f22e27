// Composes images and text into a PNG.
import { type ChartTheme, FONT, themeColors, useBundledFonts } from '../../charts/index.ts';

useBundledFonts();

import sharp from 'sharp';

/** RGB image: `height` x `width` x 3 bytes. */
export interface Raster {
  data: Uint8Array;
  width: number;
  height: number;
}

/** An image and its position. */
export interface PlacedImage {
  raster: Raster;
  left: number;
  top: number;
}

/** A line of text and its position. */
export interface PlacedText {
  text: string;
  x: number;
  /** Baseline. */
  y: number;
  /** Font size in pixels. Default 11. */
  size?: number;
  bold?: boolean;
  muted?: boolean;
  /** Default `start`. */
  anchor?: 'start' | 'middle' | 'end';
  /** Longer text is truncated, in pixels. */
  maxWidth?: number;
}

/** Width of a character relative to the font size, slightly above the mean of DejaVu Sans. */
const CHARACTER_WIDTH = 0.6;

const escapeXml = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');

/** Estimates the width of a text in pixels. */
export function estimateTextWidth(text: string, size = 11): number {
  return Math.ceil(text.length * size * CHARACTER_WIDTH);
}

function truncate(text: string, size: number, maxWidth: number | undefined): string {
  if (maxWidth === undefined) return text;
  const length = Math.max(2, Math.floor(maxWidth / (size * CHARACTER_WIDTH)));
  return text.length <= length ? text : `${text.slice(0, length - 1)}…`;
}

/** Encodes an image as PNG bytes. */
export function encodePng({ data, width, height }: Raster): Promise<Uint8Array> {
  return sharp(data, { raw: { width, height, channels: 3 } })
    .png({ compressionLevel: 6 })
    .toBuffer();
}

/** Scales an image to fit into a box, keeping its aspect ratio; `maxScale` limits enlargement. */
export async function fitInto(
  raster: Raster,
  box: { width: number; height: number },
  maxScale = Number.POSITIVE_INFINITY,
): Promise<Raster> {
  const { data, width, height } = raster;
  const factor = Math.min(maxScale, box.width / width, box.height / height);
  const size = { width: Math.max(1, Math.round(width * factor)), height: Math.max(1, Math.round(height * factor)) };
  if (size.width === width && size.height === height) return raster;
  const resized = await sharp(data, { raw: { width, height, channels: 3 } })
    .resize({ ...size, fit: 'fill', kernel: 'cubic' })
    .raw()
    .toBuffer();
  return { data: resized, ...size };
}

/** Enlarges an image by an integer factor, without interpolation. */
export function enlarge({ data, width, height }: Raster, factor: number): Raster {
  const enlarged = new Uint8Array(data.length * factor * factor);
  for (let y = 0; y < height * factor; y += 1) {
    for (let x = 0; x < width * factor; x += 1) {
      const from = (Math.floor(y / factor) * width + Math.floor(x / factor)) * 3;
      enlarged.set(data.subarray(from, from + 3), (y * width * factor + x) * 3);
    }
  }
  return { data: enlarged, width: width * factor, height: height * factor };
}

/** Draws images and texts on the theme's background, as PNG bytes. */
export async function drawBoard(
  size: { width: number; height: number },
  images: readonly PlacedImage[],
  texts: readonly PlacedText[],
  theme: ChartTheme = 'light',
): Promise<Uint8Array> {
  const colors = themeColors(theme);
  const elements = texts.map(({ text, x, y, size: fontSize = 11, bold, muted, anchor = 'start', maxWidth }) => {
    const weight = bold === true ? ' font-weight="bold"' : '';
    const fill = muted === true ? ` fill="${colors.muted}"` : '';
    return `<text x="${x}" y="${y}" font-size="${fontSize}" text-anchor="${anchor}"${weight}${fill}>${escapeXml(truncate(text, fontSize, maxWidth))}</text>`;
  });
  const { width, height } = size;
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}"><g font-family="${FONT}" fill="${colors.text}">${elements.join('')}</g></svg>`;
  return sharp({ create: { width, height, channels: 3, background: colors.background } })
    .composite([
      ...images.map(({ raster, left, top }) => ({
        input: Buffer.from(raster.data),
        raw: { width: raster.width, height: raster.height, channels: 3 as const },
        left: Math.round(left),
        top: Math.round(top),
      })),
      { input: Buffer.from(svg), left: 0, top: 0 },
    ])
    .png({ compressionLevel: 6 })
    .toBuffer();
}
