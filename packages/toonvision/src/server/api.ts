// `toonvision/api`: types of the requests and answers between the studio's page and its server, by route.

/** Answer of every route that fails: what went wrong, and what to do. */
export interface ApiError {
  error: string;
  remedy?: string;
}

export type * from './api/dataset.ts';
export type * from './api/events.ts';
export type * from './api/jobs.ts';
export type * from './api/labels.ts';
export type * from './api/runs.ts';
export type * from './api/studies.ts';
