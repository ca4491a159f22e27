// HTTP server for the data of a study: requires a token and supports range requests, so downloads can be resumed.
import { randomBytes, timingSafeEqual } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { UserError } from '../../errors/index.ts';
import type { DataFile } from './dataFiles.ts';

export interface DataServer {
  url: string;
  token: string;
  close(): Promise<void>;
}

/** Parses `bytes=100-` as 100; undefined for any other range. */
function parseRangeStart(header: string | undefined, size: number): number | undefined {
  const from = Number(/^bytes=(\d{1,15})-$/.exec(header ?? '')?.[1]);
  return Number.isInteger(from) && from < size ? from : undefined;
}

/**
 * Starts the data server.
 *
 * @param options.files lists the files; called on the first request, because hashing them takes a while
 * @param options.host address at which workers reach this machine
 * @throws UserError (exit code 2) if the port is in use or the address does not belong to this machine
 */
export async function startDataServer(options: {
  key: string;
  files: () => Promise<readonly DataFile[]>;
  host: string;
  port: number;
}): Promise<DataServer> {
  const { key, host, port } = options;
  const token = randomBytes(24).toString('base64url');
  const expected = Buffer.from(`Bearer ${token}`);
  let files: Promise<readonly DataFile[]> | undefined;

  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const given = Buffer.from(request.headers.authorization ?? '');
    if (given.length !== expected.length || !timingSafeEqual(given, expected))
      return end(response, 401, 'missing or invalid token');
    if (request.method !== 'GET') return end(response, 405, 'method not allowed');
    const path = /^\/data\/([\da-f]{32})\/(.+)$/.exec(request.url ?? '');
    if (path?.[1] !== key) return end(response, 404, 'data not found');
    files ??= options.files();
    const all = await files;
    if (path[2] === 'manifest.json') {
      const list = all.map(({ path, size, sha256 }) => ({ path, size, sha256 }));
      response.setHeader('content-type', 'application/json');
      response.end(JSON.stringify({ format: 'toonvision-data', version: 1, key, files: list }));
      return;
    }
    const file = all.find((entry) => entry.path === path[2]);
    if (file === undefined) return end(response, 404, 'file not found');
    const from = parseRangeStart(request.headers.range, file.size);
    response.statusCode = from === undefined ? 200 : 206;
    response.setHeader('content-type', 'application/octet-stream');
    response.setHeader('accept-ranges', 'bytes');
    response.setHeader('content-length', file.size - (from ?? 0));
    if (from !== undefined) response.setHeader('content-range', `bytes ${from}-${file.size - 1}/${file.size}`);
    if ('content' in file) response.end(file.content.subarray(from ?? 0));
    else
      createReadStream(file.source, { start: from ?? 0 })
        .on('error', () => response.destroy())
        .pipe(response);
  };
  const server = createServer((request, response) => {
    answer(request, response).catch(() => {
      // Workers retry; the next request lists the files again.
      files = undefined;
      if (!response.headersSent) end(response, 500, 'failed to read the data');
      else response.destroy();
    });
  });
  await new Promise<void>((done, failed) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      const isInUse = error.code === 'EADDRINUSE';
      failed(
        new UserError(isInUse ? 'the port is already in use' : `failed to serve the data: ${error.message}`, {
          where: `${host}:${port}`,
          remedy: isInUse
            ? 'Pass another --data-port, or 0 for any free port.'
            : 'Pass an address of this machine as --data-host.',
          exitCode: 2,
        }),
      );
    });
    server.listen(port, host, done);
  });
  const address = server.address();
  const bound = typeof address === 'object' && address !== null ? address.port : port;
  return {
    url: `http://${host.includes(':') ? `[${host}]` : host}:${bound}`,
    token,
    close: () =>
      new Promise((done) => {
        server.close(() => done());
        server.closeAllConnections();
      }),
  };
}

function end(response: ServerResponse, status: number, text: string): void {
  response.statusCode = status;
  response.setHeader('content-type', 'text/plain');
  response.end(`${text}\n`);
}
