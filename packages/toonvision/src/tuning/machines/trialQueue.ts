// The queue that brings trials to workers: pg-boss, with heartbeats. A trial whose worker is lost goes to another.
import { createHash } from 'node:crypto';
import { CompiledQuery, type Transaction } from 'kysely';
import { PgBoss } from 'pg-boss';
import type { SharedStorage, SharedTables } from './storage.ts';

export const QUEUE = 'trial';
const QUEUE_SCHEMA = 'toonvision_queue';
/** The least that pg-boss allows. */
const HEARTBEAT_SECONDS = 10;
/** Far more than a trial takes; what hangs is found by its heartbeat. */
const EXPIRE_SECONDS = 23 * 3600;

export interface TrialTicket {
  study: string;
  number: number;
}

/**
 * @param supervise look for lost workers every few seconds; coordinators do
 * @param onTrouble told of what the queue meets on its own, in the background
 */
export async function openQueue(
  { url }: SharedStorage,
  { supervise, onTrouble }: { supervise: boolean; onTrouble?: (text: string) => void },
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
    onTrouble?.(`queue: ${error.message}`);
  });
  await boss.start();
  await boss.createQueue(QUEUE, {
    heartbeatSeconds: HEARTBEAT_SECONDS,
    // A lost worker is not the trial's fault; how often it may be lost is counted with the trial.
    retryLimit: 1000,
    retryDelay: 0,
    expireInSeconds: EXPIRE_SECONDS,
    deleteAfterSeconds: 3600,
    notify: true,
  });
  return boss;
}

/** The same trial has the same ticket, whoever sends it. */
export function ticketId({ study, number }: TrialTicket, round = 0): string {
  const hash = createHash('sha256').update(`${study}/${number}/${round}`).digest('hex');
  return `${hash.slice(0, 8)}-${hash.slice(8, 12)}-5${hash.slice(13, 16)}-a${hash.slice(17, 20)}-${hash.slice(20, 32)}`;
}

/** Puts a trial into the queue, as part of the transaction that stores it: both or none. */
export async function sendTrial(
  boss: PgBoss,
  ticket: TrialTicket,
  own: Transaction<SharedTables>,
  round = 0,
): Promise<void> {
  await boss.send(QUEUE, ticket, {
    id: ticketId(ticket, round),
    db: {
      executeSql: async (text, values = []) => {
        const { rows } = await own.executeQuery(CompiledQuery.raw(text, [...values]));
        return { rows };
      },
    },
  });
}
