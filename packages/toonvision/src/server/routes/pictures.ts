// Pictures of the project: crops, thumbnails, screenshots; and nothing else of the disk.
import { readFile, stat } from 'node:fs/promises';
import { extname } from 'node:path';
import { type Context, Hono } from 'hono';
import sharp from 'sharp';
import { z } from 'zod';
import { notFound, queryOf } from '../answer.ts';
import type { PictureRow } from '../api.ts';
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
const THUMBNAIL = 192;
/** Larger pictures are not decoded. */
const MOST_PIXELS = 100_000_000;

const sampleQuery = z.object({ sample: z.string().min(1) });
const thumbnailQuery = z.union([sampleQuery, z.object({ picture: z.string().min(1) })]);
const pathQuery = z.object({ path: z.string().min(1) });

async function existing(studio: Studio, path: string): Promise<string> {
  const file = await projectFile(studio.directory, path);
  if (file === undefined || TYPES[extname(file).toLowerCase()] === undefined)
    throw notFound(`there is no picture ${path}`, 'It may be gone since; `toonvision extract` writes crops anew.');
  return file;
}

/** Where the page finds a picture of the project. */
export function pictureRow(path: string): PictureRow {
  const name = encodeURIComponent(path);
  return { path, url: `/api/picture?path=${name}`, thumbnail: `/api/thumbnail?picture=${name}` };
}

/** The file if the page's copy is old; `make` gives the bytes. */
async function fresh(
  context: Context,
  file: string,
  type: string,
  make: () => Promise<Uint8Array<ArrayBuffer>>,
): Promise<Response> {
  const { mtimeMs, size } = await stat(file);
  const etag = `"${mtimeMs.toString(36)}-${size.toString(36)}"`;
  const headers = { etag, 'cache-control': 'private, no-cache' };
  if (context.req.header('if-none-match') === etag) return new Response(null, { status: 304, headers });
  return new Response(await make(), { headers: { ...headers, 'content-type': type } });
}

/** GET /crop?sample=, /thumbnail?sample= or ?picture=, /picture?path= */
export function pictureRoutes(studio: Studio): Hono {
  const crop = async (id: string) => existing(studio, findSample(await studio.dataset(), id).crop);
  const whole = async (context: Context, file: string) =>
    fresh(context, file, TYPES[extname(file).toLowerCase()] ?? '', async () => new Uint8Array(await readFile(file)));
  return new Hono()
    .get('/crop', async (context) => whole(context, await crop(queryOf(context, sampleQuery).sample)))
    .get('/picture', async (context) => whole(context, await existing(studio, queryOf(context, pathQuery).path)))
    .get('/thumbnail', async (context) => {
      const query = queryOf(context, thumbnailQuery);
      const file = 'sample' in query ? await crop(query.sample) : await existing(studio, query.picture);
      return fresh(context, file, 'image/webp', async () => {
        const small = sharp(file, { limitInputPixels: MOST_PIXELS })
          .autoOrient()
          .resize(THUMBNAIL, THUMBNAIL, { fit: 'inside', withoutEnlargement: true });
        const bytes = await small.webp({ quality: 82 }).toBuffer();
        return new Uint8Array(bytes);
      });
    });
}
