// Runs that cannot be resumed to the same bits are rejected with the reason.
import { readFile, rm, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { layers } from '@toonvision/nn';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { modelBuilder } from '../src/models/index.ts';
import { ensureSplit, readRun, resumeRun, trainRun } from '../src/training/index.ts';
import { cli } from './cliProcess.ts';
import { createRunProject, MODEL_TEXT, type RunProject, STATE_FILE } from './interruptedRuns.ts';

let folder: RunProject['folder'];
let modelFile: RunProject['modelFile'];
let project: RunProject['project'];
let file: RunProject['file'];
let train: RunProject['train'];
let outcome: RunProject['outcome'];

beforeAll(async () => {
  const runs = await createRunProject();
  ({ file, folder, modelFile, outcome, project, train } = runs);
  await runs.train('whole');
});
afterAll(() => rm(folder, { recursive: true, force: true }));

describe('resuming is rejected', () => {
  const edit = async (name: string, change: (record: Record<string, unknown>) => void) => {
    const record = JSON.parse(await readFile(file(name, 'run.json'), 'utf8'));
    change(record);
    await writeFile(file(name, 'run.json'), JSON.stringify(record));
  };

  it('for a run that is finished, in training, or on another host', async () => {
    await expect(resumeRun({ project, name: 'whole' })).rejects.toThrow('the run whole is finished (epoch limit');
    await train('busy', 8);
    await edit('busy', (record) => Object.assign(record, { status: 'running', startedAt: new Date().toISOString() }));
    await expect(resumeRun({ project, name: 'busy' })).rejects.toThrow(`is being trained by process ${process.pid}`);
    await edit('busy', (record) => Object.assign(record, { host: 'elsewhere' }));
    await expect(resumeRun({ project, name: 'busy' })).rejects.toThrow('on elsewhere');
    await resumeRun({ project, name: 'busy', force: true });
    expect(await outcome('busy')).toEqual(await outcome('whole'));
  });

  it('for the second of two processes at once, but not when the first died', async () => {
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

  it('for a training state that is missing, truncated or edited', async () => {
    await train('damaged', 8);
    const bytes = await readFile(file('damaged', STATE_FILE));
    const attempt = () => expect(resumeRun({ project, name: 'damaged' })).rejects;
    await writeFile(file('damaged', STATE_FILE), bytes.subarray(0, bytes.length - 5));
    await attempt().toThrow(/training-state\.safetensors: safetensors: [\s\S]*cannot be resumed to the same bits/);
    const edited = Buffer.from(bytes);
    edited[edited.length - 9]! ^= 1;
    await writeFile(file('damaged', STATE_FILE), edited);
    await attempt().toThrow('the checksum does not fit');
    await rm(file('damaged', STATE_FILE));
    await attempt().toThrow('the training state is missing');
    await writeFile(file('damaged', STATE_FILE), bytes);
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

  it('for a model that was changed, removed, or never in a file', async () => {
    await train('model', 8);
    await writeFile(modelFile, `${MODEL_TEXT}// edited\n`);
    await expect(resumeRun({ project, name: 'model' })).rejects.toThrow('the model file has changed');
    await rm(modelFile);
    await expect(resumeRun({ project, name: 'model' })).rejects.toThrow('not found');
    await writeFile(modelFile, MODEL_TEXT);
    await resumeRun({ project, name: 'model' });
    const abort = new AbortController();
    const model = modelBuilder(
      (_input, classes) => [layers.flatten(), layers.dense({ units: classes, activation: 'softmax' })],
      'own',
    );
    const onBatch = () => abort.abort();
    await trainRun({ project, model, modelName: 'own', name: 'own', signal: abort.signal, onBatch, epochs: 2 });
    await expect(resumeRun({ project, name: 'own' })).rejects.toThrow('neither built in nor in a file');
    expect((await resumeRun({ project, name: 'own', model })).record.status).toBe('finished');
  });

  it('with flags that change settings', async () => {
    const { code, stderr } = await cli(['train', '--resume', 'whole', '--learning-rate', '0.1'], { cwd: folder });
    expect(code).toBe(2);
    expect(stderr).toContain('--learning-rate cannot be changed when a run is resumed');
  });

  it('after a change of the data, which it names', async () => {
    await train('data', 8);
    await ensureSplit({ project, settings: { seed: 99 }, force: true });
    await expect(resumeRun({ project, name: 'data' })).rejects.toThrow(
      /it cannot be resumed to the same result because of changes since training:\n {2}- dataset\/split\.json: the samples/,
    );
    await ensureSplit({ project, force: true });
    expect((await resumeRun({ project, name: 'data' })).record.status).toBe('finished');
  });
});
