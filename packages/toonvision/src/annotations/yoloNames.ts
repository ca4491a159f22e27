// Names of YOLO's class numbers, and the split of each image: classes.txt, obj.names or dataset.yaml.
import { join, posix } from 'node:path';
import { parse } from 'yaml';
import { z } from 'zod';
import { UserError } from '../errors/index.ts';
import { locateFile } from './entryFiles.ts';
import { type FileTree, imageFinder } from './fileTree.ts';
import { readText } from './readText.ts';
import { SPLIT_NAMES, type SplitName } from './splitNames.ts';

/** Class names by number. */
export type YoloNames = ReadonlyMap<number, string>;

export interface YoloDescription {
  names: YoloNames;
  /** The split that dataset.yaml gives an image. */
  sideOf(picture: string): SplitName | undefined;
  /** Text files of the tree that list images and are not annotations. */
  lists: ReadonlySet<string>;
}

const MAX_BYTES = 1_000_000;
const isYaml = (file: string) => /\.ya?ml$/i.test(file);
const isPlainNames = (file: string) => /(^|\/)(classes|labels|predefined_classes)\.txt$|\.names$/i.test(file);

/** True for a file that may hold the class names. */
export const isNamesFile = (file: string): boolean => isPlainNames(file) || isYaml(file);

const paths = z
  .union([z.string(), z.array(z.string())])
  .nullish()
  .transform((value) => (value === null || value === undefined ? [] : [value].flat()));
const yamlSchema = z.looseObject({
  names: z.union([z.array(z.coerce.string()), z.record(z.string(), z.coerce.string())]),
  train: paths,
  val: paths,
  test: paths,
});
type YamlDescription = z.output<typeof yamlSchema>;

function broken(where: string, what: string): UserError {
  return new UserError(what, {
    where,
    remedy: 'Write `names: [first, second]` as Ultralytics does, or a classes.txt with a name a line.',
  });
}

function parseYaml(text: string, where: string): YamlDescription {
  let value: unknown;
  try {
    value = parse(text, { maxAliasCount: 20, logLevel: 'error' });
  } catch (error) {
    throw broken(where, `no YAML: ${(error instanceof Error ? error.message : String(error)).split('\n')[0]}`);
  }
  const parsed = yamlSchema.safeParse(value);
  if (!parsed.success) throw broken(where, 'it has no list of class names (names)');
  return parsed.data;
}

/**
 * The class names in the text of a names file. In plain text each line has the next number, whatever it says: labelImg
 * counts headings and empty lines of its list, too.
 *
 * @throws UserError when YAML is broken or has no names.
 */
export function parseYoloNames(text: string, where: string): YoloNames {
  if (isYaml(where)) {
    const { names } = parseYaml(text, where);
    const entries = Array.isArray(names) ? names.map((name, index) => [index, name] as const) : Object.entries(names);
    const numbered = entries.map(([key, name]): [number, string] => [Number(key), name]);
    const odd = numbered.find(([key]) => !Number.isInteger(key) || key < 0);
    if (odd !== undefined) throw broken(where, `names: ${odd[1]} has no whole number`);
    return new Map(numbered);
  }
  const lines = text.split(/\r\n|\r|\n/).map((line) => line.trim());
  while (lines.at(-1) === '') lines.pop();
  return new Map(lines.map((line, index): [number, string] => [index, line]).filter(([, line]) => line !== ''));
}

/** The names file of a tree that lies nearest to its top; YAML before text. */
function findNamesFile(tree: FileTree): string | undefined {
  const depth = (file: string) => file.split('/').length;
  const candidates = tree.files.filter(isNamesFile);
  return candidates.sort((a, b) => Number(isYaml(b)) - Number(isYaml(a)) || depth(a) - depth(b))[0];
}

/**
 * Reads the description of a YOLO data set; undefined when the tree has none.
 *
 * @throws UserError when it is broken.
 */
export async function readYoloNames(tree: FileTree, file: string | null): Promise<YoloDescription | undefined> {
  const found = findNamesFile(tree);
  const path = file ?? (found === undefined ? undefined : join(tree.folder, found));
  if (path === undefined) return undefined;
  const { where } = locateFile(tree, path);
  const limits = { maxBytes: MAX_BYTES, remedy: 'Name the file with the class names.' };
  const text = await readText(path, { where, ...limits });
  const names = parseYoloNames(text, where);
  const lists = new Set<string>();
  const listed = new Map<string, SplitName>();
  const folders: { folder: string; part: SplitName }[] = [];
  if (isYaml(path)) {
    const description = parseYaml(text, where);
    const find = imageFinder(tree);
    for (const part of SPLIT_NAMES)
      for (const entry of description[part]) {
        const steps = entry
          .replaceAll('\\', '/')
          .split('/')
          .filter((step) => !['', '.', '..'].includes(step));
        const place = steps.join('/');
        if (!/\.txt$/i.test(place)) {
          folders.push({ folder: place, part });
          continue;
        }
        const list = tree.files.find((name) => name === place || place.endsWith(`/${name}`));
        if (list === undefined) continue;
        lists.add(list);
        const lines = await readText(join(tree.folder, list), { where: tree.named(list), ...limits, maxBytes: 1e8 });
        for (const line of lines.split('\n')) {
          const picture = line.trim() === '' ? undefined : find(line.trim(), posix.dirname(list));
          if (picture !== undefined) listed.set(picture, part);
        }
      }
  }
  return {
    names,
    lists,
    sideOf: (picture) =>
      listed.get(picture) ??
      folders.find(({ folder }) => picture.startsWith(`${folder}/`) || `/${picture}`.includes(`/${folder}/`))?.part,
  };
}
