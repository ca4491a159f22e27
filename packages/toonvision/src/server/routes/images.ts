// Images of the project: crops, thumbnails and screenshots. No other file can be read.
import { readFile, stat } from 'node:fs/promises';
import { extname } from 'node:path';
import { type Context, Hono } from 'hono';
import sharp from 'sharp';
import { z } from 'zod';
import { notFound, readQuery } from '../answer.ts';
import type { ImageRow } from '../api.ts';
import { projectFile } from '../projectFile.ts';
import type { Studio } from '../studio.ts';
import { findSample } from './samples.ts';

const TYPES: Readonly<Record<string, string>> = {
  '.png': 'image/png',
  '.jpg': 'image/jpeg',
  '.jpeg': 'image/jpeg',
  '.webp': 'image/webp',
  '.bmp': 'image/bmp',
  '.gif': 'image/gif',
};

/** Longest side of a thumbnail in pixels. */
const THUMBNAIL_SIZE = 192;
/** Larger images are not decoded. */
const MAX_PIXELS = 100_000_000;

const sampleQuery = z.object({ sample: z.string().min(1) });
const thumbnailQuery = z.union([sampleQuery, z.object({ image: z.string().min(1) })]);
const pathQuery = z.object({ path: z.string().min(1) });

async function existing(studio: Studio, path: string): Promise<string> {
  const file = await projectFile(studio.directory, path);
  if (file === undefined || TYPES[extname(file).toLowerCase()] === undefined)
    throw notFound(`image ${path} not found`, 'It may have been removed; `toonvision extract` writes crops again.');
  return file;
}

/** Where the page finds an image of the project. */
export function imageRow(path: string): ImageRow {
  const name = encodeURIComponent(path);
  return { path, url: `/api/image?path=${name}`, thumbnail: `/api/thumbnail?image=${name}` };
}

/** Answers 304 when the page's copy is up to date, else with the bytes of `read`. */
async function respondIfChanged(
  context: Context,
  file: string,
  type: string,
  read: () => Promise<Uint8Array<ArrayBuffer>>,
): Promise<Response> {
  const { mtimeMs, size } = await stat(file);
  const etag = `"${mtimeMs.toString(36)}-${size.toString(36)}"`;
  const headers = { etag, 'cache-control': 'private, no-cache' };
  if (context.req.header('if-none-match') === etag) return new Response(null, { status: 304, headers });
  return new Response(await read(), { headers: { ...headers, 'content-type': type } });
}

/** GET /crop?sample=, /thumbnail?sample= or ?image=, /image?path= */
export function imageRoutes(studio: Studio): Hono {
  const crop = async (id: string) => existing(studio, findSample(await studio.dataset(), id).crop);
  const serve = async (context: Context, file: string) =>
    respondIfChanged(
      context,
      file,
      TYPES[extname(file).toLowerCase()] ?? '',
      async () => new Uint8Array(await readFile(file)),
    );
  return new Hono()
    .get('/crop', async (context) => serve(context, await crop(readQuery(context, sampleQuery).sample)))
    .get('/image', async (context) => serve(context, await existing(studio, readQuery(context, pathQuery).path)))
    .get('/thumbnail', async (context) => {
      const query = readQuery(context, thumbnailQuery);
      const file = 'sample' in query ? await crop(query.sample) : await existing(studio, query.image);
      return respondIfChanged(context, file, 'image/webp', async () => {
        const small = sharp(file, { limitInputPixels: MAX_PIXELS })
          .autoOrient()
          .resize(THUMBNAIL_SIZE, THUMBNAIL_SIZE, { fit: 'inside', withoutEnlargement: true });
        const bytes = await small.webp({ quality: 82 }).toBuffer();
        return new Uint8Array(bytes);
      });
    });
}
