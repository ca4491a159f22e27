// Tells of studies whose trials begin or end, whoever trains them: by looking at their databases' files.
import type { Project } from '../config/index.ts';
import { listStudies, studyDatabase } from '../tuning/index.ts';
import type { EventLog } from './eventLog.ts';
import { fileStamp } from './fileStamp.ts';

/**
 * Looks every `interval` milliseconds while somebody reads the events.
 *
 * @returns a function that ends it
 */
export function watchStudies(project: () => Promise<Project>, events: EventLog, interval = 1000): () => void {
  const seen = new Map<string, string>();
  let first = true;
  let busy = false;
  const look = async (): Promise<void> => {
    const found = await project();
    const names = await listStudies(found);
    for (const name of seen.keys())
      if (!names.includes(name)) {
        seen.delete(name);
        events.publish('study', { name });
      }
    for (const name of names) {
      const path = studyDatabase(found, name);
      const stamp = await fileStamp([path, `${path}-wal`]);
      if (seen.get(name) === stamp) continue;
      seen.set(name, stamp);
      if (!first) events.publish('study', { name });
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
