// Formats with one annotation file per image: pairs the files with their images.
import { join } from 'node:path';
import { type FileTree, stemOf, stemWithoutRole } from './fileTree.ts';
import type { AnnotatedImages, ImageAnnotation } from './source.ts';
import type { SourceProblem } from './sourceProblem.ts';
import type { SplitName } from './splitNames.ts';

/** An image and its annotation; paths below the screenshots folder. */
interface Pair {
  stem: string;
  image: string;
  annotation: string;
}

interface PairOptions {
  /** Files that may be annotations. */
  annotations: readonly string[];
  /** `.xml` */
  extension: string;
  /** What an image without annotation means: it is still to be annotated, or it shows nothing. */
  unannotated: 'skipped' | 'notice';
}

/**
 * The images that have an annotation of the same name, next to them or in a folder `labels` or `Annotations` of the same
 * layout, in the order of their paths; and a problem for each file that stands alone.
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
        kind: 'picture-without-annotation',
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
        kind: 'several-pictures',
        severity: 'skipped',
        file: tree.named(other),
        annotation,
        used: image,
      });
    pairs.push({ stem, image, annotation });
  }
  for (const annotation of options.annotations)
    if (!used.has(annotation))
      problems.push({ kind: 'annotation-without-picture', severity: 'skipped', file: tree.named(annotation) });
  return { pairs, problems };
}

/**
 * The annotated images of a format with one file per image.
 *
 * @param splitOf the split that the source itself gives an image, by its path and its stem
 * @param read reads an annotation file; the second argument is how messages call it
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
