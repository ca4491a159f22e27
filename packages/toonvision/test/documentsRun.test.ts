// The commands and scripts of README and documents run in order, on a small demo town and with the built tool
// (`npm run build`). `shortToonvision.ts` shortens them; `<!-- docs-test: skip, why -->` marks those that cannot run.
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

/** Where the reader of a document starts: an empty folder, a project with a trained run, or (default) its parent. */
const START_FOLDERS: Readonly<Record<string, 'empty' | 'inProject'>> = {
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
  // Scripts find the packages as after `npm install`.
  await symlink(join(ROOT, 'node_modules'), join(folder, 'node_modules'), 'junction');
  const project = ['extract', 'split', 'train', 'evaluate suit-baseline-1'];
  await inFolder(folder, 'npx toonvision demo demo-town');
  environment.DRAWN_TOWN = join(folder, 'drawn-town');
  await cp(join(folder, 'demo-town'), environment.DRAWN_TOWN, { recursive: true });
  await inFolder(folder, project.map((command) => `npx toonvision ${command} --project demo-town`).join('\n'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

/** Runs shell code to its end; throws with the output of the first command that fails. */
async function inFolder(cwd: string, code: string, signal?: AbortSignal): Promise<string> {
  const options = { cwd, env: environment, signal };
  const run = promisify(execFile)('bash', ['-e', '-o', 'pipefail', '-c', code], options);
  const { stdout } = await run.catch((error: { code: number; stdout: string; stderr: string }) => {
    throw new Error(`exit code ${error.code}\n${error.stdout.slice(-2000)}\n${error.stderr.slice(-2000)}`);
  });
  return stdout;
}

/** Makes the folder in which the document's reader starts, with the images that the document mentions. */
async function createStartFolder(path: string): Promise<string> {
  const cwd = join(folder, path.replaceAll(/\W+/g, '-'));
  const town = join(folder, 'demo-town');
  const start = START_FOLDERS[path];
  if (start === 'empty') await mkdir(cwd);
  else await cp(town, start === 'inProject' ? cwd : join(cwd, 'demo-town'), { recursive: true });
  await cp(join(town, 'screenshots'), join(cwd, 'my-pictures', 'screenshots'), { recursive: true });
  for (const extension of ['png', 'xml'])
    await cp(join(town, 'screenshots', 'dd', `dd_0001.${extension}`), join(cwd, `picture.${extension}`));
  return cwd;
}

/**
 * Runs a script, then uses its default export with the tool: extracts with a configuration, summarizes a model, or
 * trains one trial of a search space.
 */
async function runScript({ code, language }: DocumentCode, path: string, cwd: string): Promise<void> {
  const file = join(cwd, `script.${language === 'js' ? 'mjs' : 'ts'}`);
  await writeFile(file, code);
  await inFolder(cwd, `'${process.execPath}' --no-warnings '${file}'`);
  const project = START_FOLDERS[path] === 'inProject' ? '' : '--project demo-town';
  if (code.includes('export default defineConfig(')) {
    const ownProject = join(cwd, 'my-pictures');
    await writeFile(join(ownProject, 'toonvision.config.ts'), code);
    expect(await inFolder(ownProject, 'npx toonvision extract --json')).toContain('samples');
  } else if (/export default \(hp/.test(code)) {
    await inFolder(cwd, `npx toonvision tune --space '${file}' --name of-a-document ${project}`);
  } else if (code.includes('export default ')) {
    expect(await inFolder(cwd, `npx toonvision summary '${file}'`)).toContain('Parameters');
  }
}

it('finds blocks, spans and skip marks', () => {
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
    cwd = await createStartFolder(path);
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
