// A sheet of small pictures with a line of text below each.
import { FONT, useBundledFonts } from '../charts/index.ts';

useBundledFonts();

import sharp from 'sharp';
import { type ChartTheme, themeColors } from '../charts/index.ts';

export interface Tile {
  /** `height` x `width` x 3 bytes, no larger than the sheet's tiles. */
  pixels: Uint8Array;
  width: number;
  height: number;
  caption: string;
}

export interface TileSheetOptions {
  title: string;
  /** Of the room for one picture, in pixels. */
  tileWidth: number;
  tileHeight: number;
  columns: number;
  format: 'png' | 'jpeg';
  theme?: ChartTheme;
}

const GAP = 10;
const HEAD = 40;
const LINE = 18;
const LETTER = 5.6;

const escapeXml = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');

/** Cut at its beginning, for the end of an id tells more. */
function fitText(text: string, width: number): string {
  const room = Math.max(3, Math.floor(width / LETTER));
  return text.length <= room ? text : `…${text.slice(text.length - room + 1)}`;
}

/** The sheet as the bytes of a picture file. At least one tile. */
export async function tileSheet(tiles: readonly Tile[], options: TileSheetOptions): Promise<Uint8Array> {
  const { title, tileWidth, tileHeight, theme = 'light', format } = options;
  const colors = themeColors(theme);
  const columns = Math.max(1, Math.min(options.columns, tiles.length));
  const width = Math.max(GAP + columns * (tileWidth + GAP), 260);
  const height = HEAD + Math.ceil(tiles.length / columns) * (tileHeight + LINE + GAP) + GAP;
  const places = tiles.map((tile, index) => ({
    tile,
    left: GAP + (index % columns) * (tileWidth + GAP),
    top: HEAD + Math.floor(index / columns) * (tileHeight + LINE + GAP),
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
