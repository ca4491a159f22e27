// Builds the documentation site: one page per document, with menu, search and images, for any static server.
import { existsSync } from 'node:fs';
import { copyFile, mkdir, rm, writeFile } from 'node:fs/promises';
import { dirname, join, posix } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'vite';
import { readChapters } from './documents.ts';
import { layout } from './layout.ts';
import { type Rendered, renderDocument } from './renderDocument.ts';
import { searchEntries } from './searchEntries.ts';

const HERE = fileURLToPath(new URL('..', import.meta.url));

async function write(folder: string, file: string, text: string): Promise<void> {
  const path = join(folder, file);
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, text);
}

/** Links to missing pages or anchors, with the page they are on. */
function findBrokenLinks(pages: ReadonlyMap<string, Rendered>): string[] {
  return [...pages].flatMap(([address, { links }]) =>
    links.flatMap((link) => {
      const [page = '', anchor] = link.split('#');
      const anchors = pages.get(page)?.sections.map((section) => section.anchor);
      const exists = anchor === undefined || anchor === '' || anchors?.includes(anchor) === true;
      return exists ? [] : [`${address}: ${link} not found`];
    }),
  );
}

/**
 * Builds the site from scratch.
 *
 * @param root folder of the workspace
 * @param folder output folder; its content is deleted first
 * @returns the addresses of its pages
 * @throws Error naming every broken link
 */
export async function buildSite(root: string, folder: string): Promise<string[]> {
  const chapters = await readChapters(root);
  const documents = chapters.flatMap((chapter) => chapter.documents);
  const byFile = new Map(documents.map(({ file, address }) => [file, address]));
  const options = {
    addressOf: (file: string) => byFile.get(file) ?? byFile.get(posix.join(file, 'README.md')),
    exists: (file: string) => existsSync(join(root, file)),
  };
  const pages = new Map(documents.map((document) => [document.address, renderDocument(document, options)]));
  const broken = findBrokenLinks(pages);
  if (broken.length > 0) throw new Error(broken.join('\n'));

  await rm(folder, { recursive: true, force: true });
  for (const document of documents) {
    const rendered = pages.get(document.address);
    if (rendered === undefined) continue;
    await write(folder, document.address, layout(chapters, document, rendered));
    for (const image of rendered.images) {
      await mkdir(join(folder, dirname(image)), { recursive: true });
      await copyFile(join(root, image), join(folder, image));
    }
  }
  const entries = documents.flatMap(({ address, title }) =>
    searchEntries(address, title, pages.get(address)?.sections ?? []),
  );
  await write(folder, 'search.json', JSON.stringify(entries));
  await copyFile(join(HERE, 'page/site.css'), join(folder, 'site.css'));
  await copyFile(join(root, 'packages/studio/public/icon.svg'), join(folder, 'icon.svg'));
  await build({ configFile: join(HERE, '../vite.config.ts'), build: { outDir: folder, emptyOutDir: false } });
  return documents.map(({ address }) => address);
}
