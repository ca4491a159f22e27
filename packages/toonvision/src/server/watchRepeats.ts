// Tells of repeats of which a run ended, or that are made or gone: by looking at their files.
import { join } from 'node:path';
import type { Project } from '../config/index.ts';
import { listRepeats } from '../repeats/index.ts';
import type { EventLog } from './eventLog.ts';
import { fileStamp } from './fileStamp.ts';

/**
 * Looks every `interval` milliseconds while somebody reads the events.
 *
 * @returns a function that ends it
 */
export function watchRepeats(project: () => Promise<Project>, events: EventLog, interval = 1000): () => void {
  const seen = new Map<string, string>();
  let first = true;
  let busy = false;
  const look = async (): Promise<void> => {
    const found = await project();
    const names = await listRepeats(found);
    for (const name of seen.keys())
      if (!names.includes(name)) {
        seen.delete(name);
        events.publish('repeats', { name });
      }
    for (const name of names) {
      const stamp = await fileStamp([join(found.directory, 'repeats', name, 'repeats.json')]);
      if (seen.get(name) === stamp) continue;
      seen.set(name, stamp);
      if (!first) events.publish('repeats', { name });
    }
    first = false;
  };
  const timer = setInterval(() => {
    if (busy || (events.readers === 0 && !first)) return;
    busy = true;
    look()
      // A folder that goes while it is looked at is seen gone the next time.
      .catch(() => undefined)
      .finally(() => {
        busy = false;
      });
  }, interval);
  timer.unref();
  return () => clearInterval(timer);
}
