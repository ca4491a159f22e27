// Serves the built page.
import { readFile } from 'node:fs/promises';
import { extname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Hono } from 'hono';
import { UserError } from '../errors/index.ts';
import { notFound } from './answer.ts';
import { isLoopback, TOKEN_COOKIE } from './guard.ts';
import { projectFile } from './projectFile.ts';

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.woff2': 'font/woff2',
  '.ttf': 'font/ttf',
  '.wasm': 'application/wasm',
  '.json': 'application/json',
  '.png': 'image/png',
};

/** Output folder of the build. */
const PAGE_FOLDER = fileURLToPath(new URL('../../build/studio', import.meta.url));

/**
 * Serves the files of the build; every other path is a view of the page, whose HTML file contains the token. Only
 * clients that can load the page can therefore make changes.
 */
export function pageRoutes({
  token,
  host,
  folder = PAGE_FOLDER,
}: {
  token: string;
  host: string;
  folder?: string;
}): Hono {
  return new Hono().get('*', async (context) => {
    const path = decodePath(context.req.path).replace(/^\/+/, '');
    const type = TYPES[extname(path).toLowerCase()];
    if (type !== undefined && path !== 'index.html') {
      const file = await projectFile(folder, path);
      if (file === undefined) throw notFound(`${path} not found`);
      // The names of built files contain a hash of their content.
      const cache = path.startsWith('assets/') ? 'public, max-age=31536000, immutable' : 'no-cache';
      return new Response(new Uint8Array(await readFile(file)), {
        headers: { 'content-type': type, 'cache-control': cache },
      });
    }
    const index = await projectFile(folder, 'index.html');
    if (index === undefined) throw notFound('the page is not built', 'Run `npm run build` in the repository.');
    const html = (await readFile(index, 'utf8')).replace('%TOKEN%', token);
    const cookie = `${TOKEN_COOKIE}=${token}; HttpOnly; SameSite=Strict; Path=/`;
    return new Response(html, {
      headers: { 'content-type': 'text/html; charset=utf-8', ...(isLoopback(host) ? {} : { 'set-cookie': cookie }) },
    });
  });
}

function decodePath(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    throw new UserError(`${path} is not a valid address`);
  }
}
