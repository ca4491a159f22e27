// The documents of the site, their order, and the address of each.
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';

/** A document of the workspace. */
export interface Document {
  /** Its file, relative to the workspace: `docs/guides.md`. */
  file: string;
  /** Its page, relative to the site: `guides.html`. */
  address: string;
  /** Its first heading. */
  title: string;
  /** The Markdown. */
  text: string;
}

/** A group of documents in the menu. */
export interface Chapter {
  title: string;
  documents: Document[];
}

/** Files by chapter; a pattern that ends in `*` matches every file with that prefix that no chapter names. */
const CHAPTERS: readonly (readonly [title: string, files: readonly string[]])[] = [
  ['Start', ['README.md', 'examples/*']],
  ['Tutorial', ['docs/tutorial*']],
  ['How to', ['docs/guides.md', 'docs/studio.md', 'docs/explain.md', 'docs/tuning.md', 'docs/scaling.md', 'docs/*']],
  ['Ideas', ['docs/ideas.md', 'docs/comparison.md']],
  [
    'Reference',
    [
      ...['docs/reference.md', 'docs/reference/commands.md', 'docs/reference/config.md', 'docs/reference/layers.md'],
      ...[
        'docs/reference/api-nn.md',
        'docs/reference/api-page.md',
        'docs/reference/api-toonvision.md',
        'docs/reference/*',
      ],
    ],
  ],
  [
    'Contributing',
    [
      'CONTRIBUTING.md',
      'docs/architecture.md',
      'docs/engine.md',
      'docs/internals.md',
      'docs/style.md',
      'bench/README.md',
      'CHANGELOG.md',
      'packages/*',
    ],
  ],
];

/** All Markdown documents of the workspace. */
async function findFiles(root: string): Promise<string[]> {
  const below = async (folder: string, recursive: boolean): Promise<string[]> =>
    (await readdir(join(root, folder), { recursive }))
      .map((name) => `${folder}/${name.replaceAll('\\', '/')}`)
      .filter((file) => file.endsWith('.md'));
  const readmes = async (folder: string): Promise<string[]> =>
    (await below(folder, true)).filter((file) => /^[^/]+(?:\/[\w-]+)?\/README\.md$/.test(file));
  const found = [
    ...['README.md', 'CONTRIBUTING.md', 'CHANGELOG.md', 'bench/README.md'],
    ...(await below('docs', true)),
    ...(await readmes('examples')),
    ...(await readmes('packages')),
  ];
  return found.toSorted();
}

/** `README.md` -> `index.html`, `docs/guides.md` -> `guides.html`, `bench/README.md` -> `bench.html`. */
function addressOf(file: string): string {
  if (file === 'README.md') return 'index.html';
  const name = file.replace(/^docs\//, '').replace(/(?:\/README)?\.md$/, '');
  return `${name.toLowerCase()}.html`;
}

/** Reads all documents by chapter; empty chapters are omitted. */
export async function readChapters(root: string): Promise<Chapter[]> {
  const files = await findFiles(root);
  const named = new Set(CHAPTERS.flatMap(([, patterns]) => patterns.filter((pattern) => !pattern.endsWith('*'))));
  const taken = new Set<string>();
  const lists = new Map<string, string[]>();
  const match = (file: string, pattern: string): boolean =>
    file === pattern || (pattern.endsWith('*') && !named.has(file) && file.startsWith(pattern.slice(0, -1)));
  // The longest prefix wins: docs/reference/layers.md belongs to docs/reference/*, not to docs/*.
  const all = CHAPTERS.flatMap(([title, patterns]) => patterns.map((pattern) => ({ title, pattern })));
  for (const { title, pattern } of all.toSorted((a, b) => b.pattern.length - a.pattern.length))
    for (const file of files)
      if (!taken.has(file) && match(file, pattern)) {
        taken.add(file);
        lists.set(title, [...(lists.get(title) ?? []), file]);
      }
  const chapters: Chapter[] = [];
  for (const [title, patterns] of CHAPTERS) {
    const placeOf = (file: string) => patterns.findIndex((pattern) => match(file, pattern));
    const its = (lists.get(title) ?? []).toSorted((a, b) => placeOf(a) - placeOf(b) || (a < b ? -1 : 1));
    const documents: Document[] = [];
    for (const file of its) {
      const text = await readFile(join(root, file), 'utf8');
      const heading = /^# (.+)$/m.exec(text)?.[1] ?? file;
      documents.push({ file, address: addressOf(file), title: heading.replaceAll('`', ''), text });
    }
    if (documents.length > 0) chapters.push({ title, documents });
  }
  return chapters;
}
