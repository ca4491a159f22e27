// What is told as it happens.
import type { EditView } from './dataset.ts';
import type { JobView } from './jobs.ts';
import type { Progress } from './runs.ts';

/** GET /api/events (server-sent; `Last-Event-ID` brings what was missed): `data` of each event by its name. */
export interface Events {
  /** A run was made, changed or is gone. */
  run: { name: string; status: string };
  /** An epoch of a going run has ended. */
  epoch: Progress & { run: string };
  job: JobView;
  /** Trials of a study began or ended, or it is gone. */
  study: { name: string };
  /** A run of repeats ended, or they are gone. */
  repeats: { name: string };
  edit: EditView;
  /** Something was labelled, or a label taken back. */
  labels: Record<string, never>;
  /** What was missed is no longer known: load everything anew. */
  reset: Record<string, never>;
}
