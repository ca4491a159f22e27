// The finished trials of a study as lines in parallel coordinates, and brushes as text for the address.
import type { StudyTrial, StudyView } from '../api.ts';
import { formatCompact } from '../format.ts';
import type { Axis, Brushes, Line } from '../parts/parallelAxes.tsx';

/** Objectives with a logarithmic axis. */
const LOGARITHMIC: readonly string[] = ['parameters', 'multiplyAdds', 'modelBytes'];

/** The first objective of a trial; NaN without a result. */
export const objectiveOf = (trial: StudyTrial): number => trial.objectives?.[0] ?? Number.NaN;

/** Parses brushes such as `0:0.2-0.5,3:0-1`: axis, low and high. */
export function parseBrushes(text: string | null): Brushes {
  const brushes = new Map<number, readonly [number, number]>();
  for (const part of (text ?? '').split(',')) {
    const [, axis, low, high] = /^(\d+):([\d.]+)-([\d.]+)$/.exec(part) ?? [];
    if (axis !== undefined) brushes.set(Number(axis), [Number(low), Number(high)]);
  }
  return brushes;
}

export function formatBrushes(brushes: Brushes): string {
  return [...brushes].map(([axis, [low, high]]) => `${axis}:${low.toFixed(3)}-${high.toFixed(3)}`).join(',');
}

/** An axis of a number of each trial; trials without one get no position. */
function numberAxis(name: string, values: readonly (number | null)[]): { axis: Axis; places: (number | null)[] } {
  const isLogarithmic = LOGARITHMIC.includes(name);
  const scale = (value: number): number => (isLogarithmic ? Math.log(value) : value);
  const finite = values.filter((value): value is number => value !== null && Number.isFinite(value));
  const [low, high] = finite.length === 0 ? [0, 1] : [Math.min(...finite), Math.max(...finite)];
  const placeOf = (value: number | null): number | null => {
    if (value === null || !Number.isFinite(value)) return null;
    return high === low ? 0.5 : (scale(value) - scale(low)) / (scale(high) - scale(low));
  };
  const format = (value: number): string =>
    isLogarithmic ? formatCompact(value) : String(Number(value.toPrecision(3)));
  const ends = finite.length === 0 ? [] : [...new Set([low, high])];
  const ticks = ends.map((value) => ({ position: placeOf(value) ?? 0, text: format(value) }));
  return { axis: { name, ticks }, places: values.map(placeOf) };
}

/** Axes of the hyperparameters, the number of parameters and the objectives, with one line per finished trial. */
export function studyLines({ trials, objectives, axes }: StudyView): {
  finished: StudyTrial[];
  axes: Axis[];
  lines: Line[];
} {
  const finished = trials.filter((trial) => trial.objectives !== null);
  const sizes = finished.map(({ parameters }) => parameters);
  const numbers = [
    ...(objectives.some(({ name }) => name === 'parameters') ? [] : [numberAxis('parameters', sizes)]),
    ...objectives.map(({ name }, index) => {
      const values = finished.map((trial) => trial.objectives?.[index] ?? null);
      return numberAxis(name, values);
    }),
  ];
  const qualities = numbers.at(-objectives.length)?.places ?? [];
  const isMaximized = objectives[0]?.maximize === true;
  const lines = finished.map((trial, index) => ({
    number: trial.number,
    places: [...trial.places, ...numbers.map(({ places }) => places[index] ?? null)],
    quality: isMaximized ? (qualities[index] ?? 0) : 1 - (qualities[index] ?? 1),
    isOnFront: trial.isOnFront,
  }));
  return { finished, axes: [...axes, ...numbers.map(({ axis }) => axis)], lines };
}
