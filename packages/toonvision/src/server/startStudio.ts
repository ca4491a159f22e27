// Starts the studio's server for one project folder.
import { randomBytes } from 'node:crypto';
import type { Server } from 'node:http';
import { resolve } from 'node:path';
import { serve } from '@hono/node-server';
import { loadConfig } from '../config/index.ts';
import { UserError } from '../errors/index.ts';
import { isLoopback } from './guard.ts';
import { Jobs } from './jobs.ts';
import { Studio } from './studio.ts';
import { studioApp } from './studioApp.ts';
import { watchRepeats, watchStudies } from './watchFiles.ts';
import { watchRuns } from './watchRuns.ts';

export interface StartStudioOptions {
  /** The project's folder. */
  directory: string;
  /** Default 4173; 0 for any free port. */
  port?: number;
  /** Default `127.0.0.1`, this machine only. For others the address contains a token that every client needs. */
  host?: string;
  /** Receives internal errors. Default: they are ignored. */
  log?: (text: string) => void;
  /** Folder of the built page; default that of this package. */
  pageFolder?: string;
  /** The command line tool that runs jobs; default that of this package. */
  program?: string;
}

export interface RunningStudio {
  /** The address to open, with the token if other machines can reach it. */
  url: string;
  port: number;
  token: string;
  /** Stops the server; jobs keep running. */
  close(): Promise<void>;
}

/** The default port. */
const STUDIO_PORT = 4173;

/**
 * Serves the studio.
 *
 * @throws UserError when the folder is not a project, or the port is in use (exit code 2)
 *
 * @example
 * const studio = await startStudio({ directory: 'demo-town' });
 * studio.url; // 'http://127.0.0.1:4173/'
 */
export async function startStudio(options: StartStudioOptions): Promise<RunningStudio> {
  const { port = STUDIO_PORT, host = '127.0.0.1', log = () => undefined, pageFolder, program } = options;
  const directory = resolve(options.directory);
  await loadConfig(directory);
  const token = randomBytes(24).toString('base64url');
  const studio = new Studio(directory, token);
  const jobs = new Jobs(directory, (job) => studio.events.publish('job', job), program);
  const app = studioApp({ studio, jobs, host, log, pageFolder });
  const { server, bound } = await new Promise<{ server: Server; bound: number }>((done, failed) => {
    const server = serve({ fetch: app.fetch, hostname: host, port }, ({ port: bound }) =>
      done({ server: server as Server, bound }),
    );
    server.once('error', (error: NodeJS.ErrnoException) => failed(describeFailure(error, host, port)));
  });
  const stopWatching = [watchRuns, watchRepeats, watchStudies].map((watch) => watch(studio.project, studio.events));
  const name = host === '0.0.0.0' || host === '::' ? 'localhost' : host.includes(':') ? `[${host}]` : host;
  return {
    url: `http://${name}:${bound}/${isLoopback(host) ? '' : `?token=${token}`}`,
    port: bound,
    token,
    close: async () => {
      for (const stop of stopWatching) stop();
      await jobs.close();
      await new Promise<void>((done) => {
        server.close(() => done());
        // Event streams do not end by themselves.
        server.closeAllConnections();
      });
    },
  };
}

function describeFailure(error: NodeJS.ErrnoException, host: string, port: number): Error {
  const where = `${host}:${port}`;
  if (error.code === 'EADDRINUSE')
    return new UserError('the port is already in use', {
      where,
      remedy: 'Choose another with --port, or use --port 0 for any free port.',
      exitCode: 2,
    });
  if (error.code === 'EACCES')
    return new UserError('permission denied for the port', { where, remedy: 'Choose a port above 1023.', exitCode: 2 });
  if (error.code === 'EADDRNOTAVAIL' || error.code === 'ENOTFOUND')
    return new UserError('the address does not belong to this machine', {
      where,
      remedy: 'Choose another --host.',
      exitCode: 2,
    });
  return error;
}
