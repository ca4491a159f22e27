// Writes the first toonvision.config.ts of a project, never over one that is there.
import { stat, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import type { SourceKind } from '../annotations/index.ts';
import { CONFIG_FILE_NAMES, resolveConfig } from '../config/index.ts';
import { UserError } from '../errors/index.ts';
import { explainFileError } from '../files/index.ts';
import type { LabelPart } from './labelShape.ts';

/** What a first configuration is made of. */
export interface ConfigAnswers {
  screenshots: string;
  kind: SourceKind | undefined;
  pattern: string;
  /** The possible targets; parts with fewer than two classes are excluded. */
  parts: readonly LabelPart[];
  /** The target of commands that name none. */
  target: string;
  streets: boolean;
  input: { height: number; width: number };
}

/** About this many pixels go into a model: small enough to train in minutes, large enough for a thing to be known by. */
const PIXELS = 128 * 128;

/**
 * A size for the model's input with the shape of what is cut out.
 *
 * @param aspect height by width
 * @returns multiples of 8, from 32 to 512
 */
export function inputFor(aspect = 1): { height: number; width: number } {
  const side = (value: number) => Math.min(512, Math.max(32, Math.round(value / 8) * 8));
  return { height: side(Math.sqrt(PIXELS * aspect)), width: side(Math.sqrt(PIXELS / aspect)) };
}

const quote = (text: string): string => `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`;

function list(names: readonly string[]): string {
  const short = `[${names.map(quote).join(', ')}]`;
  if (short.length <= 80) return short;
  return `[\n${names.map((name) => `      ${quote(name)},\n`).join('')}    ]`;
}

/** The text of the file. */
export function configText({ screenshots, kind, pattern, parts, target, streets, input }: ConfigAnswers): string {
  const targets = parts
    .filter(({ classes }) => classes.length >= 2)
    .map(({ name, classes }) => `    ${name}: ${list(classes)},\n`);
  return `import { defineConfig } from 'toonvision';

export default defineConfig({
  screenshots: ${quote(screenshots)},
${kind === undefined ? '' : `  source: { kind: ${quote(kind)} },\n`}  // Each named group is a part of the label; give them better names, here and in targets.
  label: { pattern: ${quote(pattern)} },
${streets ? '' : "  street: 'none',\n"}  // The targets, and the classes of each in the order of every table.
  targets: {
${targets.join('')}  },
  target: ${quote(target)},
  input: { height: ${input.height}, width: ${input.width} },
});
`;
}

/** The configuration file of a folder, if there is one. */
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
  const there = await existingConfig(directory);
  if (there !== undefined)
    throw new UserError('a configuration already exists', {
      where: there,
      remedy: 'Edit it; `toonvision init` never writes over one.',
      exitCode: 2,
    });
  const { screenshots, pattern, parts, target, input, kind } = answers;
  const targets = Object.fromEntries(
    parts.flatMap(({ name, classes }) => (classes.length < 2 ? [] : [[name, classes]])),
  );
  // What would not load is not written.
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
