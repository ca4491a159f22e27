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
  /** Default 4173; 0 for any free one. */
  port?: number;
  /** Default `127.0.0.1`: this machine only. With another, the address holds a token that everybody needs. */
  host?: string;
  /** Told of defects. Default: nobody. */
  log?: (text: string) => void;
  /** Where the built page lies; default in this package. */
  pageFolder?: string;
  /** The command line tool that trains; default this package's own. */
  program?: string;
}

export interface RunningStudio {
  /** What to open: with the token where others can reach it. */
  url: string;
  port: number;
  token: string;
  /** Ends the server; training that was started from it goes on. */
  close(): Promise<void>;
}

/** The port when none is asked for. */
const STUDIO_PORT = 4173;

/**
 * Serves the studio.
 *
 * @throws UserError when the folder is no project, or the port is taken (exit code 2)
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
    const started = serve({ fetch: app.fetch, hostname: host, port }, ({ port: bound }) =>
      done({ server: started as Server, bound }),
    );
    started.once('error', (error: NodeJS.ErrnoException) => failed(whyNot(error, host, port)));
  });
  const endWatches = [watchRuns, watchRepeats, watchStudies].map((watch) => watch(studio.project, studio.events));
  const name = host === '0.0.0.0' || host === '::' ? 'localhost' : host.includes(':') ? `[${host}]` : host;
  return {
    url: `http://${name}:${bound}/${isLoopback(host) ? '' : `?token=${token}`}`,
    port: bound,
    token,
    close: async () => {
      for (const end of endWatches) end();
      await jobs.close();
      await new Promise<void>((done) => {
        server.close(() => done());
        // Streams of events never end by themselves.
        server.closeAllConnections();
      });
    },
  };
}

function whyNot(error: NodeJS.ErrnoException, host: string, port: number): Error {
  const where = `${host}:${port}`;
  if (error.code === 'EADDRINUSE')
    return new UserError('the port is taken', { where, remedy: 'Take another with --port, or --port 0.', exitCode: 2 });
  if (error.code === 'EACCES')
    return new UserError('the port is not allowed', { where, remedy: 'Take one above 1023.', exitCode: 2 });
  if (error.code === 'EADDRNOTAVAIL' || error.code === 'ENOTFOUND')
    return new UserError('this machine has no such address', { where, remedy: 'Name another --host.', exitCode: 2 });
  return error;
}
