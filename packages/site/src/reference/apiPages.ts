// API pages: one for the engine, one for toonvision/page, one for each module of the tool.
import GithubSlugger from 'github-slugger';
import { type DeclarationReflection, ReflectionKind } from 'typedoc';
import { commentOf, partsText } from './commentText.ts';
import { entryText } from './entryText.ts';
import { type Code, fileOf, moduleOf, purposeOf } from './readCode.ts';

/** Classes and functions come before the types they use. */
const RANK = [ReflectionKind.Class, ReflectionKind.Function, ReflectionKind.Variable];

const isActive = ({ kind }: DeclarationReflection): boolean => RANK.includes(kind);

const rankOf = (entry: DeclarationReflection): number => (isActive(entry) ? RANK.indexOf(entry.kind) : RANK.length);

const byText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/** Sorts by file, since a file has one topic. */
function inOrder(entries: readonly DeclarationReflection[]): DeclarationReflection[] {
  return entries.toSorted((a, b) => byText(fileOf(a), fileOf(b)) || rankOf(a) - rankOf(b) || byText(a.name, b.name));
}

const firstLetterUp = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

/** Plan of a page: its path in docs/reference and its entries. */
interface Plan {
  path: string;
  title: string;
  words: string;
  entries: DeclarationReflection[];
}

/** The address of each export's section: `toonvision/config.md#project`. */
function addressesOf(plans: readonly Plan[]): Map<string, string> {
  const addresses = new Map<string, string>();
  for (const { path, title, entries } of plans) {
    const slugger = new GithubSlugger();
    slugger.slug(title);
    for (const { name, kind, children = [] } of entries) {
      addresses.set(name, `${path}#${slugger.slug(name)}`);
      // Members of a class have headings too.
      if (kind === ReflectionKind.Class) for (const child of children) slugger.slug(`${name}.${child.name}`);
    }
  }
  return addresses;
}

/** Modules of the tool with exports, in alphabetical order. */
function modulesOf({ toonvision }: Code): string[] {
  return [...new Set(toonvision.map(moduleOf))].toSorted();
}

/** Exports without a doc comment, with their files. */
export function undocumented({ nn, toonvision, page }: Code): string[] {
  return [...nn, ...toonvision, ...page]
    .filter((entry) => partsText(commentOf(entry)?.summary ?? []) === '')
    .map((entry) => `${fileOf(entry)}: ${entry.name}`);
}

/** File names below docs/reference, and their text. */
export async function apiPages(code: Code): Promise<Map<string, string>> {
  const engine: Plan = {
    path: 'api-nn.md',
    title: '@toonvision/nn',
    words:
      'What `@toonvision/nn` exports. [Layers, losses, optimizers and callbacks](layers.md) have their own page, with their options.',
    entries: inOrder(code.nn),
  };
  const inPage: Plan = {
    path: 'api-page.md',
    title: 'toonvision/page',
    words: "What `toonvision/page` exports: a run's model in a page, without Node.",
    entries: inOrder(code.page),
  };
  const modules: Plan[] = [];
  for (const module of modulesOf(code))
    modules.push({
      path: `toonvision/${module}.md`,
      title: `toonvision: ${module}`,
      words: firstLetterUp(await purposeOf(`packages/toonvision/src/${module}`)),
      entries: inOrder(code.toonvision.filter((entry) => moduleOf(entry) === module)),
    });
  const ofEngine = addressesOf([engine]);
  const ofTool = addressesOf(modules);
  // A name of the tool shadows one of the engine.
  const known: [Plan, Map<string, string>][] = [
    [engine, ofEngine],
    [inPage, new Map([...ofEngine, ...addressesOf([inPage])])],
    ...modules.map((plan): [Plan, Map<string, string>] => [plan, new Map([...ofEngine, ...ofTool])]),
  ];
  const pages = new Map<string, string>();
  for (const [{ path, title, words, entries }, addresses] of known) {
    const up = path.includes('/') ? '../' : '';
    const linkTo = (name: string) => {
      const address = addresses.get(name);
      if (address === undefined) return undefined;
      const [page = '', anchor = ''] = address.split('#');
      return page === path ? `#${anchor}` : `${up}${address}`;
    };
    const sections = entries.map((entry) => entryText(entry, code, { up: `${up}../..`, linkTo }));
    pages.set(path, `${[`# ${title}`, words, ...sections].join('\n\n')}\n`);
  }
  const lines = modules.map(({ path, words, entries }) => {
    const names = entries.filter(isActive).map(({ name }) => `[\`${name}\`](${ofTool.get(name)})`);
    return `## [${path.replace(/^.*\/|\.md$/g, '')}](${path})\n\n${words}\n\n${names.join(', ')}`;
  });
  const words =
    'What `toonvision` exports, by module. Everything the CLI does can also be done from TypeScript. ' +
    'Types are on the pages of the modules.';
  pages.set('api-toonvision.md', `${['# toonvision', words, ...lines].join('\n\n')}\n`);
  return pages;
}
