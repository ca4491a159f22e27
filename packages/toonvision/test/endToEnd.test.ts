// The workflow on a drawn town: extract, split, train, interrupt, evaluate, and the tour.
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { cli } from './cliProcess.ts';
import { copyTown } from './sharedTown.ts';

describe('a drawn town', { timeout: 120_000 }, () => {
  let folder: string;
  const tool = (...parts: string[]) => cli([...parts, '--project', folder]);
  const record = async (run: string) => JSON.parse(await readFile(join(folder, 'runs', run, 'run.json'), 'utf8'));

  beforeAll(async () => {
    folder = join(await mkdtemp(join(tmpdir(), 'toonvision-town-')), 'town');
    await copyTown(folder);
    const config = join(folder, 'toonvision.config.ts');
    // A sixteenth of the pixels of the default 600x200.
    await writeFile(
      config,
      (await readFile(config, 'utf8')).replace(/height: 600, width: 200/, 'height: 150, width: 50'),
    );
    expect((await tool('extract')).code).toBe(0);
    expect((await tool('split')).code).toBe(0);
  });
  afterAll(() => rm(join(folder, '..'), { recursive: true, force: true }));

  it('gives the same weights for any number of threads, in each run', async () => {
    const hashes: string[] = [];
    for (const threads of ['1', '2', '4', '1']) {
      const { code, stdout } = await tool('train', '--seed', '7', '--epochs', '2', '--threads', threads, '--json');
      expect(code).toBe(0);
      hashes.push(JSON.parse(stdout).result.weightsSha256);
    }
    expect(new Set(hashes).size).toBe(1);
    expect(hashes[0]).toMatch(/^[0-9a-f]{64}$/);
    const other = await tool('train', '--seed', '8', '--epochs', '2', '--json');
    expect(JSON.parse(other.stdout).result.weightsSha256).not.toBe(hashes[0]);
  });

  it('trains on a target other than suits', async () => {
    const { code, stdout } = await tool('train', '--target', 'kind', '--epochs', '2', '--json');
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ name: 'kind-baseline-1', config: { classes: ['cog', 'toon'] } });
    expect((await tool('evaluate', 'kind-baseline-1', '--split', 'val')).code).toBe(0);
  });

  it('stops cleanly on Ctrl-C and keeps the best weights', async () => {
    let sent = false;
    const parts = ['train', '--epochs', '100000', '--patience', '100000', '--name', 'stopped', '--project', folder];
    const { code, stderr } = await cli(parts, {
      onStdout: (stdout, child) => {
        if (sent || !/^ *2\/100000/m.test(stdout)) return;
        sent = true;
        child.kill('SIGINT');
      },
    });
    expect(code).toBe(130);
    expect(stderr).toContain('(run stopped)');
    expect(stderr).toContain(`Resume: toonvision train --resume stopped --project ${folder}`);
    const run = await record('stopped');
    expect(run.status).toBe('interrupted');
    expect(run.result.bestEpoch).toBeGreaterThanOrEqual(1);
    expect(await readdir(join(folder, 'runs', 'stopped'))).toContain('weights.safetensors');
    expect((await tool('evaluate', 'stopped', '--split', 'val')).stderr).toContain('the run stopped is interrupted');
  });

  it('shows a killed run as interrupted', async () => {
    let sent = false;
    const parts = ['train', '--epochs', '100000', '--patience', '100000', '--name', 'killed', '--project', folder];
    const { code } = await cli(parts, {
      onStdout: (stdout, child) => {
        if (sent || !/^ *3\/100000/m.test(stdout)) return;
        sent = true;
        child.kill('SIGKILL');
      },
    });
    expect(code).toBeNull();
    expect((await record('killed')).status).toBe('running');
    const { stderr } = await tool('evaluate', 'killed', '--split', 'val');
    expect(stderr).toMatch(/the run killed is interrupted: using the weights of epoch \d+; .*train --resume killed/);
  });

  it('runs the tour twice', async () => {
    const tour = (repeats: string) => cli(['tour', folder, '--epochs', '1', '--repeats', repeats]);
    const first = await tour('2');
    expect(first.stderr).not.toContain('error');
    expect(first.code).toBe(0);
    expect(first.stdout).toContain('Using the existing project');
    expect(first.stdout).toContain('Next:');
    expect(first.stdout).toMatch(/seed 1: 1 epoch,/);
    const [report] = /\S+report\.html/.exec(first.stdout) ?? [];
    expect(await readFile(report ?? '', 'utf8')).toContain('<h2 id="repeats">');
    const runs = async () => (await readdir(join(folder, 'runs'))).length;
    const before = await runs();
    expect((await tour('0')).code).toBe(0);
    expect(await runs()).toBe(before + 1);
  });
});
