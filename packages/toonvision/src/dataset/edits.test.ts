// Tests of edits.ts.
import { appendFile, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Project, resolveConfig } from '../config/index.ts';
import { addEdit, applyEdits, editsFile, readEdits, undoEdit } from './edits.ts';
import type { Sample } from './sample.ts';
import { readSamples, writeSamples } from './sampleFile.ts';

function sample(id: string, label: string, parts: Record<string, string>): Sample {
  const box = { xmin: 0, ymin: 0, xmax: 4, ymax: 5 };
  const flags = { difficult: false, truncated: false, clamped: false };
  const place = { screenshot: `${id}.png`, street: 'ttc', burst: id, crop: `dataset/crops/${id}.png` };
  return { id, object: 1, label, parts, ...place, box, width: 4, height: 5, flags, source: 'voc', split: null };
}

const samples = [
  sample('a#1', 'cog_bb', { suit: 'bb' }),
  sample('b#1', 'cog_lb', { suit: 'lb' }),
  sample('c#1', 'cog_lb', { suit: 'lb' }),
];
let project: Project;

beforeEach(async () => {
  const directory = await mkdtemp(join(tmpdir(), 'toonvision-edits-'));
  project = resolveConfig(
    { label: { pattern: '^cog_(?<suit>bb|lb|sb)$' }, targets: { suit: ['bb', 'lb'] } },
    directory,
  );
  await writeSamples(project, samples);
});
afterEach(() => rm(project.directory, { recursive: true, force: true }));

describe('edits', () => {
  it('exclude, relabel and merge samples, and can be undone', async () => {
    expect(await readEdits(project)).toEqual([]);
    await addEdit(project, samples, { kind: 'exclude', sample: 'a#1', reason: 'blurred' }, 'ann');
    await addEdit(project, samples, { kind: 'relabel', sample: 'b#1', label: 'cog_bb', reason: '' });
    await addEdit(project, samples, { kind: 'merge', keep: 'b#1', drop: ['c#1'], reason: 'the same' });
    expect((await readSamples(project)).map(({ id, label, parts }) => [id, label, parts])).toEqual([
      ['b#1', 'cog_bb', { suit: 'bb' }],
    ]);
    await undoEdit(project, 1, 'ben');
    await undoEdit(project, 3);
    expect((await readSamples(project)).map(({ id, label }) => [id, label])).toEqual([
      ['a#1', 'cog_bb'],
      ['b#1', 'cog_bb'],
      ['c#1', 'cog_lb'],
    ]);
    const edits = await readEdits(project);
    expect(edits.map(({ number, kind, undone }) => [number, kind, undone])).toEqual([
      [1, 'exclude', true],
      [2, 'relabel', false],
      [3, 'merge', true],
    ]);
    expect(edits[0]).toMatchObject({ who: 'ann', reason: 'blurred' });
    expect((await readFile(editsFile(project), 'utf8')).trim().split('\n')).toHaveLength(5);
  });

  it('of missing samples have no effect', () => {
    const gone = { kind: 'exclude', sample: 'x#1', reason: '', number: 1, who: '', when: '', undone: false } as const;
    expect(applyEdits(project, samples, [gone])).toEqual(samples);
  });

  it('are rejected if invalid', async () => {
    const add = (request: Parameters<typeof addEdit>[2]) => addEdit(project, samples, request);
    await expect(add({ kind: 'exclude', sample: 'x#1', reason: '' })).rejects.toThrow('sample x#1 not found');
    await expect(add({ kind: 'relabel', sample: 'a#1', label: 'cog_sb', reason: '' })).rejects.toThrow(
      'unknown suit sb',
    );
    await expect(add({ kind: 'relabel', sample: 'a#1', label: 'dog', reason: '' })).rejects.toThrow(
      'does not match label.pattern',
    );
    await expect(add({ kind: 'merge', keep: 'a#1', drop: ['a#1'], reason: '' })).rejects.toThrow('with itself');
    await expect(undoEdit(project, 1)).rejects.toThrow('edit 1 not found; there are no edits');
    await add({ kind: 'exclude', sample: 'a#1', reason: '' });
    await undoEdit(project, 1);
    await expect(undoEdit(project, 1)).rejects.toThrow('edit 1 is already undone');
  });

  it('report an invalid line', async () => {
    await addEdit(project, samples, { kind: 'exclude', sample: 'a#1', reason: '' });
    await appendFile(editsFile(project), '{"kind":"explode"}\n');
    await expect(readSamples(project)).rejects.toThrow(/edits\.jsonl, line 2: the line is not an edit/);
  });
});
