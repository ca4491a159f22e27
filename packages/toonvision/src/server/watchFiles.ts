// Tells of studies and repeats that are made, go on or are gone, whoever trains them: by looking at their files.
import { join } from 'node:path';
import type { Project } from '../config/index.ts';
import { listRepeats } from '../repeats/index.ts';
import { listStudies, studyDatabase } from '../tuning/index.ts';
import type { EventLog } from './eventLog.ts';
import { fileStamp } from './fileStamp.ts';
import { lookAgain } from './lookAgain.ts';

interface Watched {
  event: 'study' | 'repeats';
  list: (project: Project) => Promise<string[]>;
  /** Files that change when something happens. */
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
    const look = async (first: boolean): Promise<void> => {
      const found = await project();
      const names = await list(found);
      for (const name of seen.keys())
        if (!names.includes(name)) {
          seen.delete(name);
          events.publish(event, { name });
        }
      for (const name of names) {
        const stamp = await fileStamp(files(found, name));
        if (seen.get(name) === stamp) continue;
        seen.set(name, stamp);
        if (!first) events.publish(event, { name });
      }
    };
    return lookAgain(look, { interval, isWanted: () => events.readers > 0 });
  };
}

/** Looks every `interval` milliseconds while somebody reads the events; returns a function that ends it. */
export const watchStudies = watch(STUDIES);
/** As `watchStudies`. */
export const watchRepeats = watch(REPEATS);
