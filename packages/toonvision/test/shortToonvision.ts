// Replaces `npx` in the test of documents: runs this repository's `toonvision`, with shorter versions of commands that
// would take minutes. DRAWN_TOWN names a town that `demo` copies instead of drawing the same town again.
import { cp, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** Flags of a command that replace those of the document or are added to them. */
const SHORTER: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  demo: { scale: '0.07' },
  train: { epochs: '3' },
  tune: { trials: '3', epochs: '2' },
  'study confirm': { seeds: '2' },
};

/** Flags that replace those of the document but are not added. */
const SHORTER_WHERE_GIVEN: typeof SHORTER = { train: { repeats: '2' } };

/** The demo town's input size and the one used here, with a sixteenth of the pixels. */
const INPUT = ['input: { height: 600, width: 200 }', 'input: { height: 150, width: 50 }'] as const;

const [program, ...parts] = process.argv.slice(2);
if (program !== 'toonvision') throw new Error(`npx ${program}: only npx toonvision is available here`);

const command = parts.slice(0, parts[0] === 'study' ? 2 : 1).join(' ');
const { DRAWN_TOWN } = process.env;
if (command === 'demo' && parts.length === 2 && DRAWN_TOWN !== undefined) {
  await cp(DRAWN_TOWN, parts[1] ?? '', { recursive: true, errorOnExist: true, force: false });
  process.exit();
}
for (const [flag, value] of Object.entries(SHORTER_WHERE_GIVEN[command] ?? {})) {
  const index = parts.indexOf(`--${flag}`);
  if (index >= 0) parts[index + 1] = value;
}
for (const [flag, value] of Object.entries(SHORTER[command] ?? {})) {
  const index = parts.indexOf(`--${flag}`);
  if (index >= 0) parts[index + 1] = value;
  else parts.push(`--${flag}`, value);
}
process.argv.splice(2, process.argv.length, ...parts);
await import('../bin/toonvision.js' as string);

const [folder] = parts.slice(1);
if (command === 'demo' && folder !== undefined) {
  const file = join(folder, 'toonvision.config.ts');
  const text = await readFile(file, 'utf8');
  if (!text.includes(INPUT[0])) throw new Error(`${file}: no ${INPUT[0]}`);
  await writeFile(file, text.replace(...INPUT));
}
