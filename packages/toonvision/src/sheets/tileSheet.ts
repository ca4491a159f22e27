// Renders a grid of small images with captions.
import { FONT, useBundledFonts } from '../charts/index.ts';

useBundledFonts();

import sharp from 'sharp';
import { type ChartTheme, themeColors } from '../charts/index.ts';

export interface Tile {
  /** `height` x `width` x 3 bytes, no larger than the tile size of the sheet. */
  pixels: Uint8Array;
  width: number;
  height: number;
  caption: string;
}

export interface TileSheetOptions {
  title: string;
  /** Maximum size of an image, in pixels. */
  tileWidth: number;
  tileHeight: number;
  columns: number;
  format: 'png' | 'jpeg';
  theme?: ChartTheme;
}

const GAP = 10;
const HEADER_HEIGHT = 40;
const LINE_HEIGHT = 18;
const LETTER_WIDTH = 5.6;

const escapeXml = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');

/** Truncates the start of a text, as the end of an id is more informative. */
function fitText(text: string, width: number): string {
  const maxLetters = Math.max(3, Math.floor(width / LETTER_WIDTH));
  return text.length <= maxLetters ? text : `…${text.slice(text.length - maxLetters + 1)}`;
}

/** Renders a sheet of at least one tile as the bytes of an image file. */
export async function tileSheet(tiles: readonly Tile[], options: TileSheetOptions): Promise<Uint8Array> {
  const { title, tileWidth, tileHeight, theme = 'light', format } = options;
  const colors = themeColors(theme);
  const columns = Math.max(1, Math.min(options.columns, tiles.length));
  const width = Math.max(GAP + columns * (tileWidth + GAP), 260);
  const height = HEADER_HEIGHT + Math.ceil(tiles.length / columns) * (tileHeight + LINE_HEIGHT + GAP) + GAP;
  const places = tiles.map((tile, index) => ({
    tile,
    left: GAP + (index % columns) * (tileWidth + GAP),
    top: HEADER_HEIGHT + Math.floor(index / columns) * (tileHeight + LINE_HEIGHT + GAP),
  }));
  const captions = places.map(
    ({ tile, left, top }) =>
      `<text x="${left + tileWidth / 2}" y="${top + tileHeight + 13}" text-anchor="middle" font-size="9">${escapeXml(fitText(tile.caption, tileWidth + GAP))}</text>`,
  );
  const letters = `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}"><g font-family="${FONT}" fill="${colors.text}"><text x="${GAP}" y="25" font-size="14" font-weight="bold">${escapeXml(fitText(title, width * 0.6))}</text>${captions.join('')}</g></svg>`;
  const sheet = sharp({ create: { width, height, channels: 3, background: colors.background } }).composite([
    ...places.map(({ tile, left, top }) => ({
      input: Buffer.from(tile.pixels),
      raw: { width: tile.width, height: tile.height, channels: 3 as const },
      left: left + Math.floor((tileWidth - tile.width) / 2),
      top: top + Math.floor((tileHeight - tile.height) / 2),
    })),
    { input: Buffer.from(letters), left: 0, top: 0 },
  ]);
  return format === 'png' ? sheet.png().toBuffer() : sheet.jpeg({ quality: 85 }).toBuffer();
}
