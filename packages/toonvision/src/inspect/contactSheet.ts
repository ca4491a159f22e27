// A contact sheet: samples of one class side by side, chosen evenly from all of them.
import type { ChartTheme } from '../charts/index.ts';
import type { Project } from '../config/index.ts';
import type { Sample } from '../dataset/index.ts';
import { sampleTile, type Tile, tileSheet } from '../sheets/index.ts';

const TILE = { tileWidth: 110, tileHeight: 150 };
const COLUMNS = 10;

/** Up to `most` of the items, evenly from first to last. */
export function evenly<T>(items: readonly T[], most: number): T[] {
  if (items.length <= most) return [...items];
  return Array.from({ length: most }, (_, index) => items[Math.floor((index * items.length) / most)] as T);
}

/**
 * The sheet as JPEG bytes, or undefined when none of the samples can be read.
 *
 * @param most Pictures on it. Default 60.
 */
export async function contactSheet(
  project: Project,
  samples: readonly Sample[],
  { title, most = 60, theme }: { title: string; most?: number; theme?: ChartTheme },
): Promise<Uint8Array | undefined> {
  const tiles: Tile[] = [];
  for (const { crop, id } of evenly(samples, most)) {
    // What cannot be read is among the findings already.
    const tile = await sampleTile(project, crop, id, TILE);
    if (tile !== undefined) tiles.push(tile);
  }
  if (tiles.length === 0) return undefined;
  return tileSheet(tiles, { title, ...TILE, columns: COLUMNS, format: 'jpeg', theme });
}
