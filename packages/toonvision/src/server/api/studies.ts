// Answers and requests about studies.

/** GET /api/studies: the newest first. */
export interface StudyRow {
  name: string;
  space: string;
  sampler: string;
  target: string;
  objectives: string[];
  finished: number;
  running: number;
  failed: number;
  /** Of the smallest within one standard error of the best. */
  best: { trial: number; value: number; parameters: number } | null;
  createdAt: string;
}

export interface StudyTrial {
  number: number;
  state: 'running' | 'finished' | 'failed';
  values: Record<string, string | number | boolean>;
  /** On each axis, 0 to 1; null where the hyperparameter does not count. */
  places: (number | null)[];
  /** As they are, in the order of the study's; null while there is no result. */
  objectives: number[] | null;
  accuracy: number | null;
  parameters: number | null;
  multiplyAdds: number | null;
  epochs: number | null;
  bestEpoch: number | null;
  seconds: number | null;
  /** It was still improving when its epochs ended. */
  cutShort: boolean;
  isOnFront: boolean;
  error: string | null;
  startedAt: string;
}

/** GET /api/studies/:name; charts by GET /api/studies/:name/chart/:chart?theme= */
export interface StudyView {
  name: string;
  space: string;
  sampler: string;
  target: string;
  epochs: number;
  createdAt: string;
  objectives: { name: string; maximize: boolean }[];
  /** Hyperparameters that vary. */
  axes: { name: string; ticks: { at: number; text: string }[] }[];
  trials: StudyTrial[];
  best: number | null;
  importances: { name: string; gain: number }[];
  /** A tighter space from the best trials, as `study narrow` proposes it; null where there is none. */
  narrowing: { reasons: string[]; text: string } | null;
  /** Paths of the drawn charts (SVG), by name. */
  charts: Record<string, string>;
}

/** POST /api/studies: searches in a process of its own; POST /api/studies/:name/resume goes on with what was asked for then. */
export interface TuneRequest {
  name: string;
  space?: string;
  sampler?: string;
  target?: string;
  trials?: number;
  epochs?: number;
  seed?: number;
  executions?: number;
  objectives?: string[];
  augmentation?: string;
  maxParameters?: number;
  maxMultiplyAdds?: number;
  narrow?: string;
}
