// Studies: the list, one with its trials and charts, starting and resuming.
import { Hono } from 'hono';
import { z } from 'zod';
import { renderSvg } from '../../charts/index.ts';
import { requestSettings } from '../../config/index.ts';
import { formatNarrowing } from '../../settings/index.ts';
import {
  BUILT_IN_SPACES,
  bestTrial,
  finishedTrials,
  isMaximized,
  listStudies,
  parallelAxis,
  parallelPlace,
  paretoFront,
  proposeNarrowing,
  readStudy,
  STUDY_RUN_SETTINGS,
  STUDY_SETTINGS,
  STUDY_TRAIN_SETTINGS,
  type StudyRecord,
  studyCharts,
  studyImportances,
  type Trial,
  variedHyperparameters,
} from '../../tuning/index.ts';
import { nameSchema, notFound, readBody, readQuery } from '../answer.ts';
import type { StudyRow, StudyTrial, StudyView } from '../api.ts';
import { resumeStudyArguments, tuneArguments } from '../jobArguments.ts';
import type { Jobs } from '../jobs.ts';
import { lruCache } from '../lruCache.ts';
import type { Studio } from '../studio.ts';

interface Study {
  record: StudyRecord;
  trials: Trial[];
}

const requestSchema = z.strictObject({
  ...requestSettings(STUDY_SETTINGS),
  ...requestSettings(STUDY_RUN_SETTINGS),
  ...requestSettings(STUDY_TRAIN_SETTINGS),
  name: nameSchema,
  // The path of a space would let a request run any code.
  space: z.enum(BUILT_IN_SPACES, 'must be one of the built-in spaces').optional(),
  target: nameSchema.optional(),
  fold: nameSchema.optional(),
});
const resumeSchema = z.strictObject(requestSettings({ trials: STUDY_RUN_SETTINGS.trials })).required();
const themeQuery = z.object({ theme: z.enum(['light', 'dark']).default('light') });

/** Charts that stay in memory. */
const MAX_CHARTS = 48;

function rowOf({ record, trials }: Study): StudyRow {
  const { settings } = record;
  const best = bestTrial(settings, trials);
  const countOf = (state: Trial['state']) => trials.filter((trial) => trial.state === state).length;
  return {
    ...{ name: record.name, createdAt: record.createdAt, objectives: [...settings.objectives] },
    ...{ space: settings.space, sampler: settings.sampler, target: settings.target },
    ...{ finished: countOf('finished'), running: countOf('running'), failed: countOf('failed') },
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
  const sum = (pick: (execution: NonNullable<Trial['result']>['executions'][number]) => number): number | null =>
    result === undefined ? null : result.executions.reduce((total, execution) => total + pick(execution), 0);
  const accuracy = sum(({ metrics }) => metrics.valAccuracy ?? Number.NaN);
  return {
    ...{ number, state, values: suggestion.values, startedAt, isOnFront },
    places: variedHyperparameters(record).map((hyperparameter) => parallelPlace(hyperparameter, trial)),
    objectives: result?.objectives ?? null,
    accuracy: accuracy === null || Number.isNaN(accuracy) ? null : accuracy / (result?.executions.length ?? 1),
    parameters: result?.parameters ?? null,
    multiplyAdds: result?.multiplyAdds ?? null,
    epochs: sum(({ epochs }) => epochs),
    bestEpoch: result?.executions[0]?.bestEpoch ?? null,
    seconds: sum(({ seconds }) => seconds),
    cutShort: result?.executions.some(({ cutShort }) => cutShort) === true,
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
    objectives: settings.objectives.map((objective) => ({ name: objective, maximize: isMaximized(objective) })),
    axes: variedHyperparameters(record).map((hyperparameter) => {
      const { name: axis, ticks } = parallelAxis(hyperparameter);
      return { name: axis, ticks: [...ticks] };
    }),
    trials: trials.map((trial) => trialOf(trial, record, front.has(trial.number))),
    best: bestTrial(settings, trials)?.number ?? null,
    importances: studyImportances(record, trials),
    narrowing:
      proposal === undefined || proposal.reasons.length === 0
        ? null
        : { reasons: proposal.reasons, text: formatNarrowing({ ...settings.narrowing, ...proposal.narrowing }) },
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
      const { theme } = readQuery(context, themeQuery);
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
      const request = await readBody(context, requestSchema);
      return context.json(await jobs.startStudy(request.name, tuneArguments(request)), 201);
    })
    .post('/studies/:name/resume', async (context) => {
      const { trials } = await readBody(context, resumeSchema);
      const { record } = await studyOf(context.req.param('name'));
      return context.json(await jobs.startStudy(record.name, resumeStudyArguments(record, trials)), 201);
    });
}
