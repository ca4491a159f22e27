// The database of a study: one SQLite file, accessed through Kysely.
import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { DatabaseSync, type SQLInputValue } from 'node:sqlite';
import { Kysely, SqliteDialect } from 'kysely';
import { UserError } from '../../errors/index.ts';
import { explainFileError } from '../../files/index.ts';
import {
  type StudyRecord,
  studyRecordSchema,
  suggestionSchema,
  type Trial,
  type TrialState,
  trialResultSchema,
} from './studyRecord.ts';

/** Increased with every schema change: older files are migrated, newer ones are rejected. */
const SCHEMA_VERSION = 1;

interface Tables {
  study: { record: string };
  trial: {
    number: number;
    state: TrialState;
    suggestion: string;
    result: string | null;
    error: string | null;
    attempts: number;
    worker: number;
    started_at: string;
    ended_at: string | null;
  };
}

/** Adapts Node's SQLite to Kysely's driver interface. */
function toKyselyDatabase(database: DatabaseSync) {
  return {
    close: () => database.close(),
    prepare(sql: string) {
      const statement = database.prepare(sql);
      const inputs = (parameters: readonly unknown[]) => parameters as SQLInputValue[];
      return {
        reader: statement.columns().length > 0,
        all: (parameters: readonly unknown[]) => statement.all(...inputs(parameters)),
        run: (parameters: readonly unknown[]) => statement.run(...inputs(parameters)),
        iterate: (parameters: readonly unknown[]) => statement.iterate(...inputs(parameters)),
      };
    },
  };
}

/** Storage of a study. */
export interface StudyStore {
  /** Reads the record; undefined in a new file. */
  record(): Promise<StudyRecord | undefined>;
  create(record: StudyRecord): Promise<void>;
  /** Reads all trials in order. */
  trials(): Promise<Trial[]>;
  /** Inserts or updates a trial. */
  save(trial: Trial): Promise<void>;
  close(): Promise<void>;
}

const damaged = (path: string, cause: unknown) =>
  new UserError(`not a study database: ${cause instanceof Error ? cause.message.split('\n')[0] : String(cause)}`, {
    where: path,
    remedy: 'Restore the file from a backup, or start a study with another name.',
    cause,
  });

/**
 * Opens `study.db`, creating it if needed.
 *
 * @throws UserError if the file is not a study database, has a newer version, or cannot be written
 */
export async function openStudyStore(path: string, { readOnly = false } = {}): Promise<StudyStore> {
  let database: DatabaseSync;
  try {
    if (!readOnly) mkdirSync(dirname(path), { recursive: true });
    database = new DatabaseSync(path, { readOnly, timeout: 5000 });
  } catch (error) {
    throw error instanceof Error && 'code' in error && error.code === 'ERR_SQLITE_ERROR'
      ? damaged(path, error)
      : explainFileError(error, path);
  }
  try {
    const { user_version: version } = database.prepare('PRAGMA user_version').get() as { user_version: number };
    if (version > SCHEMA_VERSION)
      throw new UserError(
        `written by a newer version of ToonVision (schema ${version}; this version supports up to ${SCHEMA_VERSION})`,
        {
          where: path,
          remedy: 'Use the newer version.',
        },
      );
    if (!readOnly) {
      database.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;');
      if (version < 1)
        database.exec(`BEGIN;
          CREATE TABLE study (record TEXT NOT NULL);
          CREATE TABLE trial (
            number INTEGER PRIMARY KEY, state TEXT NOT NULL, suggestion TEXT NOT NULL, result TEXT, error TEXT,
            attempts INTEGER NOT NULL, worker INTEGER NOT NULL, started_at TEXT NOT NULL, ended_at TEXT);
          PRAGMA user_version = 1;
          COMMIT;`);
    }
  } catch (error) {
    database.close();
    throw error instanceof UserError ? error : damaged(path, error);
  }
  const tables = new Kysely<Tables>({ dialect: new SqliteDialect({ database: toKyselyDatabase(database) }) });
  const parse = <T>(schema: { parse: (value: unknown) => T }, text: string): T => {
    try {
      return schema.parse(JSON.parse(text));
    } catch (error) {
      throw damaged(path, error);
    }
  };
  return {
    async record() {
      const row = await tables.selectFrom('study').select('record').executeTakeFirst();
      return row === undefined ? undefined : parse(studyRecordSchema, row.record);
    },
    async create(record) {
      await tables
        .insertInto('study')
        .values({ record: JSON.stringify(record) })
        .execute();
    },
    async trials() {
      const rows = await tables.selectFrom('trial').selectAll().orderBy('number').execute();
      return rows.map((row) => ({
        number: row.number,
        state: row.state,
        suggestion: parse(suggestionSchema, row.suggestion),
        result: row.result === null ? undefined : parse(trialResultSchema, row.result),
        error: row.error ?? undefined,
        attempts: row.attempts,
        worker: row.worker,
        startedAt: row.started_at,
        endedAt: row.ended_at ?? undefined,
      }));
    },
    async save({ number, state, suggestion, result, error, attempts, worker, startedAt, endedAt }) {
      const row = {
        state,
        suggestion: JSON.stringify(suggestion),
        result: result === undefined ? null : JSON.stringify(result),
        error: error ?? null,
        attempts,
        worker,
        started_at: startedAt,
        ended_at: endedAt ?? null,
      };
      await tables
        .insertInto('trial')
        .values({ number, ...row })
        .onConflict((conflict) => conflict.column('number').doUpdateSet(row))
        .execute()
        .catch((cause: unknown) => {
          throw new UserError(
            `failed to save trial ${number}: ${cause instanceof Error ? cause.message : String(cause)}`,
            {
              where: path,
              remedy: 'Free disk space, then run the command again to resume the study.',
              cause,
            },
          );
        });
    },
    close: () => tables.destroy(),
  };
}
