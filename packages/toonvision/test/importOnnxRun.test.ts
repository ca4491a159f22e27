// A run exported as ONNX and imported again works with every command and gives the same results.
import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { cli, colorProject } from './cliProcess.ts';
import { imageChain } from './onnx/chain.ts';
import { onnxBytes } from './onnx/graphWriter.ts';

let folder: string;
const tool = (...parts: string[]) => cli(parts, { cwd: folder });
beforeAll(async () => {
  folder = await colorProject();
  const config = JSON.parse(await readFile(join(folder, 'toonvision.config.json'), 'utf8'));
  config.targets.entity = ['flunky', 'bigwig'];
  config.input.interpolation = 'nearest';
  await writeFile(join(folder, 'toonvision.config.json'), JSON.stringify(config));
  await writeFile(
    join(folder, 'small.ts'),
    `import { layers } from '@toonvision/nn';
export default (_, classes) => [
  layers.randomFlip(), layers.rescaling({ scale: 1 / 255 }),
  layers.conv2d({ filters: 4, kernelSize: 3, padding: 'same', activation: 'relu' }), layers.maxPooling2d({ poolSize: 2 }),
  layers.batchNormalization(), layers.dropout({ rate: 0.2 }), layers.flatten(), layers.dense({ units: classes, activation: 'softmax' }),
];`,
  );
  for (const parts of [
    ['extract'],
    ['split'],
    ['train', '--model', 'small.ts', '--epochs', '3', '--name', 'small', '--batch', '8'],
    ['evaluate', 'small', '--split', 'val'],
    ['export', 'small', '--format', 'onnx', '--out', 'bytes'],
    ['export', 'small', '--format', 'onnx', '--input', 'floats', '--out', 'floats'],
  ])
    expect(await tool(...parts)).toMatchObject({ code: 0 });
}, 120_000);
afterAll(() => rm(folder, { recursive: true, force: true }));

const json = async (path: string) => JSON.parse(await readFile(join(folder, path), 'utf8'));

describe('a run exported as ONNX and imported again', () => {
  it.each(['bytes', 'floats'])('with input %s gives bit-identical results', { timeout: 60_000 }, async (input) => {
    const { code, stdout } = await tool('import', join(input, 'model.onnx'), '--name', `back-${input}`);
    expect([code, stdout]).toEqual([
      0,
      expect.stringMatching(/runs\/back-\w+: ONNX by @toonvision\/nn, [\d,]+ parameters/),
    ]);
    expect(stdout).not.toContain('--softmax');
    expect((await tool('evaluate', `back-${input}`, '--split', 'val')).code).toBe(0);
    const [before, after] = await Promise.all([
      json('runs/small/evaluation-val.json'),
      json(`runs/back-${input}/evaluation-val.json`),
    ]);
    for (const key of ['accuracy', 'loss', 'confusion', 'samples'])
      expect([key, after[key]]).toEqual([key, before[key]]);
    const [ours, theirs] = await Promise.all(
      ['small', `back-${input}`].map((run) => readFile(join(folder, 'runs', run, 'predictions-val.jsonl'), 'utf8')),
    );
    expect(theirs).toBe(ours);
  });

  it('can be explained, used for prediction, exported again, and reported', { timeout: 120_000 }, async () => {
    for (const parts of [
      ['explain', 'back-bytes', '--wrong', '2', '--split', 'val'],
      ['predict', 'back-bytes', 'screenshots/ttc/shot00.png', '--boxes'],
      ['export', 'back-bytes', '--format', 'onnx', '--format', 'tfjs', '--out', 'again'],
      ['report', 'back-bytes'],
      ['import', 'again/model.onnx', '--name', 'twice'],
      ['evaluate', 'twice', '--split', 'val'],
    ]) {
      const { code, stderr } = await tool(...parts);
      expect([parts[0], code, stderr]).toEqual([parts[0], 0, expect.not.stringContaining('unexpected')]);
    }
    expect((await json('runs/twice/evaluation-val.json')).loss).toBe(
      (await json('runs/small/evaluation-val.json')).loss,
    );
    expect(await readFile(join(folder, 'again', 'MODEL_CARD.md'), 'utf8')).toContain('imported from model.onnx (ONNX');
  });

  /** A file with two outputs and class names. */
  const named = async (file: string, classes?: string[], softmax = true) => {
    const chain = imageChain(24, 16).conv(2, 3, [3, 3]).node('GlobalAveragePool').node('Flatten').dense(2, 2);
    const { nodes, tensors, input, last } = softmax ? chain.node('Softmax', [], { axis: 1 }) : chain;
    const metadata =
      classes === undefined
        ? undefined
        : { classes: JSON.stringify(classes), input: '{"fit":"letterbox","interpolation":"bicubic"}' };
    await writeFile(
      join(folder, file),
      onnxBytes({ nodes, tensors, inputs: [input], outputs: [{ name: last }], metadata }),
    );
    return file;
  };

  it('uses the classes and resizing stored in the file', async () => {
    const entity = await tool('import', await named('entity.onnx', ['flunky', 'bigwig']), '--name', 'by-classes');
    expect(entity).toMatchObject({ code: 0, stdout: expect.stringContaining('Outputs, in order: flunky, bigwig.') });
    expect((await json('runs/by-classes/run.json')).config).toMatchObject({
      target: 'entity',
      input: { fit: 'letterbox', interpolation: 'bicubic' },
    });
    const other = await tool('import', await named('other.onnx', ['lb', 'bb']));
    expect(other).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('the outputs of the model are lb, bb, but the target suit has bb, lb'),
    });
    const asked = await tool('import', 'entity.onnx', '--target', 'suit');
    expect(asked).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('outputs of the model are flunky, bigwig'),
    });
    const plain = await tool('import', await named('plain.onnx'), '--name', 'plain', '--interpolation', 'bilinear');
    expect(plain.code).toBe(0);
    expect((await json('runs/plain/run.json')).config.input).toMatchObject({
      fit: 'stretch',
      interpolation: 'bilinear',
    });
  });

  it('warns about logits and adds a softmax on request', { timeout: 60_000 }, async () => {
    await named('logits.onnx', undefined, false);
    const bare = await tool('import', 'logits.onnx', '--name', 'bare');
    expect(bare).toMatchObject({
      code: 0,
      stdout: expect.stringContaining('If the outputs are logits, import the model with --softmax'),
    });
    expect((await tool('import', 'logits.onnx', '--name', 'soft', '--softmax')).code).toBe(0);
    expect((await tool('evaluate', 'soft', '--split', 'val')).code).toBe(0);
    const [first = ''] = (await readFile(join(folder, 'runs/soft/predictions-val.jsonl'), 'utf8')).split('\n');
    const numbers: number[] = JSON.parse(first).probabilities;
    expect(numbers.reduce((sum, value) => sum + value, 0)).toBeCloseTo(1, 5);
    const twice = await tool('import', 'plain.onnx', '--softmax');
    expect(twice).toMatchObject({ code: 2, stderr: expect.stringContaining('already outputs probabilities') });
  });

  it('rejects unsupported operators with their location and creates no run', async () => {
    const { nodes, tensors, input, last } = imageChain(24, 16)
      .conv(2, 3, [3, 3])
      .node('HardSwish')
      .node('GlobalAveragePool')
      .node('Flatten');
    await writeFile(
      join(folder, 'odd.onnx'),
      onnxBytes({ nodes, tensors, inputs: [input], outputs: [{ name: last }] }),
    );
    const { code, stderr } = await tool('import', 'odd.onnx', '--name', 'odd');
    expect([code, stderr]).toEqual([
      1,
      expect.stringContaining('odd.onnx, node 1: HardSwish /part.4/HardSwish: unsupported operator'),
    ]);
    expect(stderr).not.toMatch(/ at .*\.ts:/);
    await expect(json('runs/odd/run.json')).rejects.toThrow('ENOENT');
  });
});
