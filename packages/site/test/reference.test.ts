// The reference matches the code: its pages equal what is generated now, and every export is documented.
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import {
  type Code,
  madeCallbacks,
  madeOptimizers,
  madeSchedules,
  ROOT,
  readCode,
  referencePages,
  undocumented,
} from '../src/reference/index.ts';

describe('the reference', () => {
  let code: Code;
  let pages: Map<string, string>;

  beforeAll(async () => {
    code = await readCode();
    pages = await referencePages(code);
  });

  it('matches the code (npx vitest run reference -u regenerates it)', async () => {
    expect(pages.size).toBeGreaterThan(15);
    for (const [path, text] of pages) await expect(text).toMatchFileSnapshot(`../../../docs/${path}`);
  });

  it('has no page of a removed module', async () => {
    const found = await readdir(join(ROOT, 'docs/reference'), { recursive: true });
    const known = [...pages.keys()].map((path) => path.replace(/^reference\//, ''));
    expect(found.filter((path) => path.endsWith('.md') && !known.includes(path))).toEqual([]);
  });

  it('finds a doc comment at every export, with valid parameters and links', () => {
    expect(undocumented(code)).toEqual([]);
    expect(code.warnings).toEqual([]);
  });

  it('shows the defaults of every optimizer, schedule and callback that the engine exports', () => {
    const makersOf = (type: string) =>
      code.nn.filter(({ signatures }) => {
        const [signature] = signatures ?? [];
        return signature?.type?.type === 'reference' && signature.type.name === type;
      });
    for (const [type, made] of [
      ['Optimizer', madeOptimizers],
      ['Schedule', madeSchedules],
      ['Callback', madeCallbacks],
    ] as const) {
      const names = makersOf(type).map(({ name }) => name);
      expect(names.length).toBeGreaterThan(2);
      expect(made.map(({ name }) => name).toSorted()).toEqual(names.toSorted());
    }
  });
});
