// What else looks like a class: over a split, the places beside the object that raise its logit most, by street.
import { join } from 'node:path';
import { decodeImage } from '../../dataset/index.ts';
import { writeFileAtomic, writeJson } from '../../files/index.ts';
import { loadRunModel } from '../../training/index.ts';
import { fileStem, mapSheet, type Raster, type SheetTile, shortNumber } from '../drawing/index.ts';
import type { Window } from '../maps/index.ts';
import { runJobs, type ThreadOptions } from '../runJobs.ts';
import { readSplitSubjects, type SelectOptions } from '../selectSubjects.ts';
import type { SampleConfusers } from './findSampleConfusers.ts';

/** Options of `findConfusers`. */
export interface ConfusersOptions extends Pick<SelectOptions, 'project' | 'run' | 'split'>, ThreadOptions {
  /** Folder for a sheet a class and `confusers.json`; without one nothing is written. */
  out?: string;
  /** Places kept for each class and street. Default 4. */
  perStreet?: number;
}

/** A place of a sample that speaks for a class it is not. */
export interface FoundConfuser {
  name: string;
  file: string;
  truth: string;
  predicted: string;
  street: string | null;
  rise: number;
  window: Window;
}

/** What makes a class likelier, street by street. */
export interface ClassConfusers {
  label: string;
  /** The streets whose places raise the logit most, on average over their samples, first; `null` where there are none. */
  streets: { street: string | null; samples: number; meanRise: number; strongest: FoundConfuser[] }[];
}

/** What of the surroundings makes which class likelier. */
export interface Confusers {
  format: 1;
  run: string;
  split: 'val' | 'test';
  /** Samples whose silhouette was known; in the others only classes they are not of were looked at. */
  withSilhouette: number;
  samples: number;
  classes: ClassConfusers[];
}

/** Groups what was found in samples by class and street. */
function groupConfusers(
  found: readonly SampleConfusers[],
  classes: readonly string[],
  perStreet: number,
): ClassConfusers[] {
  const streets = [...new Set(found.map(({ street }) => street))];
  return classes.map((label, classIndex) => ({
    label,
    streets: streets
      .map((street) => {
        const own = found.filter((sample) => sample.street === street);
        const places = own.flatMap(({ confusers, name, file, truth, predicted }): FoundConfuser[] => {
          const one = confusers.find((confuser) => confuser.classIndex === classIndex);
          return one === undefined
            ? []
            : [{ name, file, truth, predicted, street, rise: one.rise, window: one.window }];
        });
        const total = places.reduce((sum, { rise }) => sum + rise, 0);
        const strongest = [...places].sort((a, b) => b.rise - a.rise || (a.name < b.name ? -1 : 1)).slice(0, perStreet);
        return { street, samples: own.length, meanRise: own.length === 0 ? 0 : total / own.length, strongest };
      })
      .sort((a, b) => b.meanRise - a.meanRise || ((a.street ?? '') < (b.street ?? '') ? -1 : 1)),
  }));
}

/**
 * The confusers of every class; how they are defined stands in `findSampleConfusers.ts`.
 *
 * @example
 * const { classes } = await findConfusers({ project, run, out: 'confusers' });
 * classes[2]?.streets[0]; // { street: 'dg', meanRise: 0.61, strongest: [...] }: what looks like a Cashbot in Daisy Gardens
 */
export async function findConfusers(options: ConfusersOptions): Promise<Confusers> {
  const { project, run, split = 'val', perStreet = 4, out } = options;
  const model = await loadRunModel(run);
  const { config } = run.record;
  const subjects = await readSplitSubjects(project, run, split);
  const answers = await runJobs(
    subjects.map((subject) => ({ kind: 'confusers' as const, subject })),
    { model, run: config, explainer: {} },
    options,
  );
  const found = answers.map(({ confusers }) => confusers);
  const result: Confusers = {
    format: 1,
    run: run.name,
    split,
    samples: found.length,
    withSilhouette: found.filter(({ hasSilhouette }) => hasSilhouette).length,
    classes: groupConfusers(found, config.classes, perStreet),
  };
  if (out === undefined) return result;
  for (const one of result.classes) {
    const name = config.classNames[one.label] ?? one.label;
    const bytes = await confuserSheet(one, { name, classNames: config.classNames, perStreet });
    if (bytes !== undefined) await writeFileAtomic(join(out, `looks-like-${fileStem(one.label)}.png`), bytes);
  }
  await writeJson(join(out, 'confusers.json'), result);
  return result;
}

/** The crop with everything but the window darkened, and a frame around it. */
function spotlight({ data, width, height }: Raster, { top, left, bottom, right }: Window): Raster {
  const lit = data.slice();
  const frame = Math.max(1, Math.round(Math.max(width, height) / 120));
  for (let y = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1) {
      const isInside = y >= top && y < bottom && x >= left && x < right;
      const isFrame = isInside && (y < top + frame || y >= bottom - frame || x < left + frame || x >= right - frame);
      const at = (y * width + x) * 3;
      for (let c = 0; c < 3; c += 1)
        lit[at + c] = isFrame ? ([255, 214, 0][c] ?? 0) : isInside ? (data[at + c] ?? 0) : (data[at + c] ?? 0) * 0.45;
    }
  }
  return { data: lit, width, height };
}

async function confuserSheet(
  { streets }: ClassConfusers,
  { name, classNames, perStreet }: { name: string; classNames: Record<string, string>; perStreet: number },
): Promise<Uint8Array | undefined> {
  const tiles: SheetTile[] = [];
  for (const { street, strongest } of streets) {
    for (const { file, window, rise, truth, name: id } of strongest) {
      tiles.push({
        raster: spotlight(await decodeImage(file), window),
        lines: [`${street ?? 'no street'}: +${shortNumber(rise)}`, `a ${classNames[truth] ?? truth}`, id],
      });
    }
  }
  if (tiles.length === 0) return undefined;
  const order = streets.map(({ street, meanRise }) => `${street ?? 'no street'} +${shortNumber(meanRise)}`).join(', ');
  return mapSheet(tiles, {
    title: `What else looks like ${/^[aeiou]/i.test(name) ? 'an' : 'a'} ${name}`,
    subtitle: `Beside the object: what raises its logit most. Mean over the samples of a street: ${order}`,
    tile: { width: 130, height: 200 },
    columns: perStreet * 2,
  });
}
