// What the studio's page and its server say to each other: the shape of every answer and request, by route.

/** Answer of every route that fails: what was wrong, and what to do. */
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
