// The example projects: commands of their READMEs run in order on a small town for two epochs, and links have targets.
import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { cp, mkdtemp, readdir, readFile, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { cli } from './cliProcess.ts';
import { copyTown } from './sharedTown.ts';

const ROOT = fileURLToPath(new URL('../../..', import.meta.url));
const PROJECTS = ['suits', 'entities', 'cog-or-toon', 'own-images', 'leave-one-street-out'];
/** Expected output of commands that contain the key. */
const EXPECTED_OUTPUT: Record<string, RegExp> = {
  evaluate: /\d+ of \d+ test samples wrong/,
  extract: /\d+ samples from \d+ screenshots/,
  predict: /apple\/01\.png +(?:apple|banana|plum) /,
  report: /report\.html/,
  'streets.ts': /^street .*\nbr .*\ndd .*\nddl .*\ndg .*\nmml .*\nttc .*\nall /m,
};

/** A copy of the repository's top folder with a small town. */
let top: string;
beforeAll(async () => {
  top = await mkdtemp(join(tmpdir(), 'toonvision-examples-'));
  await copyTown(join(top, 'demo-town'));
  await symlink(join(ROOT, 'node_modules'), join(top, 'node_modules'));
  for (const name of PROJECTS)
    for (const file of await readdir(join(ROOT, 'examples', name), { withFileTypes: true }))
      if (file.isFile()) await cp(join(ROOT, 'examples', name, file.name), join(top, 'examples', name, file.name));
});
afterAll(() => rm(top, { recursive: true, force: true }));

const documentOf = (name: string) => readFile(join(ROOT, 'examples', name, 'README.md'), 'utf8');
const commandsOf = (text: string) => [...text.matchAll(/^ {4}npx (.+)$/gm)].map(([, command]) => command ?? '');

async function run(command: string): Promise<{ code: number | null; stdout: string; stderr: string }> {
  const [program = '', ...parts] = command.split(' ');
  if (program === 'toonvision') {
    const shortened = parts[0] === 'train' ? ['--epochs', '2'] : [];
    return cli([...parts, ...shortened], { cwd: top });
  }
  if (program !== 'node') throw new Error(`${command}: neither toonvision nor node`);
  // A script that trains takes the epochs as its argument.
  return promisify(execFile)(process.execPath, [...parts, '2'], { cwd: top }).then(
    (output) => ({ code: 0, ...output }),
    (error) => ({ code: error.code, stdout: error.stdout, stderr: error.stderr }),
  );
}

it.each(PROJECTS)('%s', { timeout: 120_000 }, async (name) => {
  const commands = commandsOf(await documentOf(name));
  expect(commands.length).toBeGreaterThanOrEqual(3);
  for (const command of commands) {
    // The town is shared by the examples.
    if (command === 'toonvision demo demo-town') continue;
    const result = await run(command);
    expect(result, command).toMatchObject({ code: 0 });
    const expected = Object.entries(EXPECTED_OUTPUT).find(([word]) => command.includes(word))?.[1];
    if (expected !== undefined) expect(result.stdout, command).toMatch(expected);
  }
});

it('link to existing files', async () => {
  const broken: string[] = [];
  for (const name of ['', ...PROJECTS, 'web-train'])
    for (const [, target = ''] of (await documentOf(name)).matchAll(/\]\(([^)\s]+)\)/g)) {
      const file = resolve(ROOT, 'examples', name, target.replace(/#.*$/, ''));
      if (!existsSync(file)) broken.push(`examples/${join(name, 'README.md')}: ${target}`);
    }
  expect(broken).toEqual([]);
  for (const name of PROJECTS) expect(await documentOf('')).toContain(`](${name})`);
});
