// The studio's server as one application: guard, headers, routes and page.
import { Hono } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { answerErrors } from './answer.ts';
import type { ApiError } from './api.ts';
import { evaluations } from './evaluations.ts';
import { Findings } from './findings.ts';
import { guard } from './guard.ts';
import { headers } from './headers.ts';
import type { Jobs } from './jobs.ts';
import { Neighbors } from './neighbors.ts';
import { pageRoutes } from './page.ts';
import { additionRoutes } from './routes/additions.ts';
import { compareRoutes } from './routes/compare.ts';
import { editRoutes } from './routes/edits.ts';
import { eventRoutes } from './routes/events.ts';
import { findingRoutes } from './routes/findings.ts';
import { imageRoutes } from './routes/images.ts';
import { jobRoutes } from './routes/jobs.ts';
import { labelRoutes } from './routes/labels.ts';
import { mapRoutes } from './routes/maps.ts';
import { projectRoutes } from './routes/project.ts';
import { repeatsRoutes } from './routes/repeats.ts';
import { runRoutes } from './routes/runs.ts';
import { sampleDetailRoutes } from './routes/sampleDetail.ts';
import { sampleRoutes } from './routes/samples.ts';
import { screenshotRoutes } from './routes/screenshots.ts';
import { studyRoutes } from './routes/studies.ts';
import type { Studio } from './studio.ts';
import { Suggestions } from './suggestions.ts';

export interface StudioAppOptions {
  studio: Studio;
  jobs: Jobs;
  host: string;
  /** Folder of the built page; default that of this package. */
  pageFolder?: string;
  /** Receives internal errors. */
  log: (text: string) => void;
}

/** Large enough for a pasted screenshot. */
const MAX_BODY_BYTES = 32 * 1024 * 1024;

export function studioApp({ studio, jobs, host, pageFolder, log }: StudioAppOptions): Hono {
  const tooLarge = {
    error: 'the request is larger than 32 MB',
    remedy: 'Use a smaller image.',
  } satisfies ApiError;
  const findings = new Findings(studio);
  const evaluated = evaluations();
  const api = new Hono()
    .use(bodyLimit({ maxSize: MAX_BODY_BYTES, onError: (context) => context.json(tooLarge, 413) }))
    .route('/', projectRoutes(studio))
    .route('/', sampleRoutes(studio, findings, evaluated))
    .route('/', sampleDetailRoutes({ studio, findings, evaluations: evaluated, neighbors: new Neighbors(studio) }))
    .route('/', imageRoutes(studio))
    .route('/', findingRoutes(findings))
    .route('/', editRoutes(studio))
    .route('/', runRoutes(studio, evaluated))
    .route('/', mapRoutes(studio))
    .route('/', compareRoutes(studio, evaluated))
    .route('/', repeatsRoutes(studio, jobs))
    .route('/', labelRoutes(studio, new Suggestions(studio)))
    .route('/', additionRoutes(studio))
    .route('/', screenshotRoutes(studio))
    .route('/', studyRoutes(studio, jobs))
    .route('/', jobRoutes(jobs))
    .route('/', eventRoutes(studio))
    .all('*', (context) => context.json({ error: `${context.req.path} not found` } satisfies ApiError, 404));
  return new Hono()
    .onError(answerErrors(log))
    .use(headers())
    .use(guard({ host, token: studio.token }))
    .route('/api', api)
    .route('/', pageRoutes({ token: studio.token, host, folder: pageFolder }));
}
