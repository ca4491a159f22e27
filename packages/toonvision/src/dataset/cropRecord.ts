// Records the source of each crop on disk, so that another extraction only writes what changed.
import { readFile, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import type { Project } from '../config/index.ts';
import { byCodeUnits, writeFileAtomic } from '../files/index.ts';
import type { Box } from './boxSchema.ts';

const FORMAT = 'toonvision-crops';
/** Increment when the bytes of a crop change for the same input. */
const VERSION = 2;

const fileSchema = z.object({
  format: z.literal(FORMAT),
  version: z.literal(VERSION),
  /** Decoded size of each screenshot, by SHA-256. */
  pictures: z.record(z.string(), z.tuple([z.number(), z.number()])),
  /** SHA-256 of the screenshot and box of each crop file, and its size in bytes. */
  crops: z.record(z.string(), z.tuple([z.string(), z.number()])),
});

const keyOf = (sha256: string, { xmin, ymin, xmax, ymax }: Box) => `${sha256} ${xmin} ${ymin} ${xmax} ${ymax}`;

/** The record of the crops of a project. Open with `openCropRecord`. */
export interface CropRecord {
  /** Returns the decoded size of a screenshot, if it was decoded before. */
  sizeOf(sha256: string): { width: number; height: number } | undefined;
  rememberSize(sha256: string, size: { width: number; height: number }): void;
  /** Whether the crop exists and was made from this screenshot and box. If so, it is kept. */
  isCurrent(crop: string, sha256: string, box: Box): Promise<boolean>;
  /** Returns the size in bytes of the crop of this screenshot and box; undefined if it was not written. */
  bytesOf(crop: string, sha256: string, box: Box): number | undefined;
  /** Records a crop that was just written. */
  remember(crop: string, sha256: string, box: Box, bytes: number): void;
  /** Writes the record. `removeStale` deletes crops of earlier extractions that were not kept or written. */
  save(options: { removeStale: boolean }): Promise<void>;
}

/** Opens `.toonvision/cache/crops.json`. If it is missing or invalid, every crop is written again. */
export async function openCropRecord(project: Project): Promise<CropRecord> {
  const path = join(project.paths.cache, 'crops.json');
  const parsed = await readFile(path, 'utf8')
    .then((text) => fileSchema.safeParse(JSON.parse(text)))
    .catch(() => undefined);
  const before = parsed?.success === true ? parsed.data : { pictures: {}, crops: {} };
  const oldSizes = new Map(Object.entries(before.pictures));
  const old = new Map(Object.entries(before.crops));
  const sizes = new Map<string, [number, number]>();
  const crops = new Map<string, [string, number]>();
  return {
    sizeOf(sha256) {
      const size = sizes.get(sha256) ?? oldSizes.get(sha256);
      if (size === undefined) return undefined;
      sizes.set(sha256, size);
      return { width: size[0], height: size[1] };
    },
    rememberSize(sha256, { width, height }) {
      sizes.set(sha256, [width, height]);
    },
    bytesOf(crop, sha256, box) {
      const entry = old.get(crop);
      return entry?.[0] === keyOf(sha256, box) ? entry[1] : undefined;
    },
    async isCurrent(crop, sha256, box) {
      const entry = old.get(crop);
      if (entry === undefined || entry[0] !== keyOf(sha256, box)) return false;
      const info = await stat(join(project.directory, crop)).catch(() => undefined);
      if (info?.isFile() !== true || info.size !== entry[1]) return false;
      crops.set(crop, entry);
      return true;
    },
    remember(crop, sha256, box, bytes) {
      crops.set(crop, [keyOf(sha256, box), bytes]);
    },
    async save({ removeStale }) {
      for (const [crop, entry] of old) {
        if (crops.has(crop)) continue;
        if (removeStale) await rm(join(project.directory, crop), { force: true }).catch(() => undefined);
        else crops.set(crop, entry);
      }
      const sorted = <T>(map: Map<string, T>) => Object.fromEntries([...map].sort(([a], [b]) => byCodeUnits(a, b)));
      const text = JSON.stringify({ format: FORMAT, version: VERSION, pictures: sorted(sizes), crops: sorted(crops) });
      if (parsed?.success !== true || text !== JSON.stringify(parsed.data)) await writeFileAtomic(path, text);
    },
  };
}
