// The job queue of trials: pg-boss with heartbeats. A trial whose worker is lost is delivered to another.
import { createHash } from 'node:crypto';
import { CompiledQuery, type Transaction } from 'kysely';
import { PgBoss } from 'pg-boss';
import type { SharedStorage, SharedTables } from './storage.ts';

export const QUEUE = 'trial';
const QUEUE_SCHEMA = 'toonvision_queue';
/** The minimum that pg-boss allows. */
const HEARTBEAT_SECONDS = 10;
/** Far longer than any trial; stuck workers are detected by their heartbeat. */
const EXPIRE_SECONDS = 23 * 3600;

export interface TrialTicket {
  study: string;
  number: number;
}

/**
 * Opens the queue.
 *
 * @param options.supervise check for lost workers every few seconds, as coordinators do
 * @param options.onWarning called with errors that the queue meets in the background
 */
export async function openQueue(
  { url }: SharedStorage,
  { supervise, onWarning }: { supervise: boolean; onWarning?: (text: string) => void },
): Promise<PgBoss> {
  const boss = new PgBoss({
    connectionString: url,
    schema: QUEUE_SCHEMA,
    application_name: 'toonvision',
    max: 4,
    supervise,
    superviseIntervalSeconds: 3,
    monitorIntervalSeconds: 3,
    schedule: false,
    registerInstance: false,
    useListenNotify: true,
    notifyHeartbeatIntervalMs: 3000,
  });
  let last = '';
  boss.on('error', (error: Error) => {
    if (error.message === last) return;
    last = error.message;
    onWarning?.(`queue: ${error.message}`);
  });
  await boss.start();
  await boss.createQueue(QUEUE, {
    heartbeatSeconds: HEARTBEAT_SECONDS,
    // Deliveries are counted and limited per trial, not here.
    retryLimit: 1000,
    retryDelay: 0,
    expireInSeconds: EXPIRE_SECONDS,
    deleteAfterSeconds: 3600,
    notify: true,
  });
  return boss;
}

/** Derives the job id of a trial, so that sending it twice queues it once. */
export function ticketId({ study, number }: TrialTicket, round = 0): string {
  const hash = createHash('sha256').update(`${study}/${number}/${round}`).digest('hex');
  return `${hash.slice(0, 8)}-${hash.slice(8, 12)}-5${hash.slice(13, 16)}-a${hash.slice(17, 20)}-${hash.slice(20, 32)}`;
}

/** Queues a trial within the transaction that stores it. */
export async function sendTrial(
  boss: PgBoss,
  ticket: TrialTicket,
  transaction: Transaction<SharedTables>,
  round = 0,
): Promise<void> {
  await boss.send(QUEUE, ticket, {
    id: ticketId(ticket, round),
    db: {
      executeSql: async (text, values = []) => {
        const { rows } = await transaction.executeQuery(CompiledQuery.raw(text, [...values]));
        return { rows };
      },
    },
  });
}
