// Server-sent events.
import type { EditView } from './dataset.ts';
import type { JobView } from './jobs.ts';
import type { Progress } from './runs.ts';

/** GET /api/events (`Last-Event-ID` requests missed events): `data` of each event by its name. */
export interface Events {
  /** A run was created, changed or deleted. */
  run: { name: string; status: string };
  /** An active run has finished an epoch. */
  epoch: Progress & { run: string };
  job: JobView;
  /** Trials of a study started or ended, or it was deleted. */
  study: { name: string };
  /** A repeated run ended, or the repeats were deleted. */
  repeats: { name: string };
  edit: EditView;
  /** An image was labeled, or a label was undone. */
  labels: Record<string, never>;
  /** Missed events are no longer available: reload everything. */
  reset: Record<string, never>;
}
