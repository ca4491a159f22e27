// Writes TensorBoard event files.
import { open } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { explainFileError } from '../files/index.ts';
import { type EventMessage, encodeEvent } from './messages.ts';
import { frameRecord } from './records.ts';

/** A TensorBoard event file open for appending. */
export interface EventFile {
  path: string;
  /** Appends an event with the current time. */
  write(event: Omit<EventMessage, 'wallTime'>): Promise<void>;
}

let fileCount = 0;

/**
 * Creates a new event file in an existing folder. TensorBoard reads all files of a folder.
 *
 * @throws UserError if the file cannot be written
 */
export async function openEventFile(folder: string): Promise<EventFile> {
  const seconds = String(Math.floor(Date.now() / 1000)).padStart(10, '0');
  fileCount += 1;
  const path = join(folder, `events.out.tfevents.${seconds}.${hostname()}.${process.pid}.${fileCount}`);
  const append = async (event: Omit<EventMessage, 'wallTime'>) => {
    try {
      const file = await open(path, 'a');
      try {
        await file.write(frameRecord(encodeEvent({ wallTime: Date.now() / 1000, ...event })));
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
