// The charts of a study, written beside its database.
import { join } from 'node:path';
import {
  type ChartSpec,
  type ChartTheme,
  renderPng,
  renderSvg,
  studyFront,
  studyHistory,
  studyImportance,
  studyTimeline,
} from '../../charts/index.ts';
import type { Project } from '../../config/index.ts';
import { writeWhole } from '../../files/index.ts';
import { gridOf, toUnit } from '../space/index.ts';
import { finishedTrials, isMaximized, paretoFront, readStudy, studyFolder } from '../study/index.ts';
import { type Importance, importance } from './importance.ts';

/** What each hyperparameter explains of the first objective of a study's trials; empty with fewer than eight. */
export async function studyImportances(project: Project, name: string): Promise<Importance[]> {
  const { record, trials } = await readStudy(project, name);
  const known = finishedTrials(trials).filter(({ result }) => Number.isFinite(result.objectives[0]));
  if (known.length < 8) return [];
  const varied = record.hyperparameters.filter((one) => (gridOf(one)?.length ?? 2) > 1);
  const rows = known.map(({ suggestion }) =>
    varied.map((one) => {
      const value = suggestion.values[one.name];
      return value === undefined ? -1 : toUnit(one, value);
    }),
  );
  return importance(
    varied.map((one) => one.name),
    rows,
    known.map(({ result }) => result.objectives[0] ?? 0),
  );
}

/**
 * Writes `studies/<name>/figures/*.svg` and `.png`, light and dark: history, front, importance, workers.
 *
 * @returns the light SVG files
 */
export async function writeStudyCharts(project: Project, name: string): Promise<string[]> {
  const { record, trials } = await readStudy(project, name);
  const finished = finishedTrials(trials);
  const { objectives, sampler, space } = record.settings;
  const metric = objectives[0] ?? 'valLoss';
  const front = new Set(paretoFront(record.settings, trials).map(({ number }) => number));
  const subtitle = `${name}: ${finished.length} trials, ${sampler} search of ${space.replace(/^.*[/]/, '')}`;
  const began = Math.min(...trials.map(({ startedAt }) => Date.parse(startedAt)));
  const minutes = (date: string) => (Date.parse(date) - began) / 60_000;
  const gains = await studyImportances(project, name);
  const charts: Record<string, (theme: ChartTheme) => ChartSpec> = {
    history: (theme) =>
      studyHistory(
        finished.map(({ number, result }) => ({ trial: number, value: result.objectives[0] ?? Number.NaN })),
        { title: 'Trials', subtitle, metric, maximize: isMaximized(metric), theme },
      ),
    ...Object.fromEntries(
      (['parameters', 'multiplyAdds'] as const).map((size) => [
        `front-${size}`,
        (theme: ChartTheme) =>
          studyFront(
            finished.map(({ number, result }) => ({
              trial: String(number),
              size: result[size],
              value: result.objectives[0] ?? Number.NaN,
              isOnFront: front.has(number),
            })),
            { title: 'Pareto front', subtitle, size, metric, theme },
          ),
      ]),
    ),
    ...(gains.length === 0
      ? {}
      : {
          importance: (theme: ChartTheme) =>
            studyImportance(gains, { title: 'What matters', subtitle: `${subtitle}; few trials tell little`, theme }),
        }),
    workers: (theme) =>
      studyTimeline(
        trials.flatMap(({ number, worker, startedAt, endedAt, state }) =>
          endedAt === undefined
            ? []
            : [{ trial: number, worker, start: minutes(startedAt), end: minutes(endedAt), failed: state === 'failed' }],
        ),
        { title: 'Workers', subtitle, theme },
      ),
  };
  const written: string[] = [];
  for (const [chart, draw] of Object.entries(charts)) {
    for (const theme of ['light', 'dark'] as const) {
      const path = join(studyFolder(project, name), 'figures', `${chart}${theme === 'dark' ? '-dark' : ''}`);
      const svg = await renderSvg(draw(theme));
      await writeWhole(`${path}.svg`, svg);
      await writeWhole(`${path}.png`, await renderPng(svg));
      if (theme === 'light') written.push(`${path}.svg`);
    }
  }
  return written;
}
