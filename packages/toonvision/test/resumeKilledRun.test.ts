// A run whose process was killed is resumed to the same bits.
import { type ChildProcess, spawn } from 'node:child_process';
import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readSamples } from '../src/dataset/index.ts';
import { readRun, resumeRun } from '../src/training/index.ts';
import { cli } from './cliProcess.ts';
import { createRunProject, type RunProject, STATE_FILE } from './interruptedRuns.ts';

const MAIN = fileURLToPath(new URL('../src/cli/main.ts', import.meta.url));

let folder: RunProject['folder'];
let project: RunProject['project'];
let file: RunProject['file'];
let train: RunProject['train'];
let outcome: RunProject['outcome'];

beforeAll(async () => {
  const runs = await createRunProject();
  ({ file, folder, outcome, project, train } = runs);
  await runs.train('whole');
});
afterAll(() => rm(folder, { recursive: true, force: true }));

/** Starts `toonvision train` and kills it after `delay` milliseconds of training. */
function trainAndKill(name: string, delay: number): Promise<{ signal: string | null; errors: string }> {
  return new Promise((resolve, reject) => {
    const parts = ['train', '--model', 'tiny.ts', '--epochs', '3000', '--patience', '3000', '--batch', '4'];
    const child = spawn(process.execPath, [MAIN, ...parts, '--sampling', 'class', '--name', name], { cwd: folder });
    let errors = '';
    let started = false;
    child.stderr.on('data', (data: Buffer) => {
      errors += data.toString();
    });
    child.stdout.on('data', () => {
      if (started) return;
      started = true;
      setTimeout(() => child.kill('SIGKILL'), delay);
    });
    child.on('error', reject);
    child.on('close', (_code, signal) => resolve({ signal, errors }));
  });
}

/** Resumes a run with the command line tool and interrupts it with Ctrl-C after `epochs` epochs. */
function resumeUntil(name: string, epochs: number): Promise<void> {
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
  it('is resumed to the bits of an undisturbed run, whenever it was killed', async () => {
    const model = ['--model', 'tiny.ts', '--patience', '3000', '--batch', '4', '--sampling', 'class'];
    for (const round of [0, 1, 2]) {
      const name = `killed-${round}`;
      const { signal, errors } = await trainAndKill(name, Math.floor(Math.random() * 700));
      expect(signal, errors).toBe('SIGKILL');
      const { record } = await readRun(project, name);
      expect(record.status).toBe('interrupted');
      await resumeUntil(name, (record.result?.epochs ?? 0) + 5);
      const stopped = await readRun(project, name);
      const epochs = stopped.record.result!.epochs;
      const undisturbed = `undisturbed-${round}`;
      const { code, stderr } = await cli(['train', ...model, '--epochs', String(epochs), '--name', undisturbed], {
        cwd: folder,
      });
      expect(code, stderr).toBe(0);
      const expected = await outcome(undisturbed);
      const resumed = await outcome(name);
      expect(resumed.history).toEqual(expected.history);
      expect(resumed.bestEpoch).toBe(expected.bestEpoch);
      expect(resumed.weightsSha256).toBe(expected.weightsSha256);
    }
  });

  it('is reported as interrupted by other commands, with the command to resume it', async () => {
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

  it('starts again when it was killed in its first epoch, with the same result', async () => {
    await train('first', 2);
    await rm(file('first', STATE_FILE));
    const record = JSON.parse(await readFile(file('first', 'run.json'), 'utf8'));
    delete record.result;
    await writeFile(file('first', 'run.json'), JSON.stringify({ ...record, status: 'running', pid: 2 ** 22 + 1 }));
    await resumeRun({ project, name: 'first' });
    expect(await outcome('first')).toEqual(await outcome('whole'));
  });
});
