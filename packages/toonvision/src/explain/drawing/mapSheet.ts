// Contact sheet of explained images.
import type { ChartTheme } from '../../charts/index.ts';
import { drawBoard, fitInto, type PlacedImage, type PlacedText, type Raster } from './board.ts';

/** An image of a contact sheet. */
export interface SheetTile {
  raster: Raster;
  /** Lines of text below the image. */
  lines: readonly string[];
}

/** Options of `mapSheet`. */
export interface MapSheetOptions {
  title: string;
  subtitle?: string;
  /** Maximum size of a tile in pixels. Default 150 x 220. */
  tile?: { width: number; height: number };
  /** Tiles per row. Default 8. */
  columns?: number;
  /** Maximum enlargement of an image. Default 4. */
  maxScale?: number;
  theme?: ChartTheme;
}

const GAP = 12;
const HEADER_HEIGHT = 62;
const LINE_HEIGHT = 13;

/** Draws the sheet as PNG bytes; every image is as large as its tile allows. */
export async function mapSheet(tiles: readonly SheetTile[], options: MapSheetOptions): Promise<Uint8Array> {
  const { tile = { width: 150, height: 220 }, columns: maxColumns = 8, maxScale = 4 } = options;
  const columns = Math.max(1, Math.min(maxColumns, tiles.length));
  const rasters = await Promise.all(tiles.map(({ raster }) => fitInto(raster, tile, maxScale)));
  const lines = tiles.reduce((max, entry) => Math.max(max, entry.lines.length), 0);
  const images: PlacedImage[] = [];
  const texts: PlacedText[] = [
    { text: options.title, x: GAP, y: 26, size: 15, bold: true },
    { text: options.subtitle ?? '', x: GAP, y: 45, muted: true },
  ];
  let top = HEADER_HEIGHT;
  for (let from = 0; from < tiles.length; from += columns) {
    const row = rasters.slice(from, from + columns);
    const tallest = row.reduce((max, { height }) => Math.max(max, height), 0);
    row.forEach((raster, index) => {
      const left = GAP + index * (tile.width + GAP);
      images.push({ raster, left: left + (tile.width - raster.width) / 2, top: top + (tallest - raster.height) });
      tiles[from + index]?.lines.forEach((text, line) => {
        texts.push({
          text,
          x: left + tile.width / 2,
          y: top + tallest + 13 + line * LINE_HEIGHT,
          size: 9.5,
          anchor: 'middle',
          maxWidth: tile.width + GAP / 2,
          muted: line > 0,
        });
      });
    });
    top += tallest + 8 + lines * LINE_HEIGHT + GAP;
  }
  const minWidth = Math.max(options.title.length * 9.5, (options.subtitle ?? '').length * 6.6) + 2 * GAP;
  const width = Math.ceil(Math.max(GAP + columns * (tile.width + GAP), Math.min(minWidth, 1400)));
  return drawBoard({ width, height: top + 4 }, images, texts, options.theme);
}
