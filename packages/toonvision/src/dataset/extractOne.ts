// Turns one screenshot and its annotation into samples and crops, and says what is wrong with them.
import { basename, dirname, join, posix } from 'node:path';
import type { Project } from '../config/index.ts';
import { UserError } from '../errors/index.ts';
import { writeWhole } from '../files/index.ts';
import type { ContentHashes } from './contentHashes.ts';
import type { CropRecord } from './cropRecord.ts';
import { type Pair, projectPath } from './findPairs.ts';
import { fitBox } from './fitBox.ts';
import { checkLabel } from './labels.ts';
import { decodePicture, encodeCrop, type Picture } from './picture.ts';
import type { Problem } from './problem.ts';
import { readVoc, type VocObject } from './readVoc.ts';
import type { Box, Sample } from './sample.ts';

export interface ExtractedPair {
  samples: Sample[];
  problems: Problem[];
  written: number;
  reused: number;
}

/** What all pairs of one extraction share. */
export interface ExtractTools {
  project: Project;
  hashes: ContentHashes;
  record: CropRecord;
}

/** A UserError of a reader as a problem of that file. */
function problemOf(error: unknown, kind: Problem['kind'], file: string): Problem {
  if (!(error instanceof UserError)) throw error;
  const [first = ''] = error.message.split('\n');
  const message =
    error.where !== undefined && first.startsWith(`${error.where}: `) ? first.slice(error.where.length + 2) : first;
  return { kind, severity: 'skipped', file, message, remedy: error.remedy ?? 'Mend the file or delete it.' };
}

/** File name of a crop. The label's own dots are replaced, so the first dot ends the label and no two objects collide. */
function cropName(label: string, stem: string, object: number): string {
  return `${label.replaceAll(/[^\p{L}\p{N}_-]/gu, '-').slice(0, 100)}.${basename(stem)}.${object}.png`;
}

/** The sample of an object that is in order. */
function makeSample(
  project: Project,
  pair: Pair,
  object: VocObject,
  parts: Record<string, string>,
  fitted: { box: Box; clamped: boolean },
): Sample {
  const { box, clamped } = fitted;
  const folder = dirname(pair.stem) === '.' ? '' : dirname(pair.stem);
  const burst = project.burst.read(basename(pair.stem))?.burst ?? basename(pair.stem);
  return {
    id: `${pair.stem}#${object.number}`,
    screenshot: projectPath(project, pair.picture),
    object: object.number,
    label: object.name,
    parts,
    street: project.street === 'folder' && folder !== '' ? folder : null,
    burst: posix.join(folder, burst),
    box,
    width: box.xmax - box.xmin,
    height: box.ymax - box.ymin,
    crop: posix.join('dataset/crops', folder, cropName(object.name, pair.stem, object.number)),
    flags: { difficult: object.difficult, truncated: object.truncated, clamped },
  };
}

/** A screenshot whose content is known; decoded at most once, and only when something must be cut out of it. */
async function openScreenshot({ project, hashes, record }: ExtractTools, file: string) {
  const sha256 = await hashes.of(file);
  let decoding: Promise<Picture> | undefined;
  const decode = () => {
    decoding ??= decodePicture(join(project.directory, file), file);
    return decoding;
  };
  let size = record.sizeOf(sha256);
  if (size === undefined) {
    size = await decode();
    record.rememberSize(sha256, size);
  }
  return { sha256, size, decode };
}

/**
 * Reads one annotation and cuts its objects out of its screenshot. What is wrong with the data comes back as problems.
 *
 * @throws UserError when a crop cannot be written (read-only folder, full disk).
 */
export async function extractPair(tools: ExtractTools, pair: Pair): Promise<ExtractedPair> {
  const { project, record } = tools;
  const result: ExtractedPair = { samples: [], problems: [], written: 0, reused: 0 };
  const annotationFile = projectPath(project, pair.annotation);
  const pictureFile = projectPath(project, pair.picture);

  const voc = await readVoc(join(project.paths.screenshots, pair.annotation), annotationFile).catch(
    (error: unknown) => {
      result.problems.push(problemOf(error, 'broken-annotation', annotationFile));
    },
  );
  const screenshot = await openScreenshot(tools, pictureFile).catch((error: unknown) => {
    result.problems.push(problemOf(error, 'broken-picture', pictureFile));
  });
  if (voc === undefined || screenshot === undefined) return result;

  const { size, sha256 } = screenshot;
  if (voc.size !== null && voc.size.width > 0 && (voc.size.width !== size.width || voc.size.height !== size.height))
    result.problems.push({
      kind: 'size-differs',
      severity: 'notice',
      file: annotationFile,
      message: `drawn on ${voc.size.width}x${voc.size.height}, but the picture has ${size.width}x${size.height}; the boxes may not fit`,
      remedy: 'Put back the picture that was annotated, or draw the boxes again.',
    });
  for (const { object, message } of voc.faults)
    result.problems.push({
      kind: 'broken-object',
      severity: 'skipped',
      file: annotationFile,
      object,
      message,
      remedy: 'Draw the object again in labelImg, or delete it.',
    });

  for (const object of voc.objects) {
    const at = { file: annotationFile, object: object.number };
    const label = checkLabel(project, object.name);
    if ('message' in label) {
      result.problems.push({ ...at, kind: 'unknown-label', severity: 'skipped', ...label });
      continue;
    }
    const fitted = fitBox(object.box, size);
    if ('kind' in fitted) {
      result.problems.push({ ...at, severity: 'skipped', ...fitted, message: `${object.name}: ${fitted.message}` });
      continue;
    }
    if (fitted.clamped)
      result.problems.push({
        ...at,
        kind: 'box-clamped',
        severity: 'repaired',
        message: `${object.name}: the box reaches beyond the picture of ${size.width}x${size.height} and was clamped`,
        remedy: 'Draw the box again in labelImg if too little is left of it.',
      });
    const sample = makeSample(project, pair, object, label.parts, fitted);
    if (await record.isCurrent(sample.crop, sha256, sample.box)) result.reused += 1;
    else {
      let picture: Picture;
      try {
        picture = await screenshot.decode();
      } catch (error) {
        result.problems.push(problemOf(error, 'broken-picture', pictureFile));
        return { ...result, samples: [] };
      }
      const bytes = await encodeCrop(picture, sample.box);
      await writeWhole(join(project.directory, sample.crop), bytes);
      record.remember(sample.crop, sha256, sample.box, bytes.length);
      result.written += 1;
    }
    result.samples.push(sample);
  }
  return result;
}
