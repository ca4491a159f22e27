// An event file of TensorBoard that events are appended to.
import { open } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { explainFileError } from '../files/index.ts';
import { type EventMessage, eventBytes } from './messages.ts';
import { frameRecord } from './records.ts';

/** An event file of TensorBoard that is being written. */
export interface EventFile {
  path: string;
  /** Appends an event; its time is now. */
  write(event: Omit<EventMessage, 'wallTime'>): Promise<void>;
}

let filesOfThisProcess = 0;

/**
 * Begins a new event file in a folder that is there. Each call makes another file: TensorBoard reads all of a folder.
 *
 * @throws UserError when the file cannot be written
 */
export async function openEventFile(folder: string): Promise<EventFile> {
  const seconds = String(Math.floor(Date.now() / 1000)).padStart(10, '0');
  filesOfThisProcess += 1;
  const path = join(folder, `events.out.tfevents.${seconds}.${hostname()}.${process.pid}.${filesOfThisProcess}`);
  const append = async (event: Omit<EventMessage, 'wallTime'>) => {
    try {
      const file = await open(path, 'a');
      try {
        await file.write(frameRecord(eventBytes({ wallTime: Date.now() / 1000, ...event })));
      } finally {
        await file.close();
      }
    } catch (error) {
      throw explainFileError(error, path);
    }
  };
  await append({ fileVersion: 'brain.Event:2' });
  return { path, write: append };
}
