// Merges objects added by hand into a source.
import { type FileTree, formatOf, type SourceImage, stemOf } from '../annotations/index.ts';
import type { Project } from '../config/index.ts';
import { byCodeUnits } from '../files/index.ts';
import { ADDITIONS_FILE, type Addition } from './additions.ts';
import { isLabel } from './labels.ts';
import type { Source } from './openSource.ts';

/** Whether an image is labeled: always if it has an annotation, otherwise if its folder or name is a label. */
export async function isLabeled(
  project: Project,
  { kind }: Pick<Source, 'kind'>,
  image: SourceImage,
): Promise<boolean> {
  if (formatOf(kind).unit !== 'image') return true;
  const { objects } = await image.read();
  return objects.some(({ name }) => isLabel(project, name));
}

/**
 * Adds objects to a source. Their images occur a second time, with only those objects and the split, street and burst
 * of the source. An image that only has added objects is no longer reported as a problem, and an image outside the
 * folder of a class is labeled by them.
 *
 * @param additions undone ones are ignored
 */
export async function withAdditions(
  project: Project,
  tree: FileTree,
  source: Source,
  additions: readonly Addition[],
): Promise<Source> {
  const byImage = Map.groupBy(
    additions.filter(({ undone }) => !undone),
    ({ picture }) => picture,
  );
  if (byImage.size === 0) return source;
  // With one annotation file per image, ids have no extension; see `SourceImage.stem`.
  const stem = formatOf(source.kind).unit === 'file' ? stemOf : (image: string) => image;
  const annotated = new Map(source.images.map((image) => [tree.named(image.image), image]));
  const inTree = new Map(tree.images.map((image) => [tree.named(image), image]));
  const problems = source.problems.filter(
    ({ kind, file }) => kind !== 'image-without-annotation' || !byImage.has(file),
  );
  const replaced = new Set<SourceImage>();
  const added: SourceImage[] = [];
  for (const [named, objects] of byImage) {
    const image = inTree.get(named);
    if (image === undefined) {
      for (const { number } of objects)
        problems.push({
          kind: 'annotation-without-image',
          severity: 'skipped',
          file: ADDITIONS_FILE,
          named,
          addition: number,
        });
      continue;
    }
    const original = annotated.get(named);
    if (original !== undefined && !(await isLabeled(project, source, original))) replaced.add(original);
    added.push({
      stem: original?.stem ?? stem(image),
      image,
      annotationFile: ADDITIONS_FILE,
      ...(original === undefined ? { ...tree.placeOf(image), burst: null } : placeOf(original)),
      added: true,
      read: async () => ({
        size: null,
        unit: 'pixel',
        objects: objects.map(({ number, label, box }) => ({
          ...{ number, name: label, box },
          truncated: false,
          difficult: false,
        })),
        errors: [],
      }),
    });
  }
  return {
    ...source,
    problems,
    images: [...source.images.filter((image) => !replaced.has(image)), ...added].sort((a, b) =>
      byCodeUnits(a.image, b.image),
    ),
  };
}

const placeOf = ({ split, street, burst }: SourceImage) => ({ split, street, burst });
