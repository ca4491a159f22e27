// Explains images with a run's model, as data and as image files.
import { join } from 'node:path';
import type { Sequential } from '@toonvision/nn';
import { decodeImage } from '../dataset/index.ts';
import { unknownName } from '../errors/index.ts';
import { writeFileAtomic } from '../files/index.ts';
import { percent } from '../format/index.ts';
import { loadRunModel, type Run } from '../training/index.ts';
import {
  type ColorScale,
  describeMaps,
  fileStem,
  fitInto,
  mapSheet,
  paintSample,
  type ScaleKind,
  type SheetTile,
} from './drawing/index.ts';
import type { ClassChoice, ExplainedSample, Subject } from './explainedSample.ts';
import { type ExplainerOptions, openExplainer } from './maps/index.ts';
import { runJobs, type ThreadOptions } from './runJobs.ts';
import { type SelectOptions, selectSubjects } from './selectSubjects.ts';

/** Options of `explainSamples`. */
export interface ExplainSamplesOptions extends SelectOptions, ExplainerOptions, ThreadOptions {
  /** Classes to explain. Default `all`. */
  classes?: ClassChoice;
  /** Output folder for images; without it no files are written. */
  out?: string;
  /** Color scale of heatmaps. Default `viridis`. */
  colors?: ColorScale;
  /** Whether the maps of an image share a scale. Default `shared`. */
  scale?: ScaleKind;
}

/** Result of `explainSamples`. */
export interface Explanations {
  run: string;
  samples: ExplainedSample[];
  /** Paths of the written files, contact sheets last. */
  files: string[];
}

/** Maximum number of images on a contact sheet. */
const MAX_PER_SHEET = 48;
const THUMBNAIL = { width: 150, height: 220 };

/**
 * Parses a class choice: `all`, `predicted`, `true`, or a class by its label or display name.
 *
 * @throws UserError (exit code 2) for an unknown class, with the nearest one
 */
export function parseClassChoice(word: string, { record }: Run): ClassChoice {
  if (word === 'all' || word === 'predicted' || word === 'true') return word;
  const { classes, classNames } = record.config;
  const name = classes.find((label) => label === word || classNames[label]?.toLowerCase() === word.toLowerCase());
  if (name !== undefined) return { name };
  throw unknownName('class', word, new Set([...classes, ...Object.values(classNames), 'all', 'predicted', 'true']));
}

/**
 * Computes maps for image files, samples by id, and the errors and least confident predictions of a split, on all
 * cores. With `out`, writes a folder per image (`figure.png`, and each map at the image's size) and contact sheets.
 *
 * @throws UserError for an unknown name, layer or class, a broken image, or a model without a spatial layer;
 *   InterruptedError when `signal` aborts, after which all written files are complete
 *
 * @example
 * const { samples } = await explainSamples({ project, run, wrong: 10 });
 * samples[0]?.maps[0]; // { classIndex: 0, height: 37, width: 12, values: Float32Array, peak: 3.2, ... }
 */
export async function explainSamples(options: ExplainSamplesOptions): Promise<Explanations> {
  const { run, out, classes = 'all', colors = 'viridis', scale = 'shared', signal } = options;
  const model = await openModel(run, options);
  const subjects = await selectSubjects(options);
  const folders = assignFolders(subjects);
  const jobs = subjects.map((subject) => ({
    kind: 'explain' as const,
    ...{ subject, classes, colors, scale },
    ...(out === undefined ? {} : { folder: join(out, folders.get(subject.name) ?? '') }),
  }));
  const { layer, method, of, patches, steps, copies, noise, seed } = options;
  const explainer = { layer, method, of, patches, steps, copies, noise, seed };
  const results = await runJobs(jobs, { model, run: run.record.config, explainer }, options);
  const samples = results.map(({ sample }) => sample);
  const files = results.flatMap((result) => result.files);
  if (out !== undefined && samples.length > 1 && signal?.aborted !== true) {
    files.push(...(await writeSheets(samples, out, { colors, scale })));
  }
  return { run: run.name, samples, files };
}

// Opens an explainer as well, so that an invalid method or layer is reported before any work starts.
async function openModel(run: Run, options: ExplainerOptions): Promise<Sequential> {
  const model = await loadRunModel(run);
  await openExplainer(model, options);
  return model;
}

/** Assigns a unique folder to each image; equal names get a number. */
function assignFolders(subjects: readonly Subject[]): Map<string, string> {
  const taken = new Set<string>();
  return new Map(
    subjects.map(({ name }) => {
      const stem = fileStem(name);
      let folder = stem;
      for (let number = 2; taken.has(folder); number += 1) folder = `${stem}-${number}`;
      taken.add(folder);
      return [name, folder];
    }),
  );
}

async function writeSheets(
  samples: readonly ExplainedSample[],
  out: string,
  options: { colors: ColorScale; scale: ScaleKind },
): Promise<string[]> {
  const sheets = Math.ceil(samples.length / MAX_PER_SHEET);
  const files: string[] = [];
  for (let sheet = 0; sheet < sheets; sheet += 1) {
    const tiles: SheetTile[] = [];
    for (const sample of samples.slice(sheet * MAX_PER_SHEET, (sheet + 1) * MAX_PER_SHEET)) {
      const { maps, classes, predicted, classNames, truth } = sample;
      const map = maps.find(({ classIndex }) => classes[classIndex] === predicted) ?? maps[0];
      const image = await fitInto(await decodeImage(sample.file), THUMBNAIL, 4);
      const [painted] =
        map === undefined ? [] : paintSample({ ...sample, maps: [map] }, image, { ...options, scale: 'each' });
      const label = map === undefined ? '' : (classes[map.classIndex] ?? '');
      const displayName = (name: string) => classNames[name] ?? name;
      const share = percent(sample.probabilities[map?.classIndex ?? 0] ?? 0, 0);
      tiles.push({
        raster: painted?.over ?? image,
        lines: [
          `${displayName(label)} ${share}${map?.isZero === true ? ', zero map' : ''}`,
          truth === undefined || truth === label ? sample.name : `true: ${displayName(truth)}`,
          ...(truth === undefined || truth === label ? [] : [sample.name]),
        ],
      });
    }
    const number = sheets === 1 ? '' : `, ${sheet + 1} of ${sheets}`;
    const [first] = samples;
    const bytes = await mapSheet(tiles, {
      title: `${samples.length} explained images${number}`,
      subtitle:
        first === undefined ? '' : `${describeMaps(first)}, for the class printed below; each map scaled to its peak`,
      tile: THUMBNAIL,
    });
    const path = join(out, sheets === 1 ? 'sheet.png' : `sheet-${sheet + 1}.png`);
    await writeFileAtomic(path, bytes);
    files.push(path);
  }
  return files;
}
