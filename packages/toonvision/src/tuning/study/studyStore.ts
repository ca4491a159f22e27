// The database of a study: one SQLite file, through Kysely.
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

/** Raised with every change of the tables; an older file is brought up to it, a newer one is refused. */
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

/** Node's SQLite as Kysely wants it. */
function asKysely(database: DatabaseSync) {
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

/** Where a study is kept. */
export interface StudyStore {
  /** undefined in a new file. */
  record(): Promise<StudyRecord | undefined>;
  create(record: StudyRecord): Promise<void>;
  /** In the order of their numbers. */
  trials(): Promise<Trial[]>;
  /** Writes a trial that is new or has changed. */
  save(trial: Trial): Promise<void>;
  close(): Promise<void>;
}

const damaged = (path: string, cause: unknown) =>
  new UserError(
    `not the database of a study: ${cause instanceof Error ? cause.message.split('\n')[0] : String(cause)}`,
    {
      where: path,
      remedy: 'Restore the file from a backup, or begin a study of another name.',
      cause,
    },
  );

/**
 * Opens `study.db`, or makes it.
 *
 * @throws UserError for a file that is no database of a study or of a newer version, or cannot be written
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
        `it was written by a newer version of this tool (schema ${version}; this one knows ${SCHEMA_VERSION})`,
        {
          where: path,
          remedy: 'Use that version.',
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
  const tables = new Kysely<Tables>({ dialect: new SqliteDialect({ database: asKysely(database) }) });
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
            `trial ${number} cannot be stored: ${cause instanceof Error ? cause.message : String(cause)}`,
            {
              where: path,
              remedy: 'Make room on the disk, then run the command again: the study goes on.',
              cause,
            },
          );
        });
    },
    close: () => tables.destroy(),
  };
}
