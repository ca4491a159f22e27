// The PostgreSQL database that several machines share: its address, its tables, and what is said when it is not there.
import { Kysely, PostgresDialect, sql } from 'kysely';
import pg from 'pg';
import { UserError } from '../../errors/index.ts';
import type { TrialState } from '../study/index.ts';

/** Raised with every change of the tables; an older database is brought up to it, a newer one is refused. */
const SCHEMA_VERSION = 1;
/** Of the tables here; pg-boss has one of its own beside it. */
const SCHEMA = 'toonvision';

export interface SharedTables {
  version: { version: number };
  study: { id: string; name: string; record: string; created_at: string };
  trial: {
    study: string;
    number: number;
    state: TrialState;
    suggestion: string;
    task: string;
    result: string | null;
    error: string | null;
    attempts: number;
    /** How often a worker took it; those that gave it back in order are taken off again. */
    deliveries: number;
    worker: string | null;
    /** Epochs it has done. */
    epochs: number;
    started_at: string;
    ended_at: string | null;
  };
  /** The folders of runs, zipped: of an unfinished trial to go on with, of a finished one to keep. */
  trial_files: { study: string; number: number; content: Buffer; sha256: string };
  /** Where workers get the data of a study. */
  data_source: { study: string; coordinator: string; url: string; token: string; seen_at: Date };
}

/** An open connection to where studies of several machines are kept. */
export interface SharedStorage {
  url: string;
  /** Host, port and name of the database, without user and password: for messages. */
  where: string;
  tables: Kysely<SharedTables>;
  pool: pg.Pool;
  close(): Promise<void>;
}

/** `postgres://user:secret@host/db` without the secret: nothing that is printed or stored may hold it. */
export function withoutPassword(text: string): string {
  return text.replace(/(postgres(?:ql)?:\/\/[^\s:@/]*):[^\s@]*@/g, '$1:***@');
}

/** Host, port and database of an address. */
export function describeStorage(url: string): string {
  let parsed: URL;
  try {
    parsed = new URL(url);
  } catch {
    throw notAnAddress(url);
  }
  if (!/^postgres(ql)?:$/.test(parsed.protocol)) throw notAnAddress(url);
  const host = parsed.searchParams.get('host') ?? (parsed.hostname === '' ? 'localhost' : parsed.hostname);
  return `${host}:${parsed.port === '' ? 5432 : parsed.port}${parsed.pathname}`;
}

const notAnAddress = (url: string) =>
  new UserError(`${withoutPassword(url)} is no address of a database`, {
    where: '--storage',
    remedy: 'Write it as postgres://user:password@host:5432/database.',
    exitCode: 2,
  });

/** Whether the database was not to be reached, or went away: then it can be tried again. */
export function isConnectionLost(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const { code } = error as { code?: unknown };
  if (error instanceof AggregateError) return error.errors.some(isConnectionLost);
  if (typeof code === 'string')
    // 08: connection, 57P01 to 03: shut down, crashed, starting up; 53300: too many connections.
    return /^(ECONNREFUSED|ECONNRESET|EPIPE|ENOENT|ETIMEDOUT|ENOTFOUND|EHOSTUNREACH|08...|57P0[123]|53300)$/.test(code);
  return /Connection terminated|connection timeout|timeout exceeded when trying to connect|Client has encountered a connection error/i.test(
    error.message,
  );
}

/** An error of the database in words, without the password. */
export function explainStorageError(error: unknown, where: string): UserError {
  if (error instanceof UserError) return error;
  const { code } = (error ?? {}) as { code?: string };
  const message = error instanceof AggregateError ? String(error.errors[0]?.message) : (error as Error)?.message;
  const options = { where: `database ${where}`, cause: error };
  if (code === '28P01' || code === '28000')
    return new UserError(`it does not let us in: ${message}`, {
      ...options,
      remedy: 'Correct user and password in --storage.',
      exitCode: 2,
    });
  if (code === '3D000')
    return new UserError(`${message}`, {
      ...options,
      remedy: 'Create it with `createdb`, or name another.',
      exitCode: 2,
    });
  if (code === '42501')
    return new UserError(`${message}`, { ...options, remedy: 'Give the user the right to create schemas there.' });
  if (code === '53100')
    return new UserError(`its disk is full: ${message}`, { ...options, remedy: 'Make room; the study goes on.' });
  if (isConnectionLost(error))
    return new UserError(`it cannot be reached: ${message}`, {
      ...options,
      remedy: 'Start it, or correct --storage; what is stored is kept, and the same command goes on.',
    });
  return new UserError(`it refuses: ${message}`, { ...options, remedy: 'Look into the log of the database.' });
}

/**
 * Connects and brings the tables up to date.
 *
 * @param url `postgres://user:password@host:5432/database`
 * @throws UserError for an address that is none, a database that cannot be reached or does not let us in, or tables of a
 *   newer version
 */
export async function openStorage(url: string): Promise<SharedStorage> {
  const where = describeStorage(url);
  const pool = new pg.Pool({
    connectionString: url,
    max: 6,
    connectionTimeoutMillis: 5000,
    application_name: 'toonvision',
    keepAlive: true,
  });
  // A connection that idles is lost when the database ends; the next query opens another.
  pool.on('error', () => undefined);
  // One that is in use and lost between two statements of a transaction tells nobody else; the next statement fails, and says why.
  pool.on('connect', (client) => client.on('error', () => undefined));
  const tables = new Kysely<SharedTables>({ dialect: new PostgresDialect({ pool }) }).withSchema(SCHEMA);
  try {
    await migrate(tables, where);
  } catch (error) {
    await pool.end().catch(() => undefined);
    throw explainStorageError(error, where);
  }
  return { url, where, tables, pool, close: () => tables.destroy() };
}

async function migrate(tables: Kysely<SharedTables>, where: string): Promise<void> {
  await tables.transaction().execute(async (own) => {
    // Two that come at once: the second waits for the first.
    await sql`SELECT pg_advisory_xact_lock(734190251)`.execute(own);
    await sql`CREATE SCHEMA IF NOT EXISTS toonvision`.execute(own);
    await sql`CREATE TABLE IF NOT EXISTS toonvision.version (version integer NOT NULL)`.execute(own);
    const { version } = (await own.selectFrom('version').select('version').executeTakeFirst()) ?? { version: 0 };
    if (version > SCHEMA_VERSION)
      throw new UserError(
        `its tables are of a newer version of this tool (schema ${version}; this one knows ${SCHEMA_VERSION})`,
        { where: `database ${where}`, remedy: 'Install that version on every machine.' },
      );
    if (version < 1) {
      await sql`
        CREATE TABLE toonvision.study (
          id uuid PRIMARY KEY, name text NOT NULL UNIQUE, record text NOT NULL, created_at text NOT NULL)`.execute(own);
      await sql`
        CREATE TABLE toonvision.trial (
          study uuid NOT NULL REFERENCES toonvision.study ON DELETE CASCADE, number integer NOT NULL,
          state text NOT NULL CHECK (state IN ('running', 'finished', 'failed')),
          suggestion text NOT NULL, task text NOT NULL, result text, error text, attempts integer NOT NULL DEFAULT 0,
          deliveries integer NOT NULL DEFAULT 0, worker text, epochs integer NOT NULL DEFAULT 0,
          started_at text NOT NULL, ended_at text, PRIMARY KEY (study, number))`.execute(own);
      await sql`
        CREATE TABLE toonvision.trial_files (
          study uuid NOT NULL, number integer NOT NULL, content bytea NOT NULL, sha256 text NOT NULL,
          PRIMARY KEY (study, number), FOREIGN KEY (study, number) REFERENCES toonvision.trial ON DELETE CASCADE)`.execute(
        own,
      );
      await sql`
        CREATE TABLE toonvision.data_source (
          study uuid NOT NULL REFERENCES toonvision.study ON DELETE CASCADE, coordinator text NOT NULL,
          url text NOT NULL, token text NOT NULL, seen_at timestamptz NOT NULL, PRIMARY KEY (study, coordinator))`.execute(
        own,
      );
      await own.insertInto('version').values({ version: SCHEMA_VERSION }).execute();
    }
  });
}
