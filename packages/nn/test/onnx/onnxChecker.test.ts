// ONNX files pass the ONNX checker with shape inference: Debian's python3-onnx 1.12, whose operator set they use.
import { spawnSync } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { skipWhen } from '@toonvision/testing/skipWhen';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { onnxModel } from '../../src/formats/index.ts';
import { cases, modelOf } from './onnxCases.ts';

const PYTHON = '/usr/bin/python3';
// Prints the error of each file that the checker rejects.
const CHECK = `
import json, sys
import onnx, onnx.checker
refused = {}
for path in sys.stdin.read().split("\\n"):
    try:
        onnx.checker.check_model(onnx.load(path), full_check=True)
    except Exception as error:
        refused[path] = str(error)
print(json.dumps(refused))
`;
const hasChecker = spawnSync(PYTHON, ['-c', 'import onnx.checker']).status === 0;

function refusedOf(paths: readonly string[]): Record<string, string> {
  const { stdout, stderr } = spawnSync(PYTHON, ['-c', CHECK], { input: paths.join('\n'), encoding: 'utf8' });
  expect(stderr).toBe('');
  return JSON.parse(stdout);
}

describe('the ONNX checker', skipWhen(!hasChecker, 'python3-onnx is not installed'), () => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'toonvision-checker-'));
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));

  it('accepts every layer, for bytes and floats', { timeout: 60_000 }, async () => {
    const paths: string[] = [];
    for (const [index, [, specs, inputShape]] of cases.entries())
      for (const input of ['bytes', 'floats'] as const) {
        const path = join(folder, `${index}-${input}.onnx`);
        await writeFile(path, onnxModel(modelOf(specs, inputShape, 3), { input, metadata: { classes: '["a","b"]' } }));
        paths.push(path);
      }
    expect(paths.length).toBeGreaterThan(300);
    expect(refusedOf(paths)).toEqual({});
  });

  it('rejects an unknown operator and an undefined name', async () => {
    const [, specs, shape] = cases.find(([name]) => name === 'a whole network') ?? cases[0]!;
    const good = Buffer.from(onnxModel(modelOf(specs, shape, 3)));
    const renamed = Buffer.from(good);
    renamed.write('Gemn', renamed.lastIndexOf('Gemm'));
    // What the first node gives is called otherwise, so that the next takes what nothing gives.
    const loose = Buffer.from(good);
    loose.write('channelsFirsT', loose.indexOf('channelsFirst'));
    const paths = await Promise.all(
      [renamed, loose].map(async (bytes, index) => {
        const path = join(folder, `bad-${index}.onnx`);
        await writeFile(path, bytes);
        return path;
      }),
    );
    expect(Object.keys(refusedOf(paths))).toEqual(paths);
  });
});
