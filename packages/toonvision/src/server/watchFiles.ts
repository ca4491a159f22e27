// Publishes events when studies and repeats are created, change or are deleted, by polling their files.
import { join } from 'node:path';
import type { Project } from '../config/index.ts';
import { listRepeats } from '../repeats/index.ts';
import { listStudies, studyDatabase } from '../tuning/index.ts';
import type { EventLog } from './eventLog.ts';
import { fileStamp } from './fileStamp.ts';
import { poll } from './poll.ts';

interface Watched {
  event: 'study' | 'repeats';
  list: (project: Project) => Promise<string[]>;
  /** Files whose changes are published. */
  files: (project: Project, name: string) => string[];
}

const STUDIES: Watched = {
  event: 'study',
  list: listStudies,
  files: (project, name) => ['', '-wal'].map((end) => `${studyDatabase(project, name)}${end}`),
};
const REPEATS: Watched = {
  event: 'repeats',
  list: listRepeats,
  files: ({ directory }, name) => [join(directory, 'repeats', name, 'repeats.json')],
};

function watch({ event, list, files }: Watched) {
  return (project: () => Promise<Project>, events: EventLog, interval = 1000): (() => void) => {
    const seen = new Map<string, string>();
    const check = async (isFirst: boolean): Promise<void> => {
      const current = await project();
      const names = await list(current);
      for (const name of seen.keys())
        if (!names.includes(name)) {
          seen.delete(name);
          events.publish(event, { name });
        }
      for (const name of names) {
        const stamp = await fileStamp(files(current, name));
        if (seen.get(name) === stamp) continue;
        seen.set(name, stamp);
        if (!isFirst) events.publish(event, { name });
      }
    };
    return poll(check, { interval, isWanted: () => events.readers > 0 });
  };
}

/** Polls every `interval` milliseconds while the event log has readers; returns a function that stops polling. */
export const watchStudies = watch(STUDIES);
/** Like `watchStudies`. */
export const watchRepeats = watch(REPEATS);
