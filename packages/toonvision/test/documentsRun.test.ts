// The commands and scripts of README and documents run, in order, as a reader runs them, on a small demo town and with the built tool
// (`npm run build`). `shortToonvision.ts` lists what is made shorter; `<!-- docs-test: skip, why -->` in a document marks what cannot run.

import { execFile } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { chmod, cp, mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { skipWhen } from '@toonvision/testing/skipWhen';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type DocumentCode, runnableCode } from './documentCode.ts';

const ROOT = fileURLToPath(new URL('../../..', import.meta.url));
const SHORT = fileURLToPath(new URL('shortToonvision.ts', import.meta.url));

/** Where a reader of a document is when it begins: nowhere yet, in a project with a trained run, or in the folder above it. */
const BEGINS: Readonly<Record<string, 'empty' | 'inProject'>> = {
  'README.md': 'empty',
  'docs/tutorial.md': 'empty',
  'docs/explain.md': 'empty',
  'docs/guides.md': 'inProject',
};

const docs = readdirSync(join(ROOT, 'docs')).filter((name) => name.endsWith('.md'));
const documents = ['README.md', ...docs.map((name) => `docs/${name}`), 'packages/nn/README.md'].map((path) => ({
  path,
  parts: runnableCode(readFileSync(join(ROOT, path), 'utf8')),
}));

let folder = '';
const environment: NodeJS.ProcessEnv = { ...process.env, NO_COLOR: '1', CI: '1' };
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'toonvision-documents-'));
  await mkdir(join(folder, 'bin'));
  const npx = `#!/bin/sh\nexec '${process.execPath}' --no-warnings '${SHORT}' "$@"\n`;
  await writeFile(join(folder, 'bin', 'npx'), npx);
  await chmod(join(folder, 'bin', 'npx'), 0o755);
  environment.PATH = `${join(folder, 'bin')}:${process.env.PATH}`;
  // As after `npm install`, so that scripts find the packages.
  await symlink(join(ROOT, 'node_modules'), join(folder, 'node_modules'), 'junction');
  const project = ['extract', 'split', 'train', 'evaluate suit-baseline-1'];
  const commands = ['demo demo-town', ...project.map((words) => `${words} --project demo-town`)];
  await inFolder(folder, commands.map((words) => `npx toonvision ${words}`).join('\n'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

/** Runs a block to its end or to the first command that fails, which is told with what it printed. */
async function inFolder(cwd: string, code: string, signal?: AbortSignal): Promise<string> {
  const options = { cwd, env: environment, signal };
  const run = promisify(execFile)('bash', ['-e', '-o', 'pipefail', '-c', code], options);
  const { stdout } = await run.catch((error: { code: number; stdout: string; stderr: string }) => {
    throw new Error(`exit code ${error.code}\n${error.stdout.slice(-2000)}\n${error.stderr.slice(-2000)}`);
  });
  return stdout;
}

/** A folder as the reader of the document has it, with pictures that its sentences speak of. */
async function readersFolder(path: string): Promise<string> {
  const cwd = join(folder, path.replaceAll(/\W+/g, '-'));
  const town = join(folder, 'demo-town');
  const begins = BEGINS[path];
  if (begins === 'empty') await mkdir(cwd);
  else await cp(town, begins === 'inProject' ? cwd : join(cwd, 'demo-town'), { recursive: true });
  await cp(join(town, 'screenshots'), join(cwd, 'my-pictures', 'screenshots'), { recursive: true });
  for (const ending of ['png', 'xml'])
    await cp(join(town, 'screenshots', 'dd', `dd_0001.${ending}`), join(cwd, `picture.${ending}`));
  return cwd;
}

/**
 * Runs a script to its end. What it gives as default is what the tool would ask for: a configuration, a model, or a search space,
 * of which one trial is trained.
 */
async function runScript({ code, language }: DocumentCode, path: string, cwd: string): Promise<void> {
  const file = join(cwd, `script.${language === 'js' ? 'mjs' : 'ts'}`);
  await writeFile(file, code);
  await inFolder(cwd, `'${process.execPath}' --no-warnings '${file}'`);
  const project = BEGINS[path] === 'inProject' ? '' : '--project demo-town';
  if (code.includes('export default defineConfig(')) {
    const own = join(cwd, 'my-pictures');
    await writeFile(join(own, 'toonvision.config.ts'), code);
    expect(await inFolder(own, 'npx toonvision extract --json')).toContain('samples');
  } else if (/export default \(hp/.test(code)) {
    await inFolder(cwd, `npx toonvision tune --space '${file}' --name of-a-document ${project}`);
  } else if (code.includes('export default ')) {
    expect(await inFolder(cwd, `npx toonvision summary '${file}'`)).toContain('Parameters');
  }
}

it('finds blocks, spans and marks', () => {
  const text =
    'Say `npx toonvision\ninit`.\n\n    npx toonvision split\n    npx toonvision train\n\n    accuracy 1\n\n<!-- docs-test: skip, why -->\n```sh\ncd x\n```\n\n```ts\nexport {};\n```\n';
  expect(runnableCode(text).map(({ code, line, skipped }) => [code, line, skipped])).toEqual([
    ['npx toonvision init', 1, undefined],
    ['npx toonvision split\nnpx toonvision train', 4, undefined],
    ['cd x', 11, 'why'],
    ['export {};', 15, undefined],
  ]);
});

describe.each(documents.filter(({ parts }) => parts.length > 0))('$path', ({ path, parts }) => {
  let cwd = '';
  beforeAll(async () => {
    cwd = await readersFolder(path);
  });
  for (const part of parts) {
    const name = `line ${part.line}: ${part.code.split('\n')[0]}`;
    if (part.skipped !== undefined) it(name, skipWhen(true, `${path}: ${part.skipped}`), () => {});
    else
      it(name, async ({ signal }) => {
        if (part.kind === 'script') await runScript(part, path, cwd);
        else await inFolder(cwd, part.code, signal);
      });
  }
});
