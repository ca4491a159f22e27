// Extracts the samples, crops and problems of one screenshot.
import { basename, dirname, extname, join, posix } from 'node:path';
import type { FormatReader, ImageAnnotation, SourceImage, SourceKind, SourceObject } from '../annotations/index.ts';
import type { Project } from '../config/index.ts';
import { UserError } from '../errors/index.ts';
import type { Box } from './boxSchema.ts';
import type { ContentHashes } from './contentHashes.ts';
import type { CropRecord } from './cropRecord.ts';
import type { CutAnswer, CutJob } from './cutCrops.ts';
import { fitBox, pixelBox, withMargin } from './fitBox.ts';
import { readImageSize } from './imageSize.ts';
import { checkLabel } from './labels.ts';
import type { ProblemRecord } from './problem.ts';
import { projectPath } from './projectTree.ts';
import { regionOf, type Sample } from './sample.ts';

export interface ExtractedImage {
  samples: Sample[];
  problems: ProblemRecord[];
  written: number;
  reused: number;
  /** SHA-256 of the image file; undefined if it could not be read. */
  sha256?: string;
}

/** State shared by all images of one extraction. */
export interface ExtractTools {
  project: Project;
  kind: SourceKind;
  /** How to fix boxes and labels in this format. */
  remedy: FormatReader['remedy'];
  /** Whether one annotation file covers many images. */
  shared: boolean;
  hashes: ContentHashes;
  record: CropRecord;
  /** Decodes a screenshot and writes its crops, usually in another thread. */
  cut: (job: CutJob) => Promise<CutAnswer>;
}

/** Converts a UserError of a reader to a problem of a file. */
function toProblem(error: unknown, kind: 'broken-image' | 'broken-annotation', file: string): ProblemRecord {
  if (!(error instanceof UserError)) throw error;
  return { kind, severity: 'skipped', file, reason: error.what, fix: error.remedy };
}

/** Returns the file name of a crop. Dots in the label are replaced, so that the first dot ends the label. */
function cropName(label: string, stem: string, object: string): string {
  return `${label.replaceAll(/[^\p{L}\p{N}_-]/gu, '-').slice(0, 100)}.${basename(stem)}.${object}.png`;
}

/** Creates the sample of a valid object. */
function makeSample(
  { project, kind }: ExtractTools,
  image: SourceImage,
  object: SourceObject,
  parts: Record<string, string>,
  { box, clamped, size }: { box: Box; clamped: boolean; size: { width: number; height: number } },
): Sample {
  const { stem } = image;
  const folder = dirname(stem) === '.' ? '' : dirname(stem);
  const name = basename(stem.endsWith(extname(image.image)) ? stem.slice(0, -extname(stem).length) : stem);
  const burst = image.burst ?? project.burst.read(name)?.burst ?? basename(stem);
  const region = withMargin(box, size, project.crop);
  const number = image.added === true ? `added-${object.number}` : `${object.number}`;
  const hasMargin =
    region.xmin !== box.xmin || region.ymin !== box.ymin || region.xmax !== box.xmax || region.ymax !== box.ymax;
  return {
    id: `${stem}#${number}`,
    screenshot: projectPath(project, image.image),
    object: object.number,
    label: object.name,
    parts,
    street: project.street === 'folder' ? image.street : null,
    burst: posix.join(folder, burst),
    box,
    ...(hasMargin ? { region } : {}),
    width: region.xmax - region.xmin,
    height: region.ymax - region.ymin,
    crop: posix.join('dataset/crops', folder, cropName(object.name, stem, number)),
    flags: { difficult: object.difficult, truncated: object.truncated, clamped },
    source: image.added === true ? 'added' : kind,
    split: image.split,
  };
}

/**
 * Reads the annotation of one image and crops its objects. Problems in the data are returned.
 *
 * @throws UserError when a crop cannot be written (read-only folder, full disk).
 */
export async function extractImage(tools: ExtractTools, source: SourceImage): Promise<ExtractedImage> {
  const { project, record, hashes, cut } = tools;
  const { annotationFile } = source;
  const file = projectPath(project, source.image);
  const problems: ProblemRecord[] = [];
  const without = (more: readonly ProblemRecord[] = []): ExtractedImage => ({
    samples: [],
    problems: [...problems, ...more],
    written: 0,
    reused: 0,
  });
  const annotation = await source.read().catch((error: unknown) => {
    problems.push(toProblem(error, 'broken-annotation', annotationFile));
  });
  let sha256: string;
  try {
    sha256 = await hashes.of(file);
  } catch (error) {
    return without([toProblem(error, 'broken-image', file)]);
  }
  // A size from the file header is provisional: decoding checks the rest of the file and may correct it.
  const knownSize = record.sizeOf(sha256);
  let size = knownSize ?? (await readImageSize(join(project.directory, file)));
  for (;;) {
    const read =
      annotation === undefined || size === undefined ? undefined : readObjects(tools, source, annotation, size);
    const missing: Sample[] = [];
    for (const sample of read?.samples ?? [])
      if (!(await record.isCurrent(sample.crop, sha256, regionOf(sample)))) missing.push(sample);
    if (missing.length > 0 || knownSize === undefined) {
      const cuts = missing.map((sample) => ({ crop: sample.crop, region: regionOf(sample) }));
      const answer = await cut({ file, cuts, size });
      if (!answer.ok) {
        const { reason, fix } = answer;
        return without([{ kind: 'broken-image', severity: 'skipped', file, reason, fix }]);
      }
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

/** Validates the objects of an image of a given size. */
function readObjects(
  tools: ExtractTools,
  source: SourceImage,
  annotation: ImageAnnotation,
  size: { width: number; height: number },
): { samples: Sample[]; problems: ProblemRecord[] } {
  const { project, remedy } = tools;
  const { annotationFile: file } = source;
  const fix = source.added === true ? 'Undo it in the studio and add it again' : remedy.box;
  const imageFile = projectPath(project, source.image);
  const isWholeImage = file === imageFile;
  const place = {
    severity: 'skipped',
    file,
    image: (tools.shared || source.added === true) && !isWholeImage ? imageFile : undefined,
  } as const;
  const samples: Sample[] = [];
  const problems: ProblemRecord[] = [];
  const annotated = annotation.size;
  if (annotated !== null && annotated.width > 0 && (annotated.width !== size.width || annotated.height !== size.height))
    problems.push({ ...place, severity: 'notice', kind: 'size-differs', annotated, actual: size });
  for (const { object, message } of annotation.errors)
    problems.push({ ...place, object, kind: 'broken-object', reason: message, fix: `${fix}, or delete it.` });

  for (const object of annotation.objects) {
    const objectPlace = { ...place, object: isWholeImage ? undefined : object.number };
    const { name } = object;
    const { parts, error } = checkLabel(project, name);
    if (error !== undefined) {
      const { configFile } = project;
      problems.push({ ...objectPlace, kind: 'unknown-label', error, configFile, fix: remedy.label });
      continue;
    }
    const fitted = fitBox(pixelBox(object, annotation, size), size, { minSize: project.crop.minSize });
    if (fitted.error !== undefined) {
      problems.push({ ...objectPlace, kind: fitted.error.kind, label: name, error: fitted.error, fix });
      continue;
    }
    if (fitted.clamped)
      problems.push({ ...objectPlace, severity: 'repaired', kind: 'box-clamped', label: name, actual: size, fix });
    samples.push(makeSample(tools, source, object, parts, { ...fitted, size }));
  }
  return { samples, problems };
}
