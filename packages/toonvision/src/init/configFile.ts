// Writes the first toonvision.config.ts of a project; never overwrites an existing one.
import { stat, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import type { SourceKind } from '../annotations/index.ts';
import { CONFIG_FILE_NAMES, resolveConfig } from '../config/index.ts';
import { UserError } from '../errors/index.ts';
import { explainFileError } from '../files/index.ts';
import type { LabelPart } from './labelShape.ts';

/** Values of a first configuration. */
export interface ConfigAnswers {
  screenshots: string;
  kind: SourceKind | undefined;
  pattern: string;
  /** Possible targets; parts with fewer than two classes are excluded. */
  parts: readonly LabelPart[];
  /** The default target. */
  target: string;
  streets: boolean;
  input: { height: number; width: number };
}

/** Approximate number of input pixels: small enough to train in minutes, large enough to recognize an object. */
const INPUT_PIXELS = 128 * 128;

/**
 * Suggests a model input size with the aspect ratio of the crops.
 *
 * @param aspect height by width
 * @returns multiples of 8, from 32 to 512
 */
export function inputFor(aspect = 1): { height: number; width: number } {
  const side = (value: number) => Math.min(512, Math.max(32, Math.round(value / 8) * 8));
  return { height: side(Math.sqrt(INPUT_PIXELS * aspect)), width: side(Math.sqrt(INPUT_PIXELS / aspect)) };
}

const quote = (text: string): string => `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`;

function list(names: readonly string[]): string {
  const short = `[${names.map(quote).join(', ')}]`;
  if (short.length <= 80) return short;
  return `[\n${names.map((name) => `      ${quote(name)},\n`).join('')}    ]`;
}

/** Returns the text of the configuration file. */
export function configText({ screenshots, kind, pattern, parts, target, streets, input }: ConfigAnswers): string {
  const targets = parts
    .filter(({ classes }) => classes.length >= 2)
    .map(({ name, classes }) => `    ${name}: ${list(classes)},\n`);
  return `import { defineConfig } from 'toonvision';

export default defineConfig({
  screenshots: ${quote(screenshots)},
${kind === undefined ? '' : `  source: { kind: ${quote(kind)} },\n`}  // Each named group is a part of the label. Rename them as you like, here and in targets.
  label: { pattern: ${quote(pattern)} },
${streets ? '' : "  street: 'none',\n"}  // The classes of each target, in the order in which tables show them.
  targets: {
${targets.join('')}  },
  target: ${quote(target)},
  input: { height: ${input.height}, width: ${input.width} },
});
`;
}

/** Returns the path of the configuration file in a folder, or undefined if there is none. */
export async function existingConfig(directory: string): Promise<string | undefined> {
  for (const name of CONFIG_FILE_NAMES) {
    const path = join(resolve(directory), name);
    if ((await stat(path).catch(() => undefined)) !== undefined) return path;
  }
  return undefined;
}

/**
 * Writes `toonvision.config.ts`.
 *
 * @returns its path
 * @throws UserError (exit code 2) when a configuration already exists
 */
export async function writeConfig(directory: string, answers: ConfigAnswers): Promise<string> {
  const existing = await existingConfig(directory);
  if (existing !== undefined)
    throw new UserError('a configuration already exists', {
      where: existing,
      remedy: 'Edit it; `toonvision init` never overwrites one.',
      exitCode: 2,
    });
  const { screenshots, pattern, parts, target, input, kind } = answers;
  const targets = Object.fromEntries(
    parts.flatMap(({ name, classes }) => (classes.length < 2 ? [] : [[name, classes]])),
  );
  // Throws if the written file would not load.
  resolveConfig(
    { screenshots, label: { pattern }, targets, target, input, ...(kind === undefined ? {} : { source: { kind } }) },
    directory,
  );
  const path = join(resolve(directory), 'toonvision.config.ts');
  try {
    await writeFile(path, configText(answers), { flag: 'wx' });
  } catch (error) {
    throw explainFileError(error, path);
  }
  return path;
}
