// A contact sheet: many explained images, each with the map of one class over it.
import type { ChartTheme } from '../../charts/index.ts';
import { drawBoard, fitInto, type PlacedImage, type PlacedText, type Raster } from './board.ts';

export interface SheetTile {
  raster: Raster;
  /** Lines below it. */
  lines: readonly string[];
}

export interface MapSheetOptions {
  title: string;
  subtitle?: string;
  /** Of a tile's room. Default 150 x 220. */
  tile?: { width: number; height: number };
  /** Default 8. */
  columns?: number;
  /** Tiles are shown at most so many times as large as they are. Default 4. */
  most?: number;
  theme?: ChartTheme;
}

const GAP = 12;
const HEAD = 62;
const LINE = 13;

/** The sheet as PNG bytes; every tile is shown as large as fits its room. */
export async function mapSheet(tiles: readonly SheetTile[], options: MapSheetOptions): Promise<Uint8Array> {
  const { tile: room = { width: 150, height: 220 }, columns: wanted = 8, most = 4 } = options;
  const columns = Math.max(1, Math.min(wanted, tiles.length));
  const small = await Promise.all(tiles.map(({ raster }) => fitInto(raster, room, most)));
  const lines = tiles.reduce((most, tile) => Math.max(most, tile.lines.length), 0);
  const images: PlacedImage[] = [];
  const texts: PlacedText[] = [
    { text: options.title, x: GAP, y: 26, size: 15, bold: true },
    { text: options.subtitle ?? '', x: GAP, y: 45, muted: true },
  ];
  let top = HEAD;
  for (let from = 0; from < tiles.length; from += columns) {
    const row = small.slice(from, from + columns);
    const tallest = row.reduce((most, { height }) => Math.max(most, height), 0);
    row.forEach((raster, index) => {
      const left = GAP + index * (room.width + GAP);
      images.push({ raster, left: left + (room.width - raster.width) / 2, top: top + (tallest - raster.height) });
      tiles[from + index]?.lines.forEach((text, line) => {
        texts.push({
          text,
          x: left + room.width / 2,
          y: top + tallest + 13 + line * LINE,
          size: 9.5,
          anchor: 'middle',
          room: room.width + GAP / 2,
          muted: line > 0,
        });
      });
    });
    top += tallest + 8 + lines * LINE + GAP;
  }
  const least = Math.max(options.title.length * 9.5, (options.subtitle ?? '').length * 6.6) + 2 * GAP;
  const width = Math.ceil(Math.max(GAP + columns * (room.width + GAP), Math.min(least, 1400)));
  return drawBoard({ width, height: top + 4 }, images, texts, options.theme);
}
