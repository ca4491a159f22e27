// Finds what else looks like a class: over a split, the background regions that raise its logit most, by street.
import { join } from 'node:path';
import { decodeImage } from '../../dataset/index.ts';
import { writeFileAtomic, writeJson } from '../../files/index.ts';
import { loadRunModel } from '../../training/index.ts';
import { fileStem, formatShort, mapSheet, type Raster, type SheetTile } from '../drawing/index.ts';
import type { Window } from '../maps/index.ts';
import { runJobs, type ThreadOptions } from '../runJobs.ts';
import { readSplitSubjects, type SelectOptions } from '../selectSubjects.ts';
import type { SampleConfusers } from './findSampleConfusers.ts';

/** Options of `findConfusers`. */
export interface ConfusersOptions extends Pick<SelectOptions, 'project' | 'run' | 'split'>, ThreadOptions {
  /** Output folder for a sheet per class and `confusers.json`; without it no files are written. */
  out?: string;
  /** Number of regions to keep per class and street. Default 4. */
  perStreet?: number;
}

/** A region of a sample that raises the logit of a class it does not show. */
export interface FoundConfuser {
  name: string;
  file: string;
  truth: string;
  predicted: string;
  street: string | null;
  /** How much the region raises the logit. */
  rise: number;
  /** Region in pixels of the crop. */
  window: Window;
}

/** Confusers of a class, by street. */
export interface ClassConfusers {
  label: string;
  /** Streets in descending order of their mean rise; `street` is null for samples without one. */
  streets: { street: string | null; samples: number; meanRise: number; strongest: FoundConfuser[] }[];
}

/** Confusers of all classes of a run. */
export interface Confusers {
  format: 1;
  run: string;
  split: 'val' | 'test';
  /** Number of samples with a silhouette. For the others, only classes other than the true one were examined. */
  withSilhouette: number;
  samples: number;
  classes: ClassConfusers[];
}

/** Groups the confusers of samples by class and street. */
function groupConfusers(
  samples: readonly SampleConfusers[],
  classes: readonly string[],
  perStreet: number,
): ClassConfusers[] {
  const streets = [...new Set(samples.map(({ street }) => street))];
  return classes.map((label, classIndex) => ({
    label,
    streets: streets
      .map((street) => {
        const inStreet = samples.filter((sample) => sample.street === street);
        const regions = inStreet.flatMap(({ confusers, name, file, truth, predicted }): FoundConfuser[] => {
          const strongest = confusers.find((confuser) => confuser.classIndex === classIndex);
          return strongest === undefined
            ? []
            : [{ name, file, truth, predicted, street, rise: strongest.rise, window: strongest.window }];
        });
        const total = regions.reduce((sum, { rise }) => sum + rise, 0);
        const strongest = [...regions]
          .sort((a, b) => b.rise - a.rise || (a.name < b.name ? -1 : 1))
          .slice(0, perStreet);
        return {
          street,
          samples: inStreet.length,
          meanRise: inStreet.length === 0 ? 0 : total / inStreet.length,
          strongest,
        };
      })
      .sort((a, b) => b.meanRise - a.meanRise || ((a.street ?? '') < (b.street ?? '') ? -1 : 1)),
  }));
}

/**
 * Finds the confusers of every class; see `findSampleConfusers.ts` for the definition.
 *
 * @example
 * const { classes } = await findConfusers({ project, run, out: 'confusers' });
 * classes[2]?.streets[0]; // { street: 'dg', meanRise: 0.61, strongest: [...] }
 */
export async function findConfusers(options: ConfusersOptions): Promise<Confusers> {
  const { project, run, split = 'val', perStreet = 4, out } = options;
  const model = await loadRunModel(run);
  const { config } = run.record;
  const subjects = await readSplitSubjects(project, run, split);
  const results = await runJobs(
    subjects.map((subject) => ({ kind: 'confusers' as const, subject })),
    { model, run: config, explainer: {} },
    options,
  );
  const confusers = results.map(({ confusers }) => confusers);
  const result: Confusers = {
    format: 1,
    run: run.name,
    split,
    samples: confusers.length,
    withSilhouette: confusers.filter(({ hasSilhouette }) => hasSilhouette).length,
    classes: groupConfusers(confusers, config.classes, perStreet),
  };
  if (out === undefined) return result;
  for (const classConfusers of result.classes) {
    const name = config.classNames[classConfusers.label] ?? classConfusers.label;
    const bytes = await drawConfuserSheet(classConfusers, { name, classNames: config.classNames, perStreet });
    if (bytes !== undefined)
      await writeFileAtomic(join(out, `looks-like-${fileStem(classConfusers.label)}.png`), bytes);
  }
  await writeJson(join(out, 'confusers.json'), result);
  return result;
}

/** Darkens the crop outside the window and frames the window. */
function spotlight({ data, width, height }: Raster, { top, left, bottom, right }: Window): Raster {
  const copy = data.slice();
  const frame = Math.max(1, Math.round(Math.max(width, height) / 120));
  for (let y = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1) {
      const isInside = y >= top && y < bottom && x >= left && x < right;
      const isFrame = isInside && (y < top + frame || y >= bottom - frame || x < left + frame || x >= right - frame);
      const offset = (y * width + x) * 3;
      for (let c = 0; c < 3; c += 1)
        copy[offset + c] = isFrame
          ? ([255, 214, 0][c] ?? 0)
          : isInside
            ? (data[offset + c] ?? 0)
            : (data[offset + c] ?? 0) * 0.45;
    }
  }
  return { data: copy, width, height };
}

async function drawConfuserSheet(
  { streets }: ClassConfusers,
  { name, classNames, perStreet }: { name: string; classNames: Record<string, string>; perStreet: number },
): Promise<Uint8Array | undefined> {
  const tiles: SheetTile[] = [];
  for (const { street, strongest } of streets) {
    for (const { file, window, rise, truth, name: id } of strongest) {
      tiles.push({
        raster: spotlight(await decodeImage(file), window),
        lines: [`${street ?? 'no street'}: +${formatShort(rise)}`, `true: ${classNames[truth] ?? truth}`, id],
      });
    }
  }
  if (tiles.length === 0) return undefined;
  const order = streets.map(({ street, meanRise }) => `${street ?? 'no street'} +${formatShort(meanRise)}`).join(', ');
  return mapSheet(tiles, {
    title: `Background that looks like ${name}`,
    subtitle: `Regions outside the object that raise the logit most. Mean rise per street: ${order}`,
    tile: { width: 130, height: 200 },
    columns: perStreet * 2,
  });
}
