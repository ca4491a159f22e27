// A board: images and lines of text put on paper, as PNG bytes.
import { type ChartTheme, FONT, themeColors, useBundledFonts } from '../../charts/index.ts';

useBundledFonts();

import sharp from 'sharp';

/** `height` x `width` x 3 bytes. */
export interface Raster {
  data: Uint8Array;
  width: number;
  height: number;
}

export interface PlacedImage {
  raster: Raster;
  left: number;
  top: number;
}

export interface PlacedText {
  text: string;
  x: number;
  /** Of the line the letters stand on. */
  y: number;
  /** Default 11. */
  size?: number;
  bold?: boolean;
  muted?: boolean;
  /** Default `start`. */
  anchor?: 'start' | 'middle' | 'end';
  /** Longer text is cut, in pixels. */
  room?: number;
}

/** Width of a letter by its size, a little more than the mean of DejaVu Sans. */
const LETTER = 0.6;

const escapeXml = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');

/** Pixels that a text takes, at most. */
export function textWidth(text: string, size = 11): number {
  return Math.ceil(text.length * size * LETTER);
}

function cut(text: string, size: number, room: number | undefined): string {
  if (room === undefined) return text;
  const letters = Math.max(2, Math.floor(room / (size * LETTER)));
  return text.length <= letters ? text : `${text.slice(0, letters - 1)}…`;
}

/** The image as the bytes of a PNG file. */
export function encodePng({ data, width, height }: Raster): Promise<Uint8Array> {
  return sharp(data, { raw: { width, height, channels: 3 } })
    .png({ compressionLevel: 6 })
    .toBuffer();
}

/** The image in its own shape as large as fits, but at most `most` times its size; the same one where that changes nothing. */
export async function fitInto(
  raster: Raster,
  room: { width: number; height: number },
  most = Number.POSITIVE_INFINITY,
): Promise<Raster> {
  const { data, width, height } = raster;
  const factor = Math.min(most, room.width / width, room.height / height);
  const size = { width: Math.max(1, Math.round(width * factor)), height: Math.max(1, Math.round(height * factor)) };
  if (size.width === width && size.height === height) return raster;
  const resized = await sharp(data, { raw: { width, height, channels: 3 } })
    .resize({ ...size, fit: 'fill', kernel: 'cubic' })
    .raw()
    .toBuffer();
  return { data: resized, ...size };
}

/** The image enlarged by a whole factor, each pixel a square. */
export function enlarge({ data, width, height }: Raster, factor: number): Raster {
  const large = new Uint8Array(data.length * factor * factor);
  for (let y = 0; y < height * factor; y += 1) {
    for (let x = 0; x < width * factor; x += 1) {
      const from = (Math.floor(y / factor) * width + Math.floor(x / factor)) * 3;
      large.set(data.subarray(from, from + 3), (y * width * factor + x) * 3);
    }
  }
  return { data: large, width: width * factor, height: height * factor };
}

/** Draws the board as PNG bytes. */
export async function drawBoard(
  size: { width: number; height: number },
  images: readonly PlacedImage[],
  texts: readonly PlacedText[],
  theme: ChartTheme = 'light',
): Promise<Uint8Array> {
  const colors = themeColors(theme);
  const letters = texts.map(({ text, x, y, size: points = 11, bold, muted, anchor = 'start', room }) => {
    const weight = bold === true ? ' font-weight="bold"' : '';
    const fill = muted === true ? ` fill="${colors.muted}"` : '';
    return `<text x="${x}" y="${y}" font-size="${points}" text-anchor="${anchor}"${weight}${fill}>${escapeXml(cut(text, points, room))}</text>`;
  });
  const { width, height } = size;
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}"><g font-family="${FONT}" fill="${colors.text}">${letters.join('')}</g></svg>`;
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
