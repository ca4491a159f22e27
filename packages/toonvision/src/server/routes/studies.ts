// Studies: the list, one with its trials and charts; starting and resuming them in a separate process.
import { Hono } from 'hono';
import { z } from 'zod';
import { renderSvg } from '../../charts/index.ts';
import {
  bestTrial,
  builtInSpaces,
  finishedTrials,
  isMaximized,
  listStudies,
  narrowingText,
  OBJECTIVE_NAMES,
  parallelAxis,
  parallelPlace,
  paretoFront,
  proposeNarrowing,
  readStudy,
  SAMPLER_NAMES,
  type StudyRecord,
  studyCharts,
  studyImportances,
  type Trial,
  variedHyperparameters,
} from '../../tuning/index.ts';
import { augmentationWords, bodyOf, notFound, queryOf } from '../answer.ts';
import type { StudyRow, StudyTrial, StudyView } from '../api.ts';
import type { Jobs } from '../jobs.ts';
import { lruCache } from '../lruCache.ts';
import type { Studio } from '../studio.ts';
import { goOnArguments, tuneArguments } from '../tuneArguments.ts';

interface Study {
  record: StudyRecord;
  trials: Trial[];
}

// Names only: the path of a space would run what a request says.
const word = z
  .string()
  .regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,79}$/, 'must be letters, digits, dots, dashes, underscores');
const whole = (least: number, most: number) => z.int('must be a whole number').min(least).max(most).optional();
const requestSchema = z.strictObject({
  name: word,
  augmentation: augmentationWords.optional(),
  space: z.enum(Object.keys(builtInSpaces), 'must be one of the built-in spaces').optional(),
  sampler: z.enum(SAMPLER_NAMES).optional(),
  target: word.optional(),
  trials: whole(1, 100_000),
  epochs: whole(1, 10_000),
  seed: whole(0, 2 ** 32 - 1),
  executions: whole(1, 100),
  objectives: z.array(z.enum(OBJECTIVE_NAMES)).min(1).optional(),
  maxParameters: whole(1, Number.MAX_SAFE_INTEGER),
  maxMultiplyAdds: whole(1, Number.MAX_SAFE_INTEGER),
  narrow: z
    .string()
    .max(4000)
    .regex(/^[\w.=|,+-]+$/, 'must be ranges as `study narrow` writes them')
    .optional(),
});
const resumeSchema = z.strictObject({ trials: z.int('must be a whole number').min(1).max(100_000) });
const themeQuery = z.object({ theme: z.enum(['light', 'dark']).default('light') });

/** Charts that stay in memory. */
const MAX_CHARTS = 48;

function rowOf({ record, trials }: Study): StudyRow {
  const { settings } = record;
  const best = bestTrial(settings, trials);
  const of = (state: Trial['state']) => trials.filter((trial) => trial.state === state).length;
  return {
    ...{ name: record.name, createdAt: record.createdAt, objectives: [...settings.objectives] },
    ...{ space: settings.space, sampler: settings.sampler, target: settings.target },
    ...{ finished: of('finished'), running: of('running'), failed: of('failed') },
    best:
      best === undefined
        ? null
        : {
            trial: best.number,
            value: best.result.objectives[0] ?? Number.NaN,
            parameters: best.result.parameters,
          },
  };
}

function trialOf(trial: Trial, record: StudyRecord, isOnFront: boolean): StudyTrial {
  const { number, state, suggestion, result, error, startedAt } = trial;
  const sum = (pick: (one: NonNullable<Trial['result']>['executions'][number]) => number): number | null =>
    result === undefined ? null : result.executions.reduce((total, one) => total + pick(one), 0);
  const accuracy = sum(({ metrics }) => metrics.valAccuracy ?? Number.NaN);
  return {
    ...{ number, state, values: suggestion.values, startedAt, isOnFront },
    places: variedHyperparameters(record).map((one) => parallelPlace(one, trial)),
    objectives: result?.objectives ?? null,
    accuracy: accuracy === null || Number.isNaN(accuracy) ? null : accuracy / (result?.executions.length ?? 1),
    parameters: result?.parameters ?? null,
    multiplyAdds: result?.multiplyAdds ?? null,
    epochs: sum(({ epochs }) => epochs),
    bestEpoch: result?.executions[0]?.bestEpoch ?? null,
    seconds: sum(({ seconds }) => seconds),
    cutShort: result?.executions.some((one) => one.cutShort) === true,
    error: error === undefined ? null : (error.split('\n')[0] ?? null),
  };
}

function viewOf({ record, trials }: Study): StudyView {
  const { settings, name } = record;
  const front = new Set(paretoFront(settings, trials).map(({ number }) => number));
  const proposal = finishedTrials(trials).length < 5 ? undefined : proposeNarrowing(record, trials);
  return {
    ...{ name, createdAt: record.createdAt, epochs: settings.epochs },
    ...{ space: settings.space, sampler: settings.sampler, target: settings.target },
    objectives: settings.objectives.map((one) => ({ name: one, maximize: isMaximized(one) })),
    axes: variedHyperparameters(record).map((one) => {
      const { name: axis, ticks } = parallelAxis(one);
      return { name: axis, ticks: [...ticks] };
    }),
    trials: trials.map((trial) => trialOf(trial, record, front.has(trial.number))),
    best: bestTrial(settings, trials)?.number ?? null,
    importances: studyImportances(record, trials),
    narrowing:
      proposal === undefined || proposal.reasons.length === 0
        ? null
        : { reasons: proposal.reasons, text: narrowingText({ ...settings.narrowing, ...proposal.narrowing }) },
    charts: Object.fromEntries(
      studyCharts(record, trials).map(({ name: chart }) => [
        chart,
        `/api/studies/${encodeURIComponent(name)}/chart/${chart}`,
      ]),
    ),
  };
}

/** GET /studies, /studies/:name and its charts; POST /studies, /studies/:name/resume */
export function studyRoutes(studio: Studio, jobs: Jobs): Hono {
  const charts = lruCache<string>(MAX_CHARTS);
  const studyOf = async (name: string): Promise<Study> => {
    const project = await studio.project();
    if (!(await listStudies(project)).includes(name))
      throw notFound(`study ${name} not found`, 'It may have been removed.');
    return readStudy(project, name);
  };
  return new Hono()
    .get('/studies', async (context) => {
      const project = await studio.project();
      // A study that is just starting has no record yet.
      const studies = await Promise.allSettled((await listStudies(project)).map((name) => readStudy(project, name)));
      const rows = studies.flatMap((study) => (study.status === 'fulfilled' ? [rowOf(study.value)] : []));
      return context.json(rows.sort((a, b) => (a.createdAt < b.createdAt ? 1 : -1)));
    })
    .get('/studies/:name', async (context) => context.json(viewOf(await studyOf(context.req.param('name')))))
    .get('/studies/:name/chart/:chart', async (context) => {
      const { name, chart } = context.req.param();
      const { theme } = queryOf(context, themeQuery);
      const { record, trials } = await studyOf(name);
      const drawing = studyCharts(record, trials).find((candidate) => candidate.name === chart);
      if (drawing === undefined) throw notFound(`chart ${chart} of study ${name} not found`);
      const state = trials.map(({ state: trialState, endedAt }) => `${trialState}${endedAt ?? ''}`).join();
      const svg = await charts([name, record.createdAt, chart, theme, state].join('\n'), () =>
        renderSvg(drawing.draw(theme)),
      );
      return context.body(svg, 200, { 'content-type': 'image/svg+xml' });
    })
    .post('/studies', async (context) => {
      const request = await bodyOf(context, requestSchema);
      const given = Object.fromEntries(Object.entries(request).filter(([, value]) => value !== undefined));
      const { name } = request;
      return context.json(await jobs.startStudy(name, tuneArguments({ ...given, name })), 201);
    })
    .post('/studies/:name/resume', async (context) => {
      const { trials } = await bodyOf(context, resumeSchema);
      const { record } = await studyOf(context.req.param('name'));
      return context.json(await jobs.startStudy(record.name, goOnArguments(record, trials)), 201);
    });
}
