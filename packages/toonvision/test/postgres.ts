// A temporary PostgreSQL server on a free loopback port, from Debian's programs.
import { execFile, execFileSync } from 'node:child_process';
import { chownSync, existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);
const POSTGRES_FOLDER = '/usr/lib/postgresql';

/** The folder with initdb and pg_ctl of the newest version; undefined if PostgreSQL is not installed. */
export const postgresPrograms: string | undefined = existsSync(POSTGRES_FOLDER)
  ? readdirSync(POSTGRES_FOLDER)
      .sort((a, b) => Number(b) - Number(a))
      .map((version) => join(POSTGRES_FOLDER, version, 'bin'))
      .find((bin) => existsSync(join(bin, 'initdb')))
  : undefined;

export interface TestPostgres {
  url: string;
  /** Stops the server immediately, as a crash does; `start` restarts it with its data. */
  crash(): Promise<void>;
  start(): Promise<void>;
  end(): Promise<void>;
}

function freePort(): Promise<number> {
  return new Promise((done) => {
    const server = createServer();
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => done(typeof address === 'object' && address !== null ? address.port : 0));
    });
  });
}

/** PostgreSQL refuses to run as root, so the user `postgres` of the Debian package is used instead. */
function owner(): { uid?: number; gid?: number } {
  if (process.getuid?.() !== 0) return {};
  const id = (flag: string) => Number(execFileSync('id', [flag, 'postgres'], { encoding: 'utf8' }));
  return { uid: id('-u'), gid: id('-g') };
}

export async function startPostgres(): Promise<TestPostgres> {
  const bin = postgresPrograms ?? '';
  const as = owner();
  const folder = mkdtempSync(join(tmpdir(), 'toonvision-postgres-'));
  if (as.uid !== undefined && as.gid !== undefined) chownSync(folder, as.uid, as.gid);
  const data = join(folder, 'data');
  const port = await freePort();
  const program = (name: string, ...parts: string[]) => run(join(bin, name), parts, { ...as, cwd: folder });
  await program('initdb', '-D', data, '-A', 'trust', '-U', 'toonvision', '-N', '--no-locale', '-E', 'UTF8');
  const settings = `-p ${port} -k ${folder} -c listen_addresses=127.0.0.1 -c fsync=off`;
  const log = join(folder, 'log');
  const start = async () => {
    await program('pg_ctl', '-D', data, '-l', log, '-w', '-o', settings, 'start');
  };
  await start();
  await program('createdb', '-h', '127.0.0.1', '-p', String(port), '-U', 'toonvision', 'studies');
  return {
    url: `postgres://toonvision@127.0.0.1:${port}/studies`,
    start,
    crash: async () => {
      await program('pg_ctl', '-D', data, '-m', 'immediate', '-w', 'stop');
    },
    end: async () => {
      await program('pg_ctl', '-D', data, '-m', 'immediate', '-w', 'stop').catch(() => undefined);
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
