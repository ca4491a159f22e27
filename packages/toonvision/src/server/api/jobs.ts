// What is asked for and told of training that is started from the page.
import type { RequestSettings, TRAIN_SETTINGS } from '../../settings/index.ts';

type TrainSettingsRequest = RequestSettings<typeof TRAIN_SETTINGS>;

/** POST /api/jobs: starts training in a process of its own; GET /api/jobs lists; DELETE /api/jobs/:run stops (keeps the best weights). */
export interface TrainRequest extends TrainSettingsRequest {
  model: string;
  target?: string;
  name?: string;
  repeats?: number;
  /** Resumes an interrupted run of this name; the rest is ignored. */
  resume?: string;
}
export interface JobView {
  id: number;
  run: string | null;
  /** The study it goes on with, where it is a search. */
  study: string | null;
  /** The group, where it trains repeats. */
  repeats: string | null;
  command: string;
  status: 'starting' | 'running' | 'ended' | 'failed';
  startedAt: string;
  /** Last lines it printed. */
  output: string[];
}
