// Pairs images with their annotation files, for formats with one file per image.
import { join } from 'node:path';
import { type FileTree, stemOf, stemWithoutRole } from './fileTree.ts';
import type { AnnotatedImages, ImageAnnotation } from './source.ts';
import type { SourceProblem } from './sourceProblem.ts';
import type { SplitName } from './splitNames.ts';

/** An image and its annotation file; paths relative to the screenshots folder. */
interface Pair {
  stem: string;
  image: string;
  annotation: string;
}

interface PairOptions {
  /** Candidate annotation files. */
  annotations: readonly string[];
  /** `.xml` */
  extension: string;
  /**
   * Severity of an image without annotation: `skipped` if it still has to be annotated, `notice` if it may be empty.
   */
  unannotated: 'skipped' | 'notice';
}

/**
 * Pairs each image with the annotation of the same name, next to it or in a folder `labels` or `Annotations` with the
 * same layout, in the order of paths. Files without a counterpart are reported as problems.
 */
function pairUp(tree: FileTree, options: PairOptions): { pairs: Pair[]; problems: SourceProblem[] } {
  const images = Map.groupBy(tree.images, stemOf);
  const exact = new Map(options.annotations.map((file) => [stemOf(file), file]));
  const loose = Map.groupBy(options.annotations, stemWithoutRole);
  const used = new Set<string>();
  const pairs: Pair[] = [];
  const problems: SourceProblem[] = [];
  for (const [stem, [image, ...others]] of images) {
    if (image === undefined) continue;
    const elsewhere = loose.get(stemWithoutRole(image)) ?? [];
    const annotation = exact.get(stem) ?? (elsewhere.length === 1 ? elsewhere[0] : undefined);
    if (annotation === undefined) {
      problems.push({
        kind: 'image-without-annotation',
        severity: options.unannotated,
        file: tree.named(image),
        expected: `${stem}${options.extension}`,
        howTo: options.unannotated === 'skipped' ? 'annotate' : 'ignore',
      });
      continue;
    }
    used.add(annotation);
    for (const other of others)
      problems.push({
        kind: 'several-images',
        severity: 'skipped',
        file: tree.named(other),
        annotation,
        used: image,
      });
    pairs.push({ stem, image, annotation });
  }
  for (const annotation of options.annotations)
    if (!used.has(annotation))
      problems.push({ kind: 'annotation-without-image', severity: 'skipped', file: tree.named(annotation) });
  return { pairs, problems };
}

/**
 * Opens the annotated images of a format with one file per image.
 *
 * @param splitOf returns the split assigned by the source, from the path and stem of an image
 * @param read reads an annotation file; the second argument is its name in messages
 */
export function openPairs(
  tree: FileTree,
  {
    splitOf = () => undefined,
    read,
    ...options
  }: PairOptions & {
    splitOf?: (image: string, stem: string) => SplitName | undefined;
    read: (path: string, where: string) => Promise<ImageAnnotation>;
  },
): AnnotatedImages {
  const { pairs, problems } = pairUp(tree, options);
  return {
    problems,
    annotations: pairs.length,
    images: pairs.map(({ stem, image, annotation }) => {
      const { split, street } = tree.placeOf(image);
      return {
        stem,
        image,
        annotationFile: tree.named(annotation),
        split: splitOf(image, stem) ?? split,
        street,
        burst: null,
        read: () => read(join(tree.folder, annotation), tree.named(annotation)),
      };
    }),
  };
}
