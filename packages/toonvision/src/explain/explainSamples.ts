// Explains images of a run: as data for reports and the studio, and as files.

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
  /** Default `all`. */
  classes?: ClassChoice;
  /** Folder for images; without one nothing is written. */
  out?: string;
  /** Default `viridis`. */
  colors?: ColorScale;
  /** Default `shared`. */
  scale?: ScaleKind;
}

/** What `explainSamples` drew. */
export interface Explanations {
  run: string;
  samples: ExplainedSample[];
  /** Paths of what was written, the contact sheets last. */
  files: string[];
}

/** Images on a contact sheet. */
const ON_SHEET = 48;
const THUMBNAIL = { width: 150, height: 220 };

/**
 * The class choice that a word stands for.
 *
 * @throws UserError (exit code 2) naming the nearest class when there is none of that name
 */
export function parseClassChoice(word: string, { record }: Run): ClassChoice {
  if (word === 'all' || word === 'predicted' || word === 'true') return word;
  const { classes, classNames } = record.config;
  const name = classes.find((label) => label === word || classNames[label]?.toLowerCase() === word.toLowerCase());
  if (name !== undefined) return { name };
  throw unknownName('class', word, new Set([...classes, ...Object.values(classNames), 'all', 'predicted', 'true']));
}

/**
 * Maps for images of a run, on all cores: files, samples by id, the wrong and the least confident samples of a split.
 * With `out`, a folder for each image (`figure.png`, and each map at the image's own size) and contact sheets.
 *
 * @throws UserError for a name, layer or class that does not exist, a broken image (named), a model without a spatial
 *   layer; InterruptedError when `signal` aborts: what is written by then is whole
 * @example
 * const { samples } = await explainSamples({ project, run, wrong: 10 });
 * samples[0]?.maps[0]; // { classIndex: 0, height: 37, width: 12, values: Float32Array, peak: 3.2, ... }
 */
export async function explainSamples(options: ExplainSamplesOptions): Promise<Explanations> {
  const { run, out, classes = 'all', colors = 'viridis', scale = 'shared', signal } = options;
  const model = await openModel(run, options);
  const subjects = await selectSubjects(options);
  const folders = foldersOf(subjects);
  const jobs = subjects.map((subject) => ({
    kind: 'explain' as const,
    ...{ subject, classes, colors, scale },
    ...(out === undefined ? {} : { folder: join(out, folders.get(subject.name) ?? '') }),
  }));
  const { layer, method, of, patches, steps, copies, noise, seed } = options;
  const explainer = { layer, method, of, patches, steps, copies, noise, seed };
  const answers = await runJobs(jobs, { model, run: run.record.config, explainer }, options);
  const samples = answers.map(({ sample }) => sample);
  const files = answers.flatMap((answer) => answer.files);
  if (out !== undefined && samples.length > 1 && signal?.aborted !== true) {
    files.push(...(await writeSheets(samples, out, { colors, scale })));
  }
  return { run: run.name, samples, files };
}

// What can be wrong with method and layer is said before any work begins.
async function openModel(run: Run, options: ExplainerOptions): Promise<Sequential> {
  const model = await loadRunModel(run);
  await openExplainer(model, options);
  return model;
}

/** A folder a image; two names that give one folder are told apart by a number. */
function foldersOf(subjects: readonly Subject[]): Map<string, string> {
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
  const sheets = Math.ceil(samples.length / ON_SHEET);
  const files: string[] = [];
  for (let sheet = 0; sheet < sheets; sheet += 1) {
    const tiles: SheetTile[] = [];
    for (const sample of samples.slice(sheet * ON_SHEET, (sheet + 1) * ON_SHEET)) {
      const { maps, classes, predicted, classNames, truth } = sample;
      const map = maps.find(({ classIndex }) => classes[classIndex] === predicted) ?? maps[0];
      const image = await fitInto(await decodeImage(sample.file), THUMBNAIL, 4);
      const [painted] =
        map === undefined ? [] : paintSample({ ...sample, maps: [map] }, image, { ...options, scale: 'each' });
      const label = map === undefined ? '' : (classes[map.classIndex] ?? '');
      const name = (one: string) => classNames[one] ?? one;
      const share = percent(sample.probabilities[map?.classIndex ?? 0] ?? 0, 0);
      tiles.push({
        raster: painted?.over ?? image,
        lines: [
          `${name(label)} ${share}${map?.isZero === true ? ', zero' : ''}`,
          truth === undefined || truth === label ? sample.name : `true: ${name(truth)}`,
          ...(truth === undefined || truth === label ? [] : [sample.name]),
        ],
      });
    }
    const number = sheets === 1 ? '' : `, ${sheet + 1} of ${sheets}`;
    const [first] = samples;
    const bytes = await mapSheet(tiles, {
      title: `${samples.length} images explained${number}`,
      subtitle: first === undefined ? '' : `${describeMaps(first)}, for the class below each, each by its own peak`,
      tile: THUMBNAIL,
    });
    const path = join(out, sheets === 1 ? 'sheet.png' : `sheet-${sheet + 1}.png`);
    await writeFileAtomic(path, bytes);
    files.push(path);
  }
  return files;
}
