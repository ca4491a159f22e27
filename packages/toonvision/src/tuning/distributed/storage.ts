// The shared PostgreSQL database: address, schema, and messages for connection errors.
import { Kysely, PostgresDialect, sql } from 'kysely';
import pg from 'pg';
import { UserError } from '../../errors/index.ts';
import type { TrialState } from '../study/index.ts';

/** Increased with every schema change: older databases are migrated, newer ones are rejected. */
const SCHEMA_VERSION = 1;
/** Database schema of these tables; pg-boss uses a separate one. */
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
    /** Number of times a worker claimed it, minus clean releases. */
    deliveries: number;
    worker: string | null;
    /** Epochs done. */
    epochs: number;
    started_at: string;
    ended_at: string | null;
  };
  /** Zipped run folders: of an unfinished trial for resuming, of a finished one for keeping. */
  trial_files: { study: string; number: number; content: Buffer; sha256: string };
  /** Data servers of coordinators. */
  data_source: { study: string; coordinator: string; url: string; token: string; seen_at: Date };
}

/** An open connection to the database of distributed studies. */
export interface SharedStorage {
  url: string;
  /** Host, port and name of the database, without user and password: for messages. */
  where: string;
  tables: Kysely<SharedTables>;
  pool: pg.Pool;
  close(): Promise<void>;
}

/** Masks passwords in database URLs; apply it to everything that is printed or stored. */
export function withoutPassword(text: string): string {
  return text.replace(/(postgres(?:ql)?:\/\/[^\s:@/]*):[^\s@]*@/g, '$1:***@');
}

/** Formats a database URL as `host:port/database`. */
export function describeStorage(url: string): string {
  let parsed: URL;
  try {
    parsed = new URL(url);
  } catch {
    throw invalidUrl(url);
  }
  if (!/^postgres(ql)?:$/.test(parsed.protocol)) throw invalidUrl(url);
  const host = parsed.searchParams.get('host') ?? (parsed.hostname === '' ? 'localhost' : parsed.hostname);
  return `${host}:${parsed.port === '' ? 5432 : parsed.port}${parsed.pathname}`;
}

const invalidUrl = (url: string) =>
  new UserError(`invalid database URL "${withoutPassword(url)}"`, {
    where: '--storage',
    remedy: 'Expected postgres://user:password@host:5432/database.',
    exitCode: 2,
  });

/** Whether an error means that the database is unreachable, so the query can be retried. */
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

/** Converts a database error to a message for users, without the password. */
export function explainStorageError(error: unknown, where: string): UserError {
  if (error instanceof UserError) return error;
  const { code } = (error ?? {}) as { code?: string };
  const message = error instanceof AggregateError ? String(error.errors[0]?.message) : (error as Error)?.message;
  const options = { where: `database ${where}`, cause: error };
  if (code === '28P01' || code === '28000')
    return new UserError(`authentication failed: ${message}`, {
      ...options,
      remedy: 'Check user and password in --storage.',
      exitCode: 2,
    });
  if (code === '3D000')
    return new UserError(`${message}`, {
      ...options,
      remedy: 'Create it with `createdb`, or use another database.',
      exitCode: 2,
    });
  if (code === '42501')
    return new UserError(`${message}`, { ...options, remedy: 'Grant the user the privilege to create schemas.' });
  if (code === '53100')
    return new UserError(`disk full: ${message}`, { ...options, remedy: 'Free disk space; the study then resumes.' });
  if (isConnectionLost(error))
    return new UserError(`connection failed: ${message}`, {
      ...options,
      remedy: 'Start the database or check --storage, then run the same command to resume.',
    });
  return new UserError(`query failed: ${message}`, { ...options, remedy: 'See the log of the database.' });
}

/**
 * Connects to the database and migrates its tables.
 *
 * @param url `postgres://user:password@host:5432/database`
 * @throws UserError if the URL is invalid, the connection or authentication fails, or the schema is newer
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
  // Idle connections are lost when the database stops; the next query opens another.
  pool.on('error', () => undefined);
  // A connection lost between two statements of a transaction emits an error too; the next statement reports it.
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
  await tables.transaction().execute(async (transaction) => {
    // Only one process migrates at a time.
    await sql`SELECT pg_advisory_xact_lock(734190251)`.execute(transaction);
    await sql`CREATE SCHEMA IF NOT EXISTS toonvision`.execute(transaction);
    await sql`CREATE TABLE IF NOT EXISTS toonvision.version (version integer NOT NULL)`.execute(transaction);
    const { version } = (await transaction.selectFrom('version').select('version').executeTakeFirst()) ?? {
      version: 0,
    };
    if (version > SCHEMA_VERSION)
      throw new UserError(
        `created by a newer version of ToonVision (schema ${version}; this version supports up to ${SCHEMA_VERSION})`,
        { where: `database ${where}`, remedy: 'Install the newer version on every machine.' },
      );
    if (version < 1) {
      await sql`
        CREATE TABLE toonvision.study (
          id uuid PRIMARY KEY, name text NOT NULL UNIQUE, record text NOT NULL, created_at text NOT NULL)`.execute(
        transaction,
      );
      await sql`
        CREATE TABLE toonvision.trial (
          study uuid NOT NULL REFERENCES toonvision.study ON DELETE CASCADE, number integer NOT NULL,
          state text NOT NULL CHECK (state IN ('running', 'finished', 'failed')),
          suggestion text NOT NULL, task text NOT NULL, result text, error text, attempts integer NOT NULL DEFAULT 0,
          deliveries integer NOT NULL DEFAULT 0, worker text, epochs integer NOT NULL DEFAULT 0,
          started_at text NOT NULL, ended_at text, PRIMARY KEY (study, number))`.execute(transaction);
      await sql`
        CREATE TABLE toonvision.trial_files (
          study uuid NOT NULL, number integer NOT NULL, content bytea NOT NULL, sha256 text NOT NULL,
          PRIMARY KEY (study, number), FOREIGN KEY (study, number) REFERENCES toonvision.trial ON DELETE CASCADE)`.execute(
        transaction,
      );
      await sql`
        CREATE TABLE toonvision.data_source (
          study uuid NOT NULL REFERENCES toonvision.study ON DELETE CASCADE, coordinator text NOT NULL,
          url text NOT NULL, token text NOT NULL, seen_at timestamptz NOT NULL, PRIMARY KEY (study, coordinator))`.execute(
        transaction,
      );
      await transaction.insertInto('version').values({ version: SCHEMA_VERSION }).execute();
    }
  });
}
