// Reads the class names of a YOLO dataset and the splits of its images: classes.txt, obj.names or dataset.yaml.
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
  /** Returns the split that dataset.yaml assigns to an image. */
  splitOf(image: string): SplitName | undefined;
  /** Text files of the tree that list images instead of annotating one. */
  lists: ReadonlySet<string>;
}

const MAX_BYTES = 1_000_000;
const isYaml = (file: string) => /\.ya?ml$/i.test(file);
const isPlainNames = (file: string) => /(^|\/)(classes|labels|predefined_classes)\.txt$|\.names$/i.test(file);

/** Whether a file may contain the class names. */
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
    remedy: 'Write `names: [first, second]` as in Ultralytics, or a classes.txt with one name per line.',
  });
}

function parseYaml(text: string, where: string): YamlDescription {
  let value: unknown;
  try {
    value = parse(text, { maxAliasCount: 20, logLevel: 'error' });
  } catch (error) {
    throw broken(
      where,
      `the file is not valid YAML: ${(error instanceof Error ? error.message : String(error)).split('\n')[0]}`,
    );
  }
  const parsed = yamlSchema.safeParse(value);
  if (!parsed.success) throw broken(where, 'the list of class names (names) is missing');
  return parsed.data;
}

/**
 * Parses a names file. In plain text, the number of a class is its line number, including headings and empty lines, as
 * in labelImg.
 *
 * @throws UserError when the YAML is invalid or has no names.
 */
export function parseYoloNames(text: string, where: string): YoloNames {
  if (isYaml(where)) {
    const { names } = parseYaml(text, where);
    const entries = Array.isArray(names) ? names.map((name, index) => [index, name] as const) : Object.entries(names);
    const numbered = entries.map(([key, name]): [number, string] => [Number(key), name]);
    const invalid = numbered.find(([key]) => !Number.isInteger(key) || key < 0);
    if (invalid !== undefined) throw broken(where, `names: the key of ${invalid[1]} must be a whole number`);
    return new Map(numbered);
  }
  const lines = text.split(/\r\n|\r|\n/).map((line) => line.trim());
  while (lines.at(-1) === '') lines.pop();
  return new Map(lines.map((line, index): [number, string] => [index, line]).filter(([, line]) => line !== ''));
}

/** Finds the names file nearest to the root of a tree; YAML takes precedence over text. */
function findNamesFile(tree: FileTree): string | undefined {
  const depth = (file: string) => file.split('/').length;
  const candidates = tree.files.filter(isNamesFile);
  return candidates.sort((a, b) => Number(isYaml(b)) - Number(isYaml(a)) || depth(a) - depth(b))[0];
}

/**
 * Reads the names and splits of a YOLO dataset; undefined if the tree has no names file.
 *
 * @throws UserError when the file is invalid.
 */
export async function readYoloNames(tree: FileTree, file: string | null): Promise<YoloDescription | undefined> {
  const found = findNamesFile(tree);
  const path = file ?? (found === undefined ? undefined : join(tree.folder, found));
  if (path === undefined) return undefined;
  const { where } = locateFile(tree, path);
  const limits = { maxBytes: MAX_BYTES, remedy: 'Set source.file to the file with the class names.' };
  const text = await readText(path, { where, ...limits });
  const names = parseYoloNames(text, where);
  const lists = new Set<string>();
  const listed = new Map<string, SplitName>();
  const folders: { folder: string; split: SplitName }[] = [];
  if (isYaml(path)) {
    const description = parseYaml(text, where);
    const find = imageFinder(tree);
    for (const split of SPLIT_NAMES)
      for (const entry of description[split]) {
        const steps = entry
          .replaceAll('\\', '/')
          .split('/')
          .filter((step) => !['', '.', '..'].includes(step));
        const location = steps.join('/');
        if (!/\.txt$/i.test(location)) {
          folders.push({ folder: location, split });
          continue;
        }
        const list = tree.files.find((name) => name === location || location.endsWith(`/${name}`));
        if (list === undefined) continue;
        lists.add(list);
        const lines = await readText(join(tree.folder, list), { where: tree.named(list), ...limits, maxBytes: 1e8 });
        for (const line of lines.split('\n')) {
          const image = line.trim() === '' ? undefined : find(line.trim(), posix.dirname(list));
          if (image !== undefined) listed.set(image, split);
        }
      }
  }
  return {
    names,
    lists,
    splitOf: (image) =>
      listed.get(image) ??
      folders.find(({ folder }) => image.startsWith(`${folder}/`) || `/${image}`.includes(`/${folder}/`))?.split,
  };
}
