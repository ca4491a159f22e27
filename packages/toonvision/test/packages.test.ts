// The two packages as npm packs them: files, size, types, and installation on every supported version of Node.
import { execFile } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { nodeOf, VERSIONS, withNode } from '@toonvision/testing/nodeVersions';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { colorProject } from './cliProcess.ts';

const run = promisify(execFile);
const ROOT = fileURLToPath(new URL('../../..', import.meta.url));

interface Packed {
  name: string;
  filename: string;
  size: number;
  files: { path: string; size: number }[];
}

let place: string;
const packed = new Map<string, Packed>();
beforeAll(async () => {
  place = await mkdtemp(join(tmpdir(), 'toonvision-packed-'));
  for (const name of ['nn', 'toonvision']) {
    const args = ['pack', '--json', '--pack-destination', place, '--loglevel=error'];
    const { stdout } = await run('npm', args, { cwd: join(ROOT, 'packages', name), maxBuffer: 2 ** 26 });
    const [found] = JSON.parse(stdout) as Packed[];
    if (found !== undefined) packed.set(name, found);
  }
});
afterAll(() => rm(place, { recursive: true, force: true }));
const of = (name: string): Packed => {
  const found = packed.get(name);
  if (found === undefined) throw new Error(`npm packed no ${name}`);
  return found;
};

describe('a package', () => {
  it('is small', () => {
    const charts = of('toonvision')
      .files.filter(({ path }) => path.startsWith('build/studio/'))
      .reduce((sum, { size }) => sum + size, 0);
    console.log(
      `nn ${of('nn').size} bytes, toonvision ${of('toonvision').size} bytes, ${charts} of them unpacked the studio`,
    );
    expect(of('nn').size).toBeLessThan(300_000);
    expect(of('toonvision').size).toBeLessThan(5_000_000);
  });

  it.each(['nn', 'toonvision'])(
    '%s: built code, kernels, licences, a README; no sources, tests, scripts at install',
    async (name) => {
      const paths = of(name).files.map(({ path }) => path);
      const known =
        /^(?:dist\/.+\.(?:js|d\.ts)|build\/.+|bin\/.+\.js|package\.json|README\.md|LICENSE|THIRD_PARTY_LICENSES\.txt)$/;
      expect(paths.filter((path) => !known.test(path))).toEqual([]);
      expect(paths.filter((path) => /\.test\.|fixtures|\.wat$/.test(path))).toEqual([]);
      for (const path of ['LICENSE', 'README.md', 'THIRD_PARTY_LICENSES.txt', 'dist/index.js', 'dist/index.d.ts'])
        expect(paths).toContain(path);
      const manifest = JSON.parse(await readFile(join(ROOT, 'packages', name, 'package.json'), 'utf8'));
      expect(Object.keys(manifest.scripts ?? {}).filter((one) => /install|prepare/.test(one))).toEqual([]);
      expect(manifest.version).toMatch(/^0\.\d+\.\d+$/);
      expect(readFileSync(join(ROOT, 'CHANGELOG.md'), 'utf8')).toContain(`## ${manifest.version}`);
    },
  );

  it('contains the license of everything built into it', async () => {
    const require = createRequire(import.meta.url);
    const inside = {
      nn: ['assemblyscript'],
      toonvision: ['assemblyscript', 'preact', '@preact/signals', '@preact/signals-core', 'dejavu-fonts-ttf'],
    };
    for (const [name, parts] of Object.entries(inside)) {
      const text = await readFile(join(ROOT, 'packages', name, 'THIRD_PARTY_LICENSES.txt'), 'utf8');
      for (const part of parts) {
        const [folder = ''] = (require.resolve.paths(part) ?? []).map((one) => join(one, part)).filter(existsSync);
        expect(text, part).toContain((await readFile(join(folder, 'LICENSE'), 'utf8')).trim());
      }
    }
  });
});

describe('installed into an empty folder', () => {
  let folder: string;
  let colors: string;
  beforeAll(async () => {
    folder = join(place, 'empty');
    await mkdir(folder);
    await writeFile(join(folder, 'package.json'), '{ "private": true, "type": "module" }\n');
    const files = ['nn', 'toonvision'].map((name) => join(place, of(name).filename));
    const flags = ['--no-audit', '--no-fund', '--loglevel=error', '--prefer-offline', '--ignore-scripts'];
    await run('npm', ['install', ...flags, ...files], { cwd: folder });
    colors = await colorProject();
  }, 300_000);
  afterAll(() => rm(colors, { recursive: true, force: true }));

  for (const [version, node] of [
    [process.versions.node, process.execPath] as const,
    ...VERSIONS.map((one) => [one, nodeOf(one)] as const),
  ]) {
    it(`runs the whole workflow on Node ${version}`, withNode(version, node), async () => {
      const project = join(folder, `project-${version}`);
      await cp(join(colors, 'screenshots'), join(project, 'screenshots'), { recursive: true });
      const tool = async (...args: string[]) => {
        const bin = join(folder, 'node_modules', 'toonvision', 'bin', 'toonvision.js');
        const { stdout } = await run(node ?? '', [bin, ...args], { cwd: project, maxBuffer: 2 ** 26 });
        return stdout;
      };
      await tool('init', '--yes', '--input', '24x16');
      await tool('extract');
      await tool('split');
      await tool('train', '--epochs', '2', '--name', 'first');
      expect(await tool('evaluate', 'first')).toMatch(/\d+ of \d+ test samples wrong|No test sample is wrong|0 of/);
      expect(await tool('predict', 'first', join('screenshots', 'ttc', 'shot00.png'))).toContain('shot00');
      await tool('export', 'first', '--format', 'onnx', '--format', 'web');
      expect(existsSync(join(project, 'exports', 'first', 'web', 'index.html'))).toBe(true);
    });
  }

  it.each(['node16', 'bundler'])('has types for moduleResolution %s', async (moduleResolution) => {
    const source = join(folder, `types-${moduleResolution}`);
    await mkdir(source, { recursive: true });
    await writeFile(
      join(source, 'use.ts'),
      `import { layers, sequential, type Predictions } from '@toonvision/nn';
import { loadConfig, trainRun, builtInModels, type Project, type Run } from 'toonvision';
import { openClassifier, type ClassProbability } from 'toonvision/page';
const model = sequential([layers.flatten(), layers.dense({ units: 2, activation: 'softmax' })], { inputShape: [4, 4, 3] });
export const parameters: number = model.parameters;
export const predict = (images: Parameters<typeof model.predict>[0]): Promise<Predictions> => model.predict(images);
export async function train(folder: string): Promise<Run> {
  const project: Project = await loadConfig(folder);
  return trainRun({ project, model: builtInModels.tuned, modelName: 'tuned', epochs: 2 });
}
export const best = async (pixels: { data: Uint8Array; width: number; height: number }): Promise<ClassProbability | undefined> =>
  (await openClassifier('./')).classify(pixels)[0];
// @ts-expect-error: units are a number
layers.dense({ units: 'two' });
`,
    );
    const compilerOptions = {
      ...{ target: 'ES2023', lib: ['ES2023', 'DOM'], strict: true, noEmit: true, skipLibCheck: true, types: [] },
      ...{ module: moduleResolution === 'node16' ? 'node16' : 'esnext', moduleResolution },
    };
    await writeFile(join(source, 'tsconfig.json'), JSON.stringify({ compilerOptions, files: ['use.ts'] }));
    const tsc = join(ROOT, 'node_modules', 'typescript', 'bin', 'tsc');
    const result = await run(process.execPath, [tsc, '-p', source]).catch((error: { stdout: string }) => error);
    expect(result.stdout).toBe('');
  });
});
