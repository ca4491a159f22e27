// Answers and requests about studies.
import type { RequestSettings } from '../../settings/index.ts';
import type { STUDY_RUN_SETTINGS, STUDY_SETTINGS, STUDY_TRAIN_SETTINGS } from '../../tuning/study/studySettings.ts';

/** GET /api/studies, newest first. */
export interface StudyRow {
  name: string;
  space: string;
  sampler: string;
  target: string;
  objectives: string[];
  finished: number;
  running: number;
  failed: number;
  /** The recommended trial: the smallest within one standard error of the best. */
  best: { trial: number; value: number; parameters: number } | null;
  createdAt: string;
}

export interface StudyTrial {
  number: number;
  state: 'running' | 'finished' | 'failed';
  values: Record<string, string | number | boolean>;
  /** Position on each axis, 0 to 1; null when the hyperparameter is inactive. */
  places: (number | null)[];
  /** Values in the order of the study's objectives; null until the trial has finished. */
  objectives: number[] | null;
  accuracy: number | null;
  parameters: number | null;
  multiplyAdds: number | null;
  epochs: number | null;
  bestEpoch: number | null;
  seconds: number | null;
  /** Still improving when it reached its epoch budget. */
  cutShort: boolean;
  isOnFront: boolean;
  error: string | null;
  startedAt: string;
}

/** GET /api/studies/:name, .../chart/:chart?theme= */
export interface StudyView {
  name: string;
  space: string;
  sampler: string;
  target: string;
  epochs: number;
  createdAt: string;
  objectives: { name: string; maximize: boolean }[];
  /** Hyperparameters that vary. */
  axes: { name: string; ticks: { position: number; text: string }[] }[];
  trials: StudyTrial[];
  best: number | null;
  importances: { name: string; gain: number }[];
  /** A narrowed search space, as `study narrow` proposes it; null without a proposal. */
  narrowing: { reasons: string[]; text: string } | null;
  /** Paths of the charts (SVG), by name. */
  charts: Record<string, string>;
}

type StudySettingsRequest = RequestSettings<typeof STUDY_SETTINGS> &
  RequestSettings<typeof STUDY_RUN_SETTINGS> &
  RequestSettings<typeof STUDY_TRAIN_SETTINGS>;

/** POST /api/studies: starts a study in a separate process. POST /api/studies/:name/resume resumes it. */
export interface TuneRequest extends StudySettingsRequest {
  name: string;
}
