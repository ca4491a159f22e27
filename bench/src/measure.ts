// Runs the cells of the bench: for each model, task and thread count all contenders, their rounds interleaved.
import { setTimeout as pause } from 'node:timers/promises';
import { Child, Unavailable } from './child.ts';
import { type Contender, childCommand, NO_TORCH } from './contenders.ts';
import type { Settings } from './flags.ts';
import { median } from './median.ts';
import type { Case } from './protocol.ts';

export interface Measurement {
  contender: string;
  model: Case['model'];
  task: Case['task'];
  /** Threads of the cell; `singleThread` contenders used one. */
  threads: number;
  threadsUsed: number;
  batch: number;
  /** Images per second of each round, in the order they ran. */
  rounds: number[];
  /** The median of the rounds, or null with the reason in `note`. */
  imagesPerSecond: number | null;
  note?: string;
  versions?: string;
}

/** Milliseconds before a round: the threads of the one before spin for a while before they sleep. */
const PAUSE = 50;

type Cell = Pick<Case, 'model' | 'task' | 'threads'>;

/** The cells in the order they are measured. */
export function cellsOf({ models, tasks, threads }: Settings): Cell[] {
  return tasks.flatMap((task) => models.flatMap((model) => threads.map((count) => ({ model, task, threads: count }))));
}

/** What to say when the rounds of many measurements disagree, which other work on the machine does; else undefined. */
export function spreadWarning(measurements: readonly Measurement[]): string | undefined {
  const several = measurements.filter(({ rounds }) => rounds.length > 1);
  const uneven = several.filter(({ rounds }) => Math.max(...rounds) > 1.3 * Math.min(...rounds));
  if (uneven.length <= several.length / 10) return undefined;
  return `warning: rounds differ by over 30% in ${uneven.length} of ${several.length} measurements: other work was running`;
}

/**
 * Measures one cell. Every contender has its own child; each is warmed up, then round by round each one works while
 * the others wait, every second round in reverse order, so that a slow drift of the machine falls on all alike.
 */
export async function measureCell(
  cell: Cell,
  contenders: readonly Contender[],
  settings: Settings,
  earlier: readonly Measurement[],
): Promise<Measurement[]> {
  const results = new Map<Contender, Measurement>();
  const running: { contender: Contender; child: Child; measurement: Measurement }[] = [];
  const drop = (measurement: Measurement, error: unknown): void => {
    if (!(error instanceof Unavailable)) throw error;
    measurement.note = error.message;
    measurement.rounds = [];
  };
  try {
    for (const contender of contenders) {
      const known = contender.singleThread ? earlier.find((one) => sameButThreads(one, contender, cell)) : undefined;
      if (known !== undefined) {
        results.set(contender, { ...known, threads: cell.threads });
        continue;
      }
      const measurement = emptyMeasurement(contender, cell, settings);
      results.set(contender, measurement);
      try {
        const child = await startChild(contender, cell, settings, measurement.batch);
        measurement.versions = child.versions;
        running.push({ contender, child, measurement });
      } catch (error) {
        drop(measurement, error);
      }
    }
    for (let round = 0; round < settings.rounds; round += 1) {
      for (const { child, measurement } of round % 2 === 0 ? running : running.toReversed()) {
        if (measurement.note !== undefined) continue;
        try {
          await pause(PAUSE);
          const { images, seconds } = await child.round(settings.seconds);
          measurement.rounds.push(images / seconds);
        } catch (error) {
          drop(measurement, error);
          await child.end();
        }
      }
    }
  } finally {
    for (const { child } of running) await child.end();
  }
  for (const measurement of results.values())
    if (measurement.rounds.length > 0) measurement.imagesPerSecond = median(measurement.rounds);
  return [...results.values()];
}

const sameButThreads = (one: Measurement, contender: Contender, cell: Cell): boolean =>
  one.contender === contender.id && one.model === cell.model && one.task === cell.task;

function emptyMeasurement(contender: Contender, cell: Cell, settings: Settings): Measurement {
  return {
    contender: contender.id,
    ...cell,
    threadsUsed: contender.singleThread ? 1 : cell.threads,
    batch: Math.min(settings.batch, contender.batch?.[cell.task] ?? settings.batch),
    rounds: [],
    imagesPerSecond: null,
  };
}

async function startChild(contender: Contender, cell: Cell, settings: Settings, batch: number): Promise<Child> {
  const lack = contender.lacks?.[cell.task];
  if (lack !== undefined) throw new Unavailable(lack);
  if (contender.group === 'torch' && settings.python === undefined) throw new Unavailable(NO_TORCH);
  const work: Case = { ...cell, batch, variant: contender.variant };
  return Child.start(childCommand(contender, work, settings.python));
}
