// Tests of readJson.ts.
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { z } from 'zod';
import { readJson } from './readJson.ts';

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'files-'));
});
afterAll(() => rm(folder, { recursive: true }));

const schema = z.strictObject({ a: z.strictObject({ b: z.number() }) });
const remedy = 'Write it again.';

it('returns the content of a valid file', async () => {
  await writeFile(join(folder, 'good.json'), '{"a":{"b":1}}');
  expect(await readJson(join(folder, 'good.json'), schema, { remedy })).toEqual({ a: { b: 1 } });
});

it('reports file, field and remedy', async () => {
  await writeFile(join(folder, 'cut.json'), '{"a":{"b"');
  await expect(readJson(join(folder, 'cut.json'), schema, { remedy })).rejects.toThrow(
    `${join(folder, 'cut.json')}: not valid JSON; the file is truncated or was edited\n  Write it again.`,
  );
  await writeFile(join(folder, 'wrong.json'), '{"a":{"b":"x"}}');
  await expect(readJson(join(folder, 'wrong.json'), schema, { remedy })).rejects.toThrow(/wrong\.json: a\.b: .*number/);
});

it('reports a missing file with the given message', async () => {
  const path = join(folder, 'none.json');
  await expect(readJson(path, schema, { remedy })).rejects.toThrow(`${path}: no such file or folder`);
  const missing = { what: 'not there yet', remedy: 'Make it.' };
  await expect(readJson(path, schema, { remedy, missing })).rejects.toThrow(`${path}: not there yet\n  Make it.`);
});
