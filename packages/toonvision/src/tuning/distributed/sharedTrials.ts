// Studies and trials in the shared database; every operation is idempotent.
import { randomUUID } from 'node:crypto';
import { sql } from 'kysely';
import type { PgBoss } from 'pg-boss';
import { z } from 'zod';
import { UserError } from '../../errors/index.ts';
import {
  type StudyRecord,
  studyRecordSchema,
  suggestionSchema,
  type Trial,
  type TrialResult,
  type TrialState,
  type TrialTask,
  trialResultSchema,
  trialTaskSchema,
} from '../study/index.ts';
import type { SharedStorage } from './storage.ts';
import { QUEUE, sendTrial, type TrialTicket, ticketId } from './trialQueue.ts';

export interface SharedStudy {
  id: string;
  record: StudyRecord;
}

/** A trial in the shared database. */
export interface SharedTrial extends Omit<Trial, 'worker'> {
  /** Host, process and slot of the worker that has or had the trial. */
  workerName: string | undefined;
  /** Epochs done while it is running. */
  epochs: number;
  deliveries: number;
}

function parse<T>(schema: z.ZodType<T>, text: string, where: string): T {
  try {
    return schema.parse(JSON.parse(text));
  } catch (error) {
    const reason =
      error instanceof z.ZodError ? `${error.issues[0]?.path.join('.')}: ${error.issues[0]?.message}` : error;
    throw new UserError(`invalid stored record: ${reason}`, {
      where,
      remedy: 'Use the same version of this tool on every machine.',
      cause: error,
    });
  }
}

/** Finds a study by name; undefined if it does not exist. */
export async function findSharedStudy(
  { tables, where }: SharedStorage,
  name: string,
): Promise<SharedStudy | undefined> {
  const row = await tables.selectFrom('study').selectAll().where('name', '=', name).executeTakeFirst();
  return row === undefined
    ? undefined
    : { id: row.id, record: parse(studyRecordSchema, row.record, `${where}, study ${name}`) };
}

/** Creates a study, or returns the one that another coordinator has just created. */
export async function createSharedStudy(storage: SharedStorage, record: StudyRecord): Promise<SharedStudy> {
  await storage.tables
    .insertInto('study')
    .values({ id: randomUUID(), name: record.name, record: JSON.stringify(record), created_at: record.createdAt })
    .onConflict((conflict) => conflict.column('name').doNothing())
    .execute();
  return (await findSharedStudy(storage, record.name)) as SharedStudy;
}

/** A study in shared storage, with the number of its trials by state. */
export interface SharedStudySummary {
  name: string;
  createdAt: string;
  trials: Record<TrialState, number>;
}

/** Lists all studies by name, with the number of their trials. */
export async function listSharedStudies({ tables }: SharedStorage): Promise<SharedStudySummary[]> {
  const studies = await tables.selectFrom('study').select(['id', 'name', 'created_at']).orderBy('name').execute();
  const counts = await tables
    .selectFrom('trial')
    .select(['study', 'state', sql<string>`count(*)`.as('count')])
    .groupBy(['study', 'state'])
    .execute();
  return studies.map(({ id, name, created_at }) => {
    const of = (state: TrialState) => Number(counts.find((row) => row.study === id && row.state === state)?.count ?? 0);
    return {
      name,
      createdAt: created_at,
      trials: { running: of('running'), finished: of('finished'), failed: of('failed') },
    };
  });
}

/** Reads the trials of a study in order, starting at number `from`. */
export async function sharedTrials({ tables, where }: SharedStorage, study: string, from = 0): Promise<SharedTrial[]> {
  const rows = await tables
    .selectFrom('trial')
    .select(['number', 'state', 'suggestion', 'result', 'error', 'attempts', 'deliveries', 'worker', 'epochs'])
    .select(['started_at', 'ended_at'])
    .where('study', '=', study)
    .where('number', '>=', from)
    .orderBy('number')
    .execute();
  return rows.map((row) => {
    const place = `${where}, trial ${row.number}`;
    return {
      ...{
        number: row.number,
        state: row.state,
        attempts: row.attempts,
        deliveries: row.deliveries,
        epochs: row.epochs,
      },
      suggestion: parse(suggestionSchema, row.suggestion, place),
      result: row.result === null ? undefined : parse(trialResultSchema, row.result, place),
      error: row.error ?? undefined,
      workerName: row.worker ?? undefined,
      startedAt: row.started_at,
      endedAt: row.ended_at ?? undefined,
    };
  });
}

/**
 * Stores a trial and queues it; an ended trial is only stored, without a task. Does nothing if another coordinator has
 * already stored it.
 */
export async function startSharedTrial(
  { tables }: SharedStorage,
  boss: PgBoss,
  study: string,
  trial: Trial,
  task: TrialTask | null,
): Promise<void> {
  await tables.transaction().execute(async (transaction) => {
    const inserted = await transaction
      .insertInto('trial')
      .values({
        ...{ study, number: trial.number, state: trial.state, attempts: trial.attempts, deliveries: 0, epochs: 0 },
        ...{ worker: null, started_at: trial.startedAt, ended_at: trial.endedAt ?? null, error: trial.error ?? null },
        suggestion: JSON.stringify(trial.suggestion),
        task: JSON.stringify(task),
        result: trial.result === undefined ? null : JSON.stringify(trial.result),
      })
      .onConflict((conflict) => conflict.columns(['study', 'number']).doNothing())
      .returning('number')
      .execute();
    if (inserted.length > 0 && trial.state === 'running')
      await sendTrial(boss, { study, number: trial.number }, transaction);
  });
}

/** Queues a running trial again if its job is missing, for example because the queue was emptied or restored. */
export async function requeueLostTrial({ tables }: SharedStorage, boss: PgBoss, ticket: TrialTicket): Promise<void> {
  for (let round = 0; round < 100; round += 1) {
    const [job] = await boss.findJobs(QUEUE, { id: ticketId(ticket, round) });
    if (job === undefined) {
      await tables.transaction().execute((transaction) => sendTrial(boss, ticket, transaction, round));
      return;
    }
    if (['created', 'retry', 'active'].includes(job.state)) return;
  }
}

/** Claims a trial for a worker; undefined if it has already ended. */
export async function claimSharedTrial(
  { tables, where }: SharedStorage,
  { study, number }: TrialTicket,
  worker: string,
): Promise<{ task: TrialTask; record: StudyRecord; deliveries: number; attempts: number } | undefined> {
  const row = await tables
    .updateTable('trial')
    .set((of) => ({ worker, deliveries: of('deliveries', '+', 1) }))
    .where('study', '=', study)
    .where('number', '=', number)
    .where('state', '=', 'running')
    .returning(['task', 'deliveries', 'attempts'])
    .executeTakeFirst();
  if (row === undefined) return undefined;
  const studyRow = await tables.selectFrom('study').select('record').where('id', '=', study).executeTakeFirstOrThrow();
  return {
    task: parse(trialTaskSchema, row.task, `${where}, trial ${number}`),
    record: parse(studyRecordSchema, studyRow.record, where),
    deliveries: row.deliveries,
    attempts: row.attempts,
  };
}

/** Releases a trial that was stopped cleanly, so that the delivery does not count. */
export async function releaseTrial(
  { tables }: SharedStorage,
  { study, number }: TrialTicket,
  worker: string,
): Promise<void> {
  await tables
    .updateTable('trial')
    .set((of) => ({ deliveries: of('deliveries', '-', 1), worker: null }))
    .where('study', '=', study)
    .where('number', '=', number)
    .where('worker', '=', worker)
    .where('state', '=', 'running')
    .execute();
}

/** Records a failed attempt. */
export async function recordFailure(
  { tables }: SharedStorage,
  { study, number }: TrialTicket,
  attempts: number,
  error: string,
): Promise<void> {
  await tables
    .updateTable('trial')
    .set({ attempts, error })
    .where('study', '=', study)
    .where('number', '=', number)
    .where('state', '=', 'running')
    .execute();
}

/** Records the number of epochs a trial has done. */
export async function recordProgress(
  { tables }: SharedStorage,
  { study, number }: TrialTicket,
  epochs: number,
): Promise<void> {
  await tables
    .updateTable('trial')
    .set({ epochs })
    .where('study', '=', study)
    .where('number', '=', number)
    .where('state', '=', 'running')
    .execute();
}

/** Stores the runs of a trial as a zip, only while it is running. */
export async function storeRuns(
  { tables }: SharedStorage,
  { study, number }: TrialTicket,
  content: Buffer,
  sha256: string,
): Promise<void> {
  await tables.transaction().execute(async (transaction) => {
    const open = await transaction
      .selectFrom('trial')
      .select('number')
      .where('study', '=', study)
      .where('number', '=', number)
      .where('state', '=', 'running')
      .forUpdate()
      .executeTakeFirst();
    if (open === undefined) return;
    await transaction
      .insertInto('trial_files')
      .values({ study, number, content, sha256 })
      .onConflict((conflict) => conflict.columns(['study', 'number']).doUpdateSet({ content, sha256 }))
      .execute();
  });
}

/** Reads the runs of a trial as last stored. */
export async function readStoredRuns(
  { tables }: SharedStorage,
  { study, number }: TrialTicket,
): Promise<{ content: Buffer; sha256: string } | undefined> {
  return tables
    .selectFrom('trial_files')
    .select(['content', 'sha256'])
    .where('study', '=', study)
    .where('number', '=', number)
    .executeTakeFirst();
}

/** Ends a trial and stores its runs. The first call counts; a second worker that trained the same trial changes nothing. */
export async function endSharedTrial(
  { tables }: SharedStorage,
  { study, number }: TrialTicket,
  ended: { result: TrialResult; content: Buffer; sha256: string } | { error: string },
): Promise<boolean> {
  return tables.transaction().execute(async (transaction) => {
    const rows = await transaction
      .updateTable('trial')
      .set({
        state: 'result' in ended ? 'finished' : 'failed',
        result: 'result' in ended ? JSON.stringify(ended.result) : null,
        error: 'error' in ended ? ended.error : null,
        ended_at: new Date().toISOString(),
      })
      .where('study', '=', study)
      .where('number', '=', number)
      .where('state', '=', 'running')
      .returning('number')
      .execute();
    if (rows.length === 0) return false;
    if ('error' in ended)
      await transaction.deleteFrom('trial_files').where('study', '=', study).where('number', '=', number).execute();
    else {
      const { content, sha256 } = ended;
      await transaction
        .insertInto('trial_files')
        .values({ study, number, content, sha256 })
        .onConflict((conflict) => conflict.columns(['study', 'number']).doUpdateSet({ content, sha256 }))
        .execute();
    }
    return true;
  });
}
