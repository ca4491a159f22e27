// Runs that are interrupted at a batch, or whose process is really killed, end in the same bits when they are resumed.
import { type ChildProcess, spawn } from 'node:child_process';
import { readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { layers } from '@toonvision/nn';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { loadConfig, type Project, type TrainSettings } from '../src/config/index.ts';
import { extract, readSamples } from '../src/dataset/index.ts';
import { findModel, modelBuilder } from '../src/models/index.ts';
import { ensureSplit, loadRunModel, readRun, resumeRun, trainRun } from '../src/training/index.ts';
import { cli, colourProject } from './cliProcess.ts';

const MAIN = fileURLToPath(new URL('../src/cli/main.ts', import.meta.url));
const STATE = 'training-state.safetensors';
const MODEL = `import { layers } from '@toonvision/nn';
export default (_input, classes) => [
  layers.randomFlip(),
  layers.rescaling({ scale: 1 / 255 }),
  layers.conv2d({ filters: 4, kernelSize: 3, padding: 'same', activation: 'relu' }),
  layers.maxPooling2d({ poolSize: 4 }),
  layers.dropout({ rate: 0.2 }),
  layers.flatten(),
  layers.dense({ units: classes, activation: 'softmax' }),
];
`;
const SETTINGS: TrainSettings = {
  epochs: 6,
  batchSize: 4,
  seed: 3,
  patience: 100,
  sampling: 'classAndStreet',
  classWeight: 'effectiveNumber',
  loss: 'categoricalFocalCrossentropy',
  optimizer: { name: 'sgd', momentum: 0.9 },
  schedule: { name: 'cosineDecay', warmUpEpochs: 1 },
  augmentation: { randomFlip: true, randomRotation: 0.05, randomFog: 0.4 },
};

let project: Project;
let folder: string;
beforeAll(async () => {
  folder = await colourProject(20);
  await writeFile(join(folder, 'tiny.ts'), MODEL);
  project = await loadConfig(folder);
  await extract({ project });
  await ensureSplit({ project });
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const file = (run: string, name: string) => join(project.paths.runs, run, name);

/** Trains until `batches` are done, if given. */
async function train(name: string, batches = Number.POSITIVE_INFINITY, settings: TrainSettings = SETTINGS) {
  const { build } = await findModel(join(folder, 'tiny.ts'));
  const abort = new AbortController();
  let done = 0;
  return trainRun({
    ...settings,
    project,
    model: build,
    modelName: 'tiny',
    modelFile: join(folder, 'tiny.ts'),
    name,
    threads: 2,
    signal: abort.signal,
    onBatch: () => {
      done += 1;
      if (done === batches) abort.abort();
    },
  });
}

/** What must be the same of two runs: all but times and memory. */
async function outcome(name: string) {
  const { record } = await readRun(project, name);
  const history = JSON.parse(await readFile(file(name, 'history.json'), 'utf8')) as Record<string, number>[];
  const untimed = history.map(({ seconds: _s, imagesPerSecond: _i, ...rest }) => rest);
  const validations = JSON.parse(await readFile(file(name, 'validations.json'), 'utf8')) as unknown[];
  const { weightsSha256, bestEpoch, epochs, stopReason } = record.result!;
  const { augmentation, augmentationOfModel } = record.config;
  const made = { augmentation, augmentationOfModel, history: untimed, validations };
  return { status: record.status, weightsSha256, bestEpoch, epochs, stopReason, ...made };
}

describe('a run that is interrupted', () => {
  it('goes on to the same bits from any batch, with other threads, and deletes its state', async () => {
    await train('whole');
    const expected = await outcome('whole');
    expect(expected).toMatchObject({
      ...{ status: 'finished', epochs: 6 },
      augmentation: { randomRotation: 0.05, randomFog: 0.4 },
      augmentationOfModel: ['randomFlip'],
    });
    expect(expected.validations).toHaveLength(6);
    expect(await readdir(join(project.paths.runs, 'whole'))).not.toContain(STATE);
    for (const batches of [1, 6, 7, 20]) {
      const name = `stopped-${batches}`;
      expect((await train(name, batches)).record.status).toBe('interrupted');
      expect(await readdir(join(project.paths.runs, name))).toContain(STATE);
      const earlier: number[] = [];
      const run = await resumeRun({
        project,
        name,
        threads: 1,
        onStart: (_run, _warnings, before) => earlier.push(before.length),
      });
      expect(earlier).toEqual([Math.floor(batches / 6)]);
      expect(run.record.resumedAt).toHaveLength(1);
      expect(await outcome(name), `after ${batches} batches`).toEqual(expected);
      expect((await readdir(join(project.paths.runs, name))).sort()).toEqual(
        (await readdir(join(project.paths.runs, 'whole'))).sort(),
      );
      await loadRunModel(run);
    }
  });

  it('again and again, comes to the same and counts each time', async () => {
    const expected = await outcome('whole');
    await train('often', 4);
    for (let times = 1; ; times++) {
      const abort = new AbortController();
      let left = 5;
      const onBatch = () => {
        left -= 1;
        if (left === 0) abort.abort();
      };
      const { record } = await resumeRun({ project, name: 'often', signal: abort.signal, onBatch });
      expect(record.resumedAt).toHaveLength(times);
      if (record.status === 'finished') break;
    }
    expect(await outcome('often')).toEqual(expected);
  });

  it('stops early at the same epoch for the same reason', async () => {
    const settings: TrainSettings = { ...SETTINGS, epochs: 50, patience: 2, minDelta: 0.5 };
    await train('early', undefined, settings);
    const expected = await outcome('early');
    expect(expected.stopReason.message).toBe('plateau: valLoss did not improve for 2 epochs after epoch 1');
    expect(expected.bestEpoch).toBe(1);
    await train('early-stopped', 13, settings);
    await resumeRun({ project, name: 'early-stopped' });
    expect(await outcome('early-stopped')).toEqual(expected);
    await expect(resumeRun({ project, name: 'early' })).rejects.toThrow(
      'the run early is finished (plateau: valLoss did not improve',
    );
  });
});

/** Starts `toonvision train` and kills it `after` milliseconds of training have gone. */
function killed(name: string, after: number): Promise<{ signal: string | null; errors: string }> {
  return new Promise((resolve, reject) => {
    const parts = ['train', '--model', 'tiny.ts', '--epochs', '3000', '--patience', '3000', '--batch', '4'];
    const child = spawn(process.execPath, [MAIN, ...parts, '--sampling', 'class', '--name', name], { cwd: folder });
    let errors = '';
    let armed = false;
    child.stderr.on('data', (data: Buffer) => {
      errors += data.toString();
    });
    child.stdout.on('data', () => {
      if (armed) return;
      armed = true;
      setTimeout(() => child.kill('SIGKILL'), after);
    });
    child.on('error', reject);
    child.on('close', (_code, signal) => resolve({ signal, errors }));
  });
}

/** Goes on with a run as a user would, and ends it by Ctrl-C when `epochs` epochs have ended. */
function resumedUntil(name: string, epochs: number): Promise<void> {
  return new Promise((resolve, reject) => {
    const child: ChildProcess = spawn(process.execPath, [MAIN, 'train', '--resume', name], { cwd: folder });
    let text = '';
    let sent = false;
    child.stdout?.on('data', (data: Buffer) => {
      text += data.toString();
      if (sent || !new RegExp(`^ *${epochs}/3000`, 'm').test(text)) return;
      sent = true;
      child.kill('SIGINT');
    });
    child.on('error', reject);
    child.on('close', (code) => (code === 130 ? resolve() : reject(new Error(`code ${code}: ${text.slice(-300)}`))));
  });
}

describe('a run whose process is killed', () => {
  it('at random moments, goes on to the bits of a run never killed', async () => {
    const model = ['--model', 'tiny.ts', '--patience', '3000', '--batch', '4', '--sampling', 'class'];
    for (const round of [0, 1, 2]) {
      const name = `killed-${round}`;
      const { signal, errors } = await killed(name, Math.floor(Math.random() * 700));
      expect(signal, errors).toBe('SIGKILL');
      const { record } = await readRun(project, name);
      expect(record.status).toBe('interrupted');
      await resumedUntil(name, (record.result?.epochs ?? 0) + 5);
      const stopped = await readRun(project, name);
      const epochs = stopped.record.result!.epochs;
      const whole = `undisturbed-${round}`;
      const { code, stderr } = await cli(['train', ...model, '--epochs', String(epochs), '--name', whole], {
        cwd: folder,
      });
      expect(code, stderr).toBe(0);
      const expected = await outcome(whole);
      const found = await outcome(name);
      expect(found.history).toEqual(expected.history);
      expect(found.bestEpoch).toBe(expected.bestEpoch);
      expect(found.weightsSha256).toBe(expected.weightsSha256);
    }
  });

  it('says everywhere that it is interrupted, and how to go on', async () => {
    const evaluated = await cli(['evaluate', 'killed-0', '--split', 'val'], { cwd: folder });
    expect(evaluated.code).toBe(0);
    const { bestEpoch } = (await readRun(project, 'killed-0')).record.result!;
    const notice = `the run killed-0 is interrupted: using the weights of epoch ${bestEpoch}; resume it with \`toonvision train --resume killed-0\``;
    expect(evaluated.stderr).toContain(notice);
    const [crop = ''] = (await readSamples(project)).map((sample) => join(folder, sample.crop));
    const predicted = await cli(['predict', 'killed-0', crop, '--json'], { cwd: folder });
    expect(predicted.stderr).toContain(notice);
    expect(JSON.parse(predicted.stdout).status).toBe('interrupted');
  });

  it('before its first epoch ended begins again and comes to the same', async () => {
    await train('first', 2);
    await rm(file('first', STATE));
    const record = JSON.parse(await readFile(file('first', 'run.json'), 'utf8'));
    delete record.result;
    await writeFile(file('first', 'run.json'), JSON.stringify({ ...record, status: 'running', pid: 2 ** 22 + 1 }));
    await resumeRun({ project, name: 'first' });
    expect(await outcome('first')).toEqual(await outcome('whole'));
  });
});

describe('a run on a fold', () => {
  it('trains, is evaluated and goes on with the sides of its fold', async () => {
    expect((await cli(['split', '--folds', '4'], { cwd: folder })).code).toBe(0);
    const typo = await cli(['train', '--model', 'tiny.ts', '--fold', 'fold-9'], { cwd: folder });
    expect(typo.code).toBe(2);
    expect(typo.stderr).toMatch(/unknown fold "fold-9"; did you mean "fold-\d"\?/);
    const hashes: string[] = [];
    for (const fold of ['fold-1', 'fold-2']) {
      const parts = ['train', '--model', 'tiny.ts', '--fold', fold, '--epochs', '2', '--name', `on-${fold}`, '--json'];
      const { code, stdout, stderr } = await cli(parts, { cwd: folder });
      expect(code, stderr).toBe(0);
      const record = JSON.parse(stdout);
      expect(record.config.fold).toBe(fold);
      hashes.push(record.data.fingerprints.split);
      const { assignments } = JSON.parse(await readFile(join(folder, 'dataset', 'folds', `${fold}.json`), 'utf8'));
      const own = Object.values(assignments).filter((side) => side === 'val');
      const evaluated = await cli(['evaluate', `on-${fold}`, '--split', 'val', '--json'], { cwd: folder });
      expect(JSON.parse(evaluated.stdout)).toMatchObject({ changed: [], samples: own.length });
    }
    expect(new Set([...hashes, (await readRun(project, 'whole')).record.data.fingerprints.split]).size).toBe(3);
    const { build } = await findModel(join(folder, 'tiny.ts'));
    const abort = new AbortController();
    const onBatch = () => abort.abort();
    const modelFile = join(folder, 'tiny.ts');
    const common = { project, model: build, modelName: 'tiny', modelFile, fold: 'fold-1', epochs: 2 };
    await trainRun({ ...common, name: 'fold-stopped', signal: abort.signal, onBatch });
    expect((await resumeRun({ project, name: 'fold-stopped' })).record.result?.weightsSha256).toBe(
      (await readRun(project, 'on-fold-1')).record.result?.weightsSha256,
    );
  });
});

describe('what does not go on', () => {
  const edit = async (name: string, change: (record: Record<string, unknown>) => void) => {
    const record = JSON.parse(await readFile(file(name, 'run.json'), 'utf8'));
    change(record);
    await writeFile(file(name, 'run.json'), JSON.stringify(record));
  };

  it('a finished run, one in training, one on another host', async () => {
    await expect(resumeRun({ project, name: 'whole' })).rejects.toThrow('the run whole is finished (epoch limit');
    await train('busy', 8);
    await edit('busy', (record) => Object.assign(record, { status: 'running', startedAt: new Date().toISOString() }));
    await expect(resumeRun({ project, name: 'busy' })).rejects.toThrow(`is being trained by process ${process.pid}`);
    await edit('busy', (record) => Object.assign(record, { host: 'elsewhere' }));
    await expect(resumeRun({ project, name: 'busy' })).rejects.toThrow('on elsewhere');
    await resumeRun({ project, name: 'busy', force: true });
    expect(await outcome('busy')).toEqual(await outcome('whole'));
  });

  it('two at once', async () => {
    await train('twice', 8);
    const [a, b] = await Promise.allSettled([
      resumeRun({ project, name: 'twice' }),
      resumeRun({ project, name: 'twice' }),
    ]);
    expect([a.status, b.status].sort()).toEqual(['fulfilled', 'rejected']);
    expect(String((a.status === 'rejected' ? a : (b as PromiseRejectedResult)).reason)).toContain('another process');
    const claim = { pid: 2 ** 22 + 1, host: hostname(), since: new Date().toISOString() };
    await train('left', 8);
    await writeFile(file('left', 'resuming.json'), JSON.stringify(claim));
    await resumeRun({ project, name: 'left' });
  });

  it('a state that is missing, cut or edited', async () => {
    await train('damaged', 8);
    const bytes = await readFile(file('damaged', STATE));
    const attempt = () => expect(resumeRun({ project, name: 'damaged' })).rejects;
    await writeFile(file('damaged', STATE), bytes.subarray(0, bytes.length - 5));
    await attempt().toThrow(/training-state\.safetensors: safetensors: [\s\S]*cannot be resumed to the same bits/);
    const edited = Buffer.from(bytes);
    edited[edited.length - 9]! ^= 1;
    await writeFile(file('damaged', STATE), edited);
    await attempt().toThrow('the checksum does not fit');
    await rm(file('damaged', STATE));
    await attempt().toThrow('the training state is missing');
    await writeFile(file('damaged', STATE), bytes);
    await edit('damaged', (record) => Object.assign(record.config as object, { seed: 4 }));
    await attempt().toThrow('belongs to another run: seed was 3, now it is 4');
    await edit('damaged', (record) => Object.assign(record.config as object, { seed: 3, sampling: 'none' }));
    await attempt().toThrow("belongs to another run: order's checksum");
    await edit('damaged', (record) => Object.assign(record.config as object, { sampling: 'classAndStreet' }));
    await edit('damaged', (record) => Object.assign(record.versions as object, { nn: '0.0.1' }));
    await attempt().toThrow('the run was started with 0.0.1');
    const now = JSON.parse(await readFile(file('whole', 'run.json'), 'utf8')).versions;
    await edit('damaged', (record) => Object.assign(record, { versions: now }));
    expect((await readRun(project, 'damaged')).record.status).toBe('interrupted');
    await resumeRun({ project, name: 'damaged' });
    expect(await outcome('damaged')).toEqual(await outcome('whole'));
  });

  it('a model that has changed, is gone, or was never in a file', async () => {
    await train('model', 8);
    await writeFile(join(folder, 'tiny.ts'), `${MODEL}// edited\n`);
    await expect(resumeRun({ project, name: 'model' })).rejects.toThrow('the model file has changed');
    await rm(join(folder, 'tiny.ts'));
    await expect(resumeRun({ project, name: 'model' })).rejects.toThrow('not found');
    await writeFile(join(folder, 'tiny.ts'), MODEL);
    await resumeRun({ project, name: 'model' });
    const abort = new AbortController();
    const own = modelBuilder(
      (_input, classes) => [layers.flatten(), layers.dense({ units: classes, activation: 'softmax' })],
      'own',
    );
    const onBatch = () => abort.abort();
    await trainRun({ project, model: own, modelName: 'own', name: 'own', signal: abort.signal, onBatch, epochs: 2 });
    await expect(resumeRun({ project, name: 'own' })).rejects.toThrow('neither built in nor in a file');
    expect((await resumeRun({ project, name: 'own', model: own })).record.status).toBe('finished');
  });

  it('other flags than its own settings', async () => {
    const { code, stderr } = await cli(['train', '--resume', 'whole', '--learning-rate', '0.1'], { cwd: folder });
    expect(code).toBe(2);
    expect(stderr).toContain('--learning-rate cannot be changed when a run is resumed');
  });

  it('data that has changed, saying what', async () => {
    await train('data', 8);
    await ensureSplit({ project, settings: { seed: 99 }, force: true });
    await expect(resumeRun({ project, name: 'data' })).rejects.toThrow(
      /it cannot be resumed to the same result because of changes since training:\n {2}- dataset\/split\.json: the samples/,
    );
    await ensureSplit({ project, force: true });
    expect((await resumeRun({ project, name: 'data' })).record.status).toBe('finished');
  });
});
