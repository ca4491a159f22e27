// The command line tool as a child process on a small project: exit codes, messages and JSON.
import { appendFile, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { cli, colorProject } from './cliProcess.ts';

const ESCAPE = String.fromCharCode(27);
const TINY = `import { layers } from '@toonvision/nn';
export default (_input, classes) => [
  layers.rescaling({ scale: 1 / 255 }),
  layers.conv2d({ filters: 4, kernelSize: 3, padding: 'same', activation: 'relu' }),
  layers.maxPooling2d({ poolSize: 4 }),
  layers.flatten(),
  layers.dense({ units: classes, activation: 'softmax' }),
];
`;

describe('usage', () => {
  it('prints help with examples for the tool and for every command', async () => {
    const tool = await cli(['--help']);
    expect(tool.code).toBe(0);
    const commands = ['demo', 'extract', 'split', 'train', 'evaluate', 'predict', 'summary', 'tour'];
    const helps = await Promise.all(commands.map((command) => cli([command, '--help'])));
    for (const [index, help] of helps.entries()) {
      expect(tool.stdout).toContain(`  ${commands[index]}`);
      expect(help.code).toBe(0);
      expect(help.stdout).toContain('Examples:');
      expect(help.stdout).toContain(`toonvision ${commands[index]}`);
    }
  });

  it('prints its version', async () => {
    expect((await cli(['--version'])).stdout).toMatch(/^\d+\.\d+\.\d+\n$/);
  });

  it.each([
    [['trian'], 'unknown command "trian"; did you mean "train"?'],
    [['split', '--ignore-source-sides'], '--ignore-source-sides has been renamed to --ignore-source-splits'],
    [['inspect', '--no-pictures'], '--no-pictures has been renamed to --no-images'],
    [['train', '--sead', '3'], 'did you mean --seed?'],
    [['train', '--seed', 'x'], 'must be a whole number, got "x"'],
    [['train', '--learning-rate', '0'], 'must be above 0, got "0"'],
    [['train', '--class-weight', 'balancd'], 'did you mean "balanced"?'],
    [['train', '--label-smoothing', '1'], 'must be below 1, got "1"'],
    [['train', '--focal-gamma', '-1'], 'must be 0 or more, got "-1"'],
    [['split', '--ratio', '60/40'], 'expected train/val/test such as 60/20/20, got "60/40"'],
    [['evaluate', 'a', '--split', 'tset'], 'did you mean "test"?'],
    [['summary'], 'model'],
    [['summary', 'baseline', '--input', '600'], 'expected <height>x<width>'],
    [['summary', 'basline'], 'did you mean "baseline"?'],
    [['predict', 'run', '--project', '/nowhere'], 'at least one image is required'],
    [['extract', '--project', '/nowhere'], 'failed to open the project folder'],
  ])('%j exits with code 2 and a hint', async (parts, message) => {
    const { code, stdout, stderr } = await cli(parts);
    expect(code).toBe(2);
    expect(stderr).toMatch(/^error: /);
    expect(stderr).toContain(message);
    expect(stderr).not.toMatch(/^ +at /m);
    expect(stdout).toBe('');
  });

  it('reports a missing configuration and how to create one', async () => {
    const { code, stderr } = await cli(['train'], { cwd: '/' });
    expect(code).toBe(2);
    expect(stderr).toContain('toonvision.config.ts not found');
    expect(stderr).toContain('toonvision demo');
  });
});

describe('summary', () => {
  it('shows parameters and multiply-adds', async () => {
    const { code, stdout } = await cli(['summary', 'tuned']);
    expect(code).toBe(0);
    expect(stdout).toContain('Parameters: 6,032');
    expect(stdout).toContain('16x5x12');
  });

  it('prints JSON', async () => {
    const { stdout } = await cli(['summary', 'baseline', '--json', '--classes', '2']);
    expect(JSON.parse(stdout)).toMatchObject({ name: 'baseline', classes: 2, parameters: 14_620 - 2 * 3553 });
  });

  it('names the layer that does not fit the input', async () => {
    const { code, stderr } = await cli(['summary', 'tuned', '--input', '3x3']);
    expect(code).toBe(1);
    expect(stderr).toMatch(/^error: maxPooling2d_1: /);
  });
});

describe('a project from screenshots to predictions', () => {
  let folder: string;
  const tool = (...parts: string[]) => cli(parts, { cwd: folder });
  beforeAll(async () => {
    folder = await colorProject();
    await writeFile(join(folder, 'tiny.ts'), TINY);
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));

  it('names the command to run first', async () => {
    const early = await tool('train');
    expect(early.code).toBe(1);
    expect(early.stderr).toContain('Run `toonvision extract` first');
    expect((await tool('split')).stderr).toContain('Run `toonvision extract` first');
    const none = await tool('evaluate', 'x');
    expect(none.code).toBe(2);
    expect(none.stderr).toContain('start one with `toonvision train`');
  });

  it('extracts and prints JSON', async () => {
    const { code, stdout } = await tool('extract', '--json');
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ samples: 24, screenshots: 12, problems: [] });
    const again = await tool('extract', '--strict');
    expect(again.code).toBe(0);
    expect(again.stdout).toContain('24 samples from 12 screenshots');
    expect((await tool('train')).stderr).toContain('Run `toonvision split` first');
  });

  it('splits once, and replaces a split only with --force', async () => {
    const first = await tool('split');
    expect(first.stdout).toContain('0 groups, 0 screenshots, 0 bursts');
    expect(first.stdout).toContain('Split 24 samples');
    expect((await tool('split')).stdout).toContain('Unchanged');
    const other = await tool('split', '--seed', '5');
    expect(other.code).toBe(2);
    expect(other.stderr).toContain('--force');
    const { stdout } = await tool('split', '--json', '--force', '--ratio', '1/1/1');
    expect(JSON.parse(stdout)).toMatchObject({ state: 'replaced', samples: 24, ratio: [1, 1, 1] });
    expect((await tool('split', '--force')).code).toBe(0);
  });

  it('trains a run and describes it', async () => {
    const { code, stdout, stderr } = await tool('train', '--model', 'tiny.ts', '--epochs', '3', '--seed', '7');
    expect(stderr).not.toContain('error');
    expect(code).toBe(0);
    expect(stdout).toMatch(/^ +3\/3 /m);
    expect(stdout).toContain('Stopped: epoch limit');
    expect(stdout).toContain('Next: toonvision evaluate suit-tiny-1');
    expect(stdout).not.toContain(ESCAPE);
    const run = join(folder, 'runs', 'suit-tiny-1');
    expect((await readdir(run)).sort()).toEqual([
      'history.csv',
      'history.json',
      'model.json',
      'run.json',
      'tensorboard',
      'validations.json',
      'weights.safetensors',
    ]);
    const record = JSON.parse(await readFile(join(run, 'run.json'), 'utf8'));
    expect(record).toMatchObject({
      status: 'finished',
      command: 'toonvision train --model tiny.ts --epochs 3 --seed 7',
      config: { seed: 7, epochs: 3, batchSize: 64, modelFile: { path: 'tiny.ts' }, classes: ['bb', 'lb'] },
      result: { epochs: 3, stopReason: { kind: 'epochLimit' } },
    });
    expect((await readFile(join(run, 'history.csv'), 'utf8')).trim().split('\n')).toHaveLength(4);
  });

  it('never overwrites a run', async () => {
    const { code, stderr } = await tool('train', '--model', 'tiny.ts', '--name', 'suit-tiny-1');
    expect(code).toBe(2);
    expect(stderr).toContain('run suit-tiny-1 already exists');
    expect((await tool('train', '--name', '../out')).stderr).toContain('invalid run name');
    const next = await tool('train', '--model', 'tiny.ts', '--epochs', '1', '--json');
    expect(JSON.parse(next.stdout)).toMatchObject({ name: 'suit-tiny-2', status: 'finished' });
  });

  it('evaluates on the sealed test split and records that', async () => {
    const { code, stdout } = await tool('evaluate', 'suit-tiny-1');
    expect(code).toBe(0);
    for (const part of ['Confusion matrix', 'Errors only', 'precision    recall  f1-score', 'has been opened once']) {
      expect(stdout).toContain(part);
    }
    const second = JSON.parse((await tool('evaluate', 'suit-tiny-1', '--json', '--reason', 'again')).stdout);
    expect(second).toMatchObject({ split: 'test', testOpenings: 2, changed: [] });
    const val = JSON.parse((await tool('evaluate', 'suit-tiny-1', '--json', '--split', 'val')).stdout);
    expect(val.testOpenings).toBeUndefined();
    const log = (await readFile(join(folder, 'dataset', 'test-openings.jsonl'), 'utf8')).trim().split('\n');
    expect(log.map((line) => JSON.parse(line))).toMatchObject([
      { run: 'suit-tiny-1', reason: 'evaluate' },
      { run: 'suit-tiny-1', reason: 'again' },
    ]);
    const lines = (await readFile(join(folder, 'runs', 'suit-tiny-1', 'predictions.jsonl'), 'utf8')).trim().split('\n');
    expect(lines).toHaveLength(second.samples);
    const keys = ['id', 'file', 'true', 'predicted', 'probabilities', 'provenance'];
    expect(Object.keys(JSON.parse(lines[0] ?? ''))).toEqual(keys);
  });

  it('suggests the nearest run', async () => {
    const { code, stderr } = await tool('evaluate', 'suit-tinny-1');
    expect(code).toBe(2);
    expect(stderr).toContain('unknown run "suit-tinny-1"; did you mean "suit-tiny-1"?');
  });

  it('predicts images and annotated boxes', async () => {
    const image = join('screenshots', 'ttc', 'shot00.png');
    const { code, stdout } = await tool('predict', 'suit-tiny-1', image, '--boxes');
    expect(code).toBe(0);
    expect(stdout).toContain(`${image}, object 1 (cog_bb_flunky)`);
    const whole = JSON.parse((await tool('predict', 'suit-tiny-1', image, '--json')).stdout);
    expect(whole.predictions).toHaveLength(1);
    expect(whole.predictions[0].probabilities).toHaveLength(2);
    const missing = await tool('predict', 'suit-tiny-1', 'none.png');
    expect(missing.code).toBe(1);
    expect(missing.stderr).toContain('none.png: no such file');
  });

  it('exits quietly when its output pipe is closed', async () => {
    const { code, stderr } = await cli(['summary', 'baseline'], {
      onStdout: (_, child) => child.stdout.destroy(),
    });
    expect(code).toBe(0);
    expect(stderr).toBe('');
  });

  it('names the edited file of a run', async () => {
    await tool('train', '--model', 'tiny.ts', '--epochs', '1', '--name', 'edited');
    const run = join(folder, 'runs', 'edited');
    await appendFile(join(run, 'weights.safetensors'), 'x');
    const weights = await tool('evaluate', 'edited', '--split', 'val');
    expect(weights.code).toBe(1);
    expect(weights.stderr).toContain('weights.safetensors: not the weights the run ended with');
    await rm(join(run, 'weights.safetensors'));
    expect((await tool('evaluate', 'edited', '--split', 'val')).stderr).toContain('has no weights.safetensors');
    await writeFile(join(run, 'run.json'), '{"format": 1}');
    expect((await tool('evaluate', 'edited', '--split', 'val')).stderr).toMatch(/run\.json: \w+/);
  });

  it('rejects evaluation on changed data and names the change', async () => {
    expect((await tool('split', '--seed', '99', '--force')).code).toBe(0);
    const refused = await tool('evaluate', 'suit-tiny-1');
    expect(refused.code).toBe(1);
    expect(refused.stderr).toContain('dataset/split.json: the samples of the splits have changed');
    const forced = await tool('evaluate', 'suit-tiny-1', '--json', '--force');
    expect(forced.code).toBe(0);
    expect(JSON.parse(forced.stdout).changed).toHaveLength(1);
  });
});
