// Draws the demo town: screenshots, annotations, truth and configuration.
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { InterruptedError, UserError } from '../errors/index.ts';
import { writeFileAtomic } from '../files/index.ts';
import { configText } from './configText.ts';
import { drawShots } from './drawPool.ts';
import { layoutTown, type Shot } from './layout.ts';
import { claimFolder, finishFolder, isDrawn } from './townFolder.ts';

/** Options of `drawTown`. */
export interface DrawTownOptions {
  /** Same seed, same bytes: a whole number >= 0; default 7. */
  seed?: number;
  /**
   * Factor for the counts, above 0 and at most 100. Default 1. The total of each entity is rounded half up, to at least
   * 1, and distributed over its streets by largest remainder.
   */
  scale?: number;
  /** Number of worker threads, 1 to 64; does not change the result. Default: number of cores, at most 8. */
  threads?: number;
  /** Called with 0 at the start (more when an interrupted town is continued), then after each screenshot. */
  onProgress?: (done: number, total: number) => void;
  /** Stops after the screenshots that are being drawn. */
  signal?: AbortSignal;
}

/** A drawn town. */
export interface TownSummary {
  screenshots: number;
  cogs: number;
  toons: number;
  /** Screenshots in each street, in the order br, dd, ddl, dg, mml, ttc. */
  streets: Record<string, number>;
  /** Wall-clock time of this call. */
  seconds: number;
}

function checkOptions({ seed = 7, scale = 1, threads = Math.min(8, availableParallelism()) }: DrawTownOptions): {
  seed: number;
  scale: number;
  threads: number;
} {
  const wrong = (name: string, value: number, range: string): UserError =>
    new UserError(`${name} is ${value}`, { remedy: `Give ${range}.`, exitCode: 2 });
  if (!Number.isSafeInteger(seed) || seed < 0) throw wrong('seed', seed, 'a whole number of at least 0');
  if (!(scale > 0 && scale <= 100)) throw wrong('scale', scale, 'a number above 0 and at most 100');
  if (!Number.isInteger(threads) || threads < 1 || threads > 64)
    throw wrong('threads', threads, 'a whole number from 1 to 64');
  return { seed, scale, threads };
}

function summaryOf(shots: readonly Shot[]): Omit<TownSummary, 'seconds'> {
  const streets: Record<string, number> = {};
  let [screenshots, cogs, toons] = [0, 0, 0];
  for (const { street, names, labels } of shots) {
    const cogLabels = labels.filter((label) => label.startsWith('cog_')).length;
    streets[street] = (streets[street] ?? 0) + names.length;
    screenshots += names.length;
    cogs += names.length * cogLabels;
    toons += names.length * (labels.length - cogLabels);
  }
  return { screenshots, cogs, toons, streets };
}

/**
 * Draws a town of annotated screenshots into `directory`:
 * `screenshots/<street>/NAME.png` (800x600, RGB), `NAME.xml` (Pascal VOC as labelImg writes it), `NAME.truth.json`
 * (visible silhouettes) and `toonvision.config.ts`. Frames of a burst are named `ttc_0012_a`, `ttc_0012_b`, ... The
 * folder must be new or empty, or contain an interrupted town of the same seed and scale, which is continued.
 *
 * @throws UserError when the folder holds something else, cannot be written, or an option is out of range
 * @throws InterruptedError when `signal` stopped it; the screenshots drawn so far are whole
 *
 * @example
 * const town = await drawTown('demo-town', { onProgress: (done, total) => console.log(`${done}/${total}`) });
 * town.cogs; // 862
 */
export async function drawTown(directory: string, options: DrawTownOptions = {}): Promise<TownSummary> {
  const started = performance.now();
  const { seed, scale, threads } = checkOptions(options);
  const { onProgress, signal } = options;
  const interrupted = (): InterruptedError =>
    new InterruptedError(
      'drawing the town was interrupted',
      `Run the command again to continue it, or delete ${directory}.`,
    );
  if (signal?.aborted === true) throw interrupted();

  const shots = layoutTown(seed, scale);
  const summary = summaryOf(shots);
  await claimFolder(directory, seed, scale);
  const missing: Shot[] = [];
  for (const shot of shots) if (!(await isDrawn(directory, shot))) missing.push(shot);

  let done = summary.screenshots - missing.reduce((sum, { names }) => sum + names.length, 0);
  onProgress?.(done, summary.screenshots);
  const onShot = ({ names }: Shot): void => {
    for (const _ of names) {
      done += 1;
      onProgress?.(done, summary.screenshots);
    }
  };
  await drawShots(missing, { seed, directory, threads, signal, onShot });
  if (done < summary.screenshots) throw interrupted();
  await writeFileAtomic(join(directory, 'toonvision.config.ts'), configText);
  await finishFolder(directory);
  return { ...summary, seconds: (performance.now() - started) / 1000 };
}
