// Turns one screenshot and its annotation into samples and crops, and says what is wrong with them.
import { basename, dirname, extname, join, posix } from 'node:path';
import type { Project } from '../config/index.ts';
import { UserError } from '../errors/index.ts';
import type { ContentHashes } from './contentHashes.ts';
import type { CropRecord } from './cropRecord.ts';
import { type CutAnswer, type CutJob, withoutPlace } from './cutCrops.ts';
import { fitBox, pixelBox, withMargin } from './fitBox.ts';
import { checkLabel } from './labels.ts';
import { pictureSize } from './pictureSize.ts';
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
  /** Decodes a screenshot and writes its crops; usually in another thread. */
  cut: (job: CutJob) => Promise<CutAnswer>;
}

/** A UserError of a reader as a problem of that file. */
function problemOf(error: unknown, kind: Problem['kind'], file: string): Problem {
  if (!(error instanceof UserError)) throw error;
  return fault(kind, file, withoutPlace(error), error.remedy);
}

const fault = (kind: Problem['kind'], file: string, message: string, remedy: string | undefined): Problem => ({
  kind,
  severity: 'skipped',
  file,
  message,
  remedy: remedy ?? 'Mend the file or delete it.',
});

/** File name of a crop. The label's own dots are replaced, so the first dot ends the label and no two objects collide. */
function cropName(label: string, stem: string, object: string): string {
  return `${label.replaceAll(/[^\p{L}\p{N}_-]/gu, '-').slice(0, 100)}.${basename(stem)}.${object}.png`;
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
  const number = picture.added === true ? `added-${object.number}` : `${object.number}`;
  const grown =
    region.xmin !== box.xmin || region.ymin !== box.ymin || region.xmax !== box.xmax || region.ymax !== box.ymax;
  return {
    id: `${stem}#${number}`,
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
    crop: posix.join('dataset/crops', folder, cropName(object.name, stem, number)),
    flags: { difficult: object.difficult, truncated: object.truncated, clamped },
    source: picture.added === true ? 'added' : source.kind,
    split: picture.split,
  };
}

/**
 * Reads what is annotated on one picture and cuts the objects out of it. What is wrong with the data comes back as
 * problems.
 *
 * @throws UserError when a crop cannot be written (read-only folder, full disk).
 */
export async function extractPicture(tools: ExtractTools, source: SourcePicture): Promise<ExtractedPicture> {
  const { project, record, hashes, cut } = tools;
  const { annotationFile } = source;
  const file = projectPath(project, source.picture);
  const problems: Problem[] = [];
  const without = (more: readonly Problem[] = []): ExtractedPicture => ({
    samples: [],
    problems: [...problems, ...more],
    written: 0,
    reused: 0,
  });
  const annotation = await source.read().catch((error: unknown) => {
    problems.push(problemOf(error, 'broken-annotation', annotationFile));
  });
  let sha256: string;
  try {
    sha256 = await hashes.of(file);
  } catch (error) {
    return without([problemOf(error, 'broken-picture', file)]);
  }
  // Known content has a known size. Else its head says it, and decoding, which has yet to show that the rest is whole, corrects it.
  const known = record.sizeOf(sha256);
  let size = known ?? (await pictureSize(join(project.directory, file)));
  for (;;) {
    const read =
      annotation === undefined || size === undefined ? undefined : readObjects(tools, source, annotation, size);
    const missing: Sample[] = [];
    for (const sample of read?.samples ?? [])
      if (!(await record.isCurrent(sample.crop, sha256, regionOf(sample)))) missing.push(sample);
    if (missing.length > 0 || known === undefined) {
      const cuts = missing.map((sample) => ({ crop: sample.crop, region: regionOf(sample) }));
      const answer = await cut({ file, cuts, size });
      if (!answer.ok) return without([fault('broken-picture', file, answer.message, answer.remedy)]);
      if (answer.bytes === undefined || size === undefined) {
        size = { width: answer.width, height: answer.height };
        continue;
      }
      for (const [index, sample] of missing.entries())
        record.remember(sample.crop, sha256, regionOf(sample), answer.bytes[index] ?? 0);
    }
    record.rememberSize(sha256, size ?? { width: 0, height: 0 });
    if (read === undefined) return { ...without(), sha256 };
    return {
      samples: read.samples,
      problems: [...problems, ...read.problems],
      written: missing.length,
      reused: read.samples.length - missing.length,
      sha256,
    };
  }
}

/** The samples of a picture of that size, and what is wrong with its annotation. */
function readObjects(
  tools: ExtractTools,
  source: SourcePicture,
  annotation: PictureAnnotation,
  size: { width: number; height: number },
): { samples: Sample[]; problems: Problem[] } {
  const { project } = tools;
  const { annotationFile } = source;
  const mend = source.added === true ? 'Undo it in the studio and add it again' : tools.source.mend;
  const pictureFile = projectPath(project, source.picture);
  const isOwnFile = annotationFile === pictureFile;
  const samples: Sample[] = [];
  const problems: Problem[] = [];
  const drawn = annotation.size;
  if (drawn !== null && drawn.width > 0 && (drawn.width !== size.width || drawn.height !== size.height))
    problems.push({
      kind: 'size-differs',
      severity: 'notice',
      file: annotationFile,
      message: `${nameIn(annotationFile, pictureFile)}drawn on ${drawn.width}x${drawn.height}, but the picture has ${size.width}x${size.height}; the boxes may not fit`,
      remedy: 'Put back the picture that was annotated, or draw the boxes again.',
    });
  for (const { object, message } of annotation.faults)
    problems.push({
      kind: 'broken-object',
      severity: 'skipped',
      file: annotationFile,
      object,
      message: nameIn(annotationFile, pictureFile) + message,
      remedy: `${mend}, or delete it.`.replace('Draw the box again', 'Draw the object again'),
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
      problems.push({ ...at, kind: 'unknown-label', severity: 'skipped', ...label, remedy });
      continue;
    }
    const fitted = fitBox(pixelBox(object, annotation, size), size, {
      mend,
      minSize: project.crop.minSize,
    });
    if ('kind' in fitted) {
      problems.push({ ...at, severity: 'skipped', ...fitted, message: told + fitted.message });
      continue;
    }
    if (fitted.clamped)
      problems.push({
        ...at,
        kind: 'box-clamped',
        severity: 'repaired',
        message: `${told}the box reaches beyond the picture of ${size.width}x${size.height} and was clamped`,
        remedy: `${mend} if too little is left of it.`,
      });
    samples.push(makeSample(tools, source, object, label.parts, { ...fitted, size }));
  }
  return { samples, problems };
}

/** Where one file annotates many pictures, the picture must be named beside it. */
function nameIn(annotationFile: string, pictureFile: string): string {
  const isShared = !/\.(xml|txt)$/i.test(annotationFile) && annotationFile !== pictureFile;
  return isShared ? `${pictureFile}: ` : '';
}
