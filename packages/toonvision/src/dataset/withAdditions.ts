// The objects that were added by hand, together with those of the source.
import { type FileTree, formatOf, type SourceImage, stemOf } from '../annotations/index.ts';
import type { Project } from '../config/index.ts';
import { byCodeUnits } from '../files/index.ts';
import { ADDITIONS_FILE, type Addition } from './additions.ts';
import { isLabel } from './labels.ts';
import type { Source } from './openSource.ts';

/** Whether an image has a label: its folder or name is one, where samples are whole images; else its annotation counts. */
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
 * A source with the objects that were added by hand. Their images appear once more, with those objects alone, in the split,
 * street and burst that the source gives them. An image that only an addition annotates is not a problem any more, and where an
 * image is in no folder of a class the addition labels it.
 *
 * @param additions undone ones have no effect
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
  // Ids of formats with a file per image have no extension; see `SourceImage.stem`.
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
    const own = annotated.get(named);
    if (own !== undefined && !(await isLabeled(project, source, own))) replaced.add(own);
    added.push({
      stem: own?.stem ?? stem(image),
      image,
      annotationFile: ADDITIONS_FILE,
      ...(own === undefined ? { ...tree.placeOf(image), burst: null } : placeOf(own)),
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
