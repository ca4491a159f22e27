// `npx` of the documents' test: `npx toonvision ...` is the tool of this repository, and what would take minutes is made short.
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** Flags of a command that take the place of what the document says, or are added. All that is shortened stands here. */
const SHORTER: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  demo: { scale: '0.07' },
  train: { epochs: '3' },
  tune: { trials: '3', epochs: '2' },
  'study confirm': { seeds: '2' },
};

/** The same, but only where the document gives the flag. */
const SHORTER_WHERE_GIVEN: typeof SHORTER = { train: { repeats: '2' } };

/** The demo town's pictures are a sixteenth as large for the model. */
const INPUT = ['input: { height: 600, width: 200 }', 'input: { height: 150, width: 50 }'] as const;

const [program, ...parts] = process.argv.slice(2);
if (program !== 'toonvision') throw new Error(`npx ${program}: only npx toonvision is known here`);

const command = parts.slice(0, parts[0] === 'study' ? 2 : 1).join(' ');
for (const [flag, value] of Object.entries(SHORTER_WHERE_GIVEN[command] ?? {})) {
  const at = parts.indexOf(`--${flag}`);
  if (at >= 0) parts[at + 1] = value;
}
for (const [flag, value] of Object.entries(SHORTER[command] ?? {})) {
  const at = parts.indexOf(`--${flag}`);
  if (at >= 0) parts[at + 1] = value;
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
