// Requests and answers about jobs: training and studies in separate processes.
import type { RequestSettings, TRAIN_SETTINGS } from '../../settings/index.ts';

type TrainSettingsRequest = RequestSettings<typeof TRAIN_SETTINGS>;

/**
 * POST /api/jobs: starts training in a separate process. GET /api/jobs lists jobs, as `JobView`; DELETE /api/jobs/:id
 * stops one, which keeps its best weights.
 */
export interface TrainRequest extends TrainSettingsRequest {
  model: string;
  target?: string;
  name?: string;
  repeats?: number;
  /** Name of an interrupted run to resume; all other fields are ignored. */
  resume?: string;
}

export interface JobView {
  id: number;
  /** The run it trains; null until its name is known. */
  run: string | null;
  /** The study it runs. */
  study: string | null;
  /** The repeats it trains. */
  repeats: string | null;
  command: string;
  status: 'starting' | 'running' | 'ended' | 'failed';
  startedAt: string;
  /** The last lines of its output. */
  output: string[];
}
