// Renders contact sheets: samples of one class, chosen evenly.
import type { ChartTheme } from '../charts/index.ts';
import type { Project } from '../config/index.ts';
import type { Sample } from '../dataset/index.ts';
import { sampleTile, type Tile, tileSheet } from '../sheets/index.ts';

const TILE = { tileWidth: 110, tileHeight: 150 };
const COLUMNS = 10;

/** Chooses up to `count` items, evenly from first to last. */
export function chooseEvenly<T>(items: readonly T[], count: number): T[] {
  if (items.length <= count) return [...items];
  return Array.from({ length: count }, (_, index) => items[Math.floor((index * items.length) / count)] as T);
}

/**
 * Renders a sheet as JPEG bytes, or returns undefined if none of the samples can be read.
 *
 * @param maxTiles Maximum number of samples. Default 60.
 */
export async function contactSheet(
  project: Project,
  samples: readonly Sample[],
  { title, maxTiles = 60, theme }: { title: string; maxTiles?: number; theme?: ChartTheme },
): Promise<Uint8Array | undefined> {
  const tiles: Tile[] = [];
  for (const { crop, id } of chooseEvenly(samples, maxTiles)) {
    // Unreadable crops are reported as a finding.
    const tile = await sampleTile(project, crop, id, TILE);
    if (tile !== undefined) tiles.push(tile);
  }
  if (tiles.length === 0) return undefined;
  return tileSheet(tiles, { title, ...TILE, columns: COLUMNS, format: 'jpeg', theme });
}
