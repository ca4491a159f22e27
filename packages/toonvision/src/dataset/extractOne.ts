// Turns one screenshot and its annotation into samples and crops, and says what is wrong with them.
import { basename, dirname, extname, join, posix } from 'node:path';
import type { Project } from '../config/index.ts';
import { UserError } from '../errors/index.ts';
import { writeWhole } from '../files/index.ts';
import type { ContentHashes } from './contentHashes.ts';
import type { CropRecord } from './cropRecord.ts';
import { fitBox, withMargin } from './fitBox.ts';
import { checkLabel } from './labels.ts';
import { decodePicture, encodeCrop, type Picture } from './picture.ts';
import type { Problem } from './problem.ts';
import { type Box, regionOf, type Sample } from './sample.ts';
import {
  type PictureAnnotation,
  projectPath,
  type Source,
  type SourceObject,
  type SourcePicture,
} from './sources/index.ts';

export interface ExtractedPicture {
  samples: Sample[];
  problems: Problem[];
  written: number;
  reused: number;
  /** Of the picture's content; undefined when it could not be read. */
  sha256?: string;
}

/** What all pictures of one extraction share. */
export interface ExtractTools {
  project: Project;
  source: Pick<Source, 'kind' | 'mend'>;
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

/** The box of an object in the picture's pixels; the whole picture where it has none. */
function pixelBox(
  { box }: SourceObject,
  { unit }: PictureAnnotation,
  { width, height }: { width: number; height: number },
): NonNullable<SourceObject['box']> {
  if (box === null) return { xmin: 0, ymin: 0, xmax: width, ymax: height };
  if (unit === 'pixel') return box;
  const tidy = (value: number) => Math.round(value * 1000) / 1000;
  return {
    xmin: tidy(box.xmin * width),
    ymin: tidy(box.ymin * height),
    xmax: tidy(box.xmax * width),
    ymax: tidy(box.ymax * height),
  };
}

/** The sample of an object that is in order. */
function makeSample(
  { project, source }: ExtractTools,
  picture: SourcePicture,
  object: SourceObject,
  parts: Record<string, string>,
  { box, clamped, size }: { box: Box; clamped: boolean; size: { width: number; height: number } },
): Sample {
  const { stem } = picture;
  const folder = dirname(stem) === '.' ? '' : dirname(stem);
  const name = basename(stem.endsWith(extname(picture.picture)) ? stem.slice(0, -extname(stem).length) : stem);
  const burst = picture.burst ?? project.burst.read(name)?.burst ?? basename(stem);
  const region = withMargin(box, size, project.crop);
  const grown =
    region.xmin !== box.xmin || region.ymin !== box.ymin || region.xmax !== box.xmax || region.ymax !== box.ymax;
  return {
    id: `${stem}#${object.number}`,
    screenshot: projectPath(project, picture.picture),
    object: object.number,
    label: object.name,
    parts,
    street: project.street === 'folder' ? picture.street : null,
    burst: posix.join(folder, burst),
    box,
    ...(grown ? { region } : {}),
    width: region.xmax - region.xmin,
    height: region.ymax - region.ymin,
    crop: posix.join('dataset/crops', folder, cropName(object.name, stem, object.number)),
    flags: { difficult: object.difficult, truncated: object.truncated, clamped },
    source: source.kind,
    split: picture.split,
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
 * Reads what is annotated on one picture and cuts the objects out of it. What is wrong with the data comes back as
 * problems.
 *
 * @throws UserError when a crop cannot be written (read-only folder, full disk).
 */
export async function extractPicture(tools: ExtractTools, source: SourcePicture): Promise<ExtractedPicture> {
  const { project, record } = tools;
  const result: ExtractedPicture = { samples: [], problems: [], written: 0, reused: 0 };
  const { annotationFile } = source;
  const pictureFile = projectPath(project, source.picture);
  const isOwnFile = annotationFile === pictureFile;

  const annotation = await source.read().catch((error: unknown) => {
    result.problems.push(problemOf(error, 'broken-annotation', annotationFile));
  });
  const screenshot = await openScreenshot(tools, pictureFile).catch((error: unknown) => {
    result.problems.push(problemOf(error, 'broken-picture', pictureFile));
  });
  if (screenshot !== undefined) result.sha256 = screenshot.sha256;
  if (annotation === undefined || screenshot === undefined) return result;

  const { size, sha256 } = screenshot;
  const drawn = annotation.size;
  if (drawn !== null && drawn.width > 0 && (drawn.width !== size.width || drawn.height !== size.height))
    result.problems.push({
      kind: 'size-differs',
      severity: 'notice',
      file: annotationFile,
      message: `${nameIn(annotationFile, pictureFile)}drawn on ${drawn.width}x${drawn.height}, but the picture has ${size.width}x${size.height}; the boxes may not fit`,
      remedy: 'Put back the picture that was annotated, or draw the boxes again.',
    });
  for (const { object, message } of annotation.faults)
    result.problems.push({
      kind: 'broken-object',
      severity: 'skipped',
      file: annotationFile,
      object,
      message: nameIn(annotationFile, pictureFile) + message,
      remedy: `${tools.source.mend}, or delete it.`.replace('Draw the box again', 'Draw the object again'),
    });

  for (const object of annotation.objects) {
    const at = { file: annotationFile, ...(isOwnFile ? {} : { object: object.number }) };
    const told = `${nameIn(annotationFile, pictureFile)}${object.name}: `;
    const label = checkLabel(project, object.name);
    if ('message' in label) {
      const remedy = isOwnFile
        ? label.remedy.replace(
            'Correct the name in labelImg',
            tools.source.kind === 'folders' ? 'Rename the folder' : 'Rename the picture',
          )
        : label.remedy;
      result.problems.push({ ...at, kind: 'unknown-label', severity: 'skipped', ...label, remedy });
      continue;
    }
    const fitted = fitBox(pixelBox(object, annotation, size), size, {
      mend: tools.source.mend,
      minSize: project.crop.minSize,
    });
    if ('kind' in fitted) {
      result.problems.push({ ...at, severity: 'skipped', ...fitted, message: told + fitted.message });
      continue;
    }
    if (fitted.clamped)
      result.problems.push({
        ...at,
        kind: 'box-clamped',
        severity: 'repaired',
        message: `${told}the box reaches beyond the picture of ${size.width}x${size.height} and was clamped`,
        remedy: `${tools.source.mend} if too little is left of it.`,
      });
    const sample = makeSample(tools, source, object, label.parts, { ...fitted, size });
    if (await record.isCurrent(sample.crop, sha256, regionOf(sample))) result.reused += 1;
    else {
      let picture: Picture;
      try {
        picture = await screenshot.decode();
      } catch (error) {
        result.problems.push(problemOf(error, 'broken-picture', pictureFile));
        return { ...result, samples: [] };
      }
      const bytes = await encodeCrop(picture, regionOf(sample));
      await writeWhole(join(project.directory, sample.crop), bytes);
      record.remember(sample.crop, sha256, regionOf(sample), bytes.length);
      result.written += 1;
    }
    result.samples.push(sample);
  }
  return result;
}

/** Where one file annotates many pictures, the picture must be named beside it. */
function nameIn(annotationFile: string, pictureFile: string): string {
  const isShared = !/\.(xml|txt)$/i.test(annotationFile) && annotationFile !== pictureFile;
  return isShared ? `${pictureFile}: ` : '';
}
