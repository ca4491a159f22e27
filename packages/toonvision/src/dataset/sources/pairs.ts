// Pairs pictures with annotation files of their own, for the kinds that have one file a picture.
import type { Problem } from '../problem.ts';
import { type FileTree, stemOf, stemWithoutRole } from './fileTree.ts';

/** A picture and its annotation; paths below the screenshots folder. */
export interface Pair {
  stem: string;
  picture: string;
  annotation: string;
}

export interface PairOptions {
  /** The files that may be annotations. */
  annotations: readonly string[];
  /** `.xml` */
  extension: string;
  /** What to do about a picture that has none; without it such a picture is only a notice. */
  annotate: string;
  severity: Problem['severity'];
}

/**
 * The pictures that have an annotation of the same name, beside them or in a folder `labels` or `Annotations` of the
 * same shape, in the order of their paths; and a problem for each that stands alone.
 */
export function pairUp(tree: FileTree, options: PairOptions): { pairs: Pair[]; problems: Problem[] } {
  const pictures = new Map<string, string[]>();
  for (const file of tree.pictures) {
    const stem = stemOf(file);
    pictures.set(stem, [...(pictures.get(stem) ?? []), file]);
  }
  const exact = new Map(options.annotations.map((file) => [stemOf(file), file]));
  const loose = new Map<string, string[]>();
  for (const file of options.annotations) {
    const stem = stemWithoutRole(file);
    loose.set(stem, [...(loose.get(stem) ?? []), file]);
  }
  const used = new Set<string>();
  const pairs: Pair[] = [];
  const problems: Problem[] = [];
  for (const [stem, [picture, ...others]] of pictures) {
    if (picture === undefined) continue;
    const elsewhere = loose.get(stemWithoutRole(picture)) ?? [];
    const annotation = exact.get(stem) ?? (elsewhere.length === 1 ? elsewhere[0] : undefined);
    if (annotation === undefined) {
      problems.push({
        kind: 'picture-without-annotation',
        severity: options.severity,
        file: tree.named(picture),
        message: `there is no annotation ${stem}${options.extension} beside the picture`,
        remedy: options.annotate,
      });
      continue;
    }
    used.add(annotation);
    for (const other of others)
      problems.push({
        kind: 'several-pictures',
        severity: 'skipped',
        file: tree.named(other),
        message: `it shares the annotation ${annotation} with ${picture}, which is used`,
        remedy: 'Delete one of the two pictures, or give them names of their own.',
      });
    pairs.push({ stem, picture, annotation });
  }
  for (const annotation of options.annotations)
    if (!used.has(annotation))
      problems.push({
        kind: 'annotation-without-picture',
        severity: 'skipped',
        file: tree.named(annotation),
        message: 'there is no picture of that name beside the annotation',
        remedy: 'Put the picture back, or delete the annotation.',
      });
  return { pairs, problems };
}
