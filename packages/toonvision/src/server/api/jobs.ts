// What is asked for and told of training that is started from the page.

/** POST /api/jobs: starts training in a process of its own; GET /api/jobs lists; DELETE /api/jobs/:run stops (keeps the best weights). */
export interface TrainRequest {
  model: string;
  target?: string;
  seed?: number;
  epochs?: number;
  batchSize?: number;
  learningRate?: number;
  patience?: number;
  classWeight?: string;
  sampling?: string;
  /** `flip,rotation=0.05`, or `none`. */
  augmentation?: string;
  optimizer?: string;
  schedule?: string;
  loss?: string;
  name?: string;
  repeats?: number;
  /** Goes on with an interrupted run of this name; the rest is ignored. */
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
