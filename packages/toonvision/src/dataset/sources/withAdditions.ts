// What was added by hand, beside what a source of any kind says.
import type { Project } from '../../config/index.ts';
import { ADDITIONS_FILE, type Addition } from '../additions.ts';
import { byCodeUnits } from '../codeUnitOrder.ts';
import { checkLabel } from '../labels.ts';
import { type FileTree, stemOf } from './fileTree.ts';
import type { Source, SourcePicture } from './source.ts';

/** Pictures that are samples themselves have their file's ending in their ids, as those of coco and manifest. */
const isByStem = ({ kind }: Source): boolean => kind === 'voc' || kind === 'yolo';

/** Whether the folder or the name of a whole picture says what it is; pictures of other kinds have annotations. */
export async function isLabelled(
  project: Project,
  { kind }: Pick<Source, 'kind'>,
  own: SourcePicture,
): Promise<boolean> {
  if (kind !== 'folders' && kind !== 'crops') return true;
  const { objects } = await own.read();
  return objects.some(({ name }) => 'parts' in checkLabel(project, name));
}

/**
 * A source with the objects that were added by hand. The pictures they are on appear once more, with those objects alone, on the
 * side, street and burst that the source gives them. A picture that only an addition annotates is no problem any more, and
 * where a picture lies in no folder of a class the addition says what it is.
 *
 * @param additions undone ones have no effect
 */
export async function withAdditions(
  project: Project,
  tree: FileTree,
  source: Source,
  additions: readonly Addition[],
): Promise<Source> {
  const byPicture = new Map<string, Addition[]>();
  for (const addition of additions)
    if (!addition.undone) byPicture.set(addition.picture, [...(byPicture.get(addition.picture) ?? []), addition]);
  if (byPicture.size === 0) return source;
  const known = new Map(source.pictures.map((one) => [tree.named(one.picture), one]));
  const inTree = new Map(tree.pictures.map((picture) => [tree.named(picture), picture]));
  const problems = source.problems.filter(
    ({ kind, file }) => kind !== 'picture-without-annotation' || !byPicture.has(file),
  );
  const replaced = new Set<SourcePicture>();
  const added: SourcePicture[] = [];
  for (const [named, objects] of byPicture) {
    const picture = inTree.get(named);
    if (picture === undefined) {
      for (const { number } of objects)
        problems.push({
          kind: 'annotation-without-picture',
          severity: 'skipped',
          file: ADDITIONS_FILE,
          message: `added sample ${number}: there is no picture ${named}`,
          remedy: 'Put the picture back, or undo the added sample on the dataset’s page of the studio.',
        });
      continue;
    }
    const own = known.get(named);
    if (own !== undefined && !(await isLabelled(project, source, own))) replaced.add(own);
    added.push({
      stem: own?.stem ?? (isByStem(source) ? stemOf(picture) : picture),
      picture,
      annotationFile: ADDITIONS_FILE,
      ...(own === undefined ? { ...tree.placeOf(picture), burst: null } : placeOf(own)),
      added: true,
      read: async () => ({
        size: null,
        unit: 'pixel',
        objects: objects.map(({ number, label, box }) => ({
          ...{ number, name: label, box },
          truncated: false,
          difficult: false,
        })),
        faults: [],
      }),
    });
  }
  return {
    ...source,
    problems,
    pictures: [...source.pictures.filter((one) => !replaced.has(one)), ...added].sort((a, b) =>
      byCodeUnits(a.picture, b.picture),
    ),
  };
}

const placeOf = ({ split, street, burst }: SourcePicture) => ({ split, street, burst });
