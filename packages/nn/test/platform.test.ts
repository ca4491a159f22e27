// Only platform/ uses Node or browser APIs, and both platforms have the same interface.
import { readdir, readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import * as browser from '../src/platform/browser.ts';
import * as index from '../src/platform/index.ts';
import * as node from '../src/platform/node.ts';

const sources = fileURLToPath(new URL('../src/', import.meta.url));

async function sourceFiles(): Promise<{ name: string; text: string }[]> {
  const names = (await readdir(sources, { recursive: true })).filter((name) => /(?<!\.test)\.ts$/.test(name));
  return Promise.all(names.map(async (name) => ({ name, text: await readFile(`${sources}${name}`, 'utf8') })));
}

describe('platform', () => {
  it('is the only folder that imports from Node or uses its globals', async () => {
    const files = await sourceFiles();
    expect(files.length).toBeGreaterThan(50);
    const matches = files.filter(({ text }) =>
      /(from|import\()\s*'(node:|[a-z])|\b(process|Buffer|__dirname|setImmediate)\b[.(]/.test(text),
    );
    expect(matches.map(({ name }) => name)).toEqual(['platform/node.ts']);
  });

  it('is imported through its index, which bundlers replace for pages', async () => {
    const files = await sourceFiles();
    const matches = files.filter(({ text }) => /from '[^']*platform\/(?!index\.ts')/.test(text));
    expect(matches.map(({ name }) => name)).toEqual([]);
  });

  it('has the same exports in Node and in pages', () => {
    // The types must match, too.
    const inNode: typeof browser = node;
    const inPage: typeof node = browser;
    expect(Object.keys(inNode).sort()).toEqual(Object.keys(inPage).sort());
    expect(Object.keys(index).sort()).toEqual(Object.keys(inNode).sort());
  });

  it('reports that pages cannot read files', () => {
    expect(() => browser.openPixelFile('images.pixels', 3, 1)).toThrow(/images\.pixels: pages cannot read files/);
  });
});
