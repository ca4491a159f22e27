// The pages of the programming interface: one of the engine, one of the page's, one for each room of the tool.
import GithubSlugger from 'github-slugger';
import { type DeclarationReflection, ReflectionKind } from 'typedoc';
import { commentOf, partsText } from './commentText.ts';
import { entryText } from './entryText.ts';
import { type Code, fileOf, purposeOf, roomOf } from './readCode.ts';

/** What does something comes before what it takes and returns. */
const RANK = [ReflectionKind.Class, ReflectionKind.Function, ReflectionKind.Variable];

const isActive = ({ kind }: DeclarationReflection): boolean => RANK.includes(kind);

const rankOf = (entry: DeclarationReflection): number => (isActive(entry) ? RANK.indexOf(entry.kind) : RANK.length);

const byText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/** By file, as one file is about one thing. */
function inOrder(entries: readonly DeclarationReflection[]): DeclarationReflection[] {
  return entries.toSorted((a, b) => byText(fileOf(a), fileOf(b)) || rankOf(a) - rankOf(b) || byText(a.name, b.name));
}

const firstLetterUp = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

/** A page before its text: where it lies below docs/reference, and what it tells of. */
interface Plan {
  path: string;
  title: string;
  words: string;
  entries: DeclarationReflection[];
}

/** Where each export of a package is told of: `toonvision/config.md#project`. */
function addressesOf(plans: readonly Plan[]): Map<string, string> {
  const addresses = new Map<string, string>();
  for (const { path, title, entries } of plans) {
    const slugger = new GithubSlugger();
    slugger.slug(title);
    for (const { name, kind, children = [] } of entries) {
      addresses.set(name, `${path}#${slugger.slug(name)}`);
      // Members of a class have headings, too.
      if (kind === ReflectionKind.Class) for (const child of children) slugger.slug(`${name}.${child.name}`);
    }
  }
  return addresses;
}

/** Rooms of the tool that export something, in the order of the alphabet. */
export function roomsOf({ toonvision }: Code): string[] {
  return [...new Set(toonvision.map(roomOf))].toSorted();
}

/** Exports that say nothing of themselves, with their files. */
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
      'What `@toonvision/nn` exports. [Layers, losses, optimizers and the like](layers.md) have a page of their own, with their options.',
    entries: inOrder(code.nn),
  };
  const inPage: Plan = {
    path: 'api-page.md',
    title: 'toonvision/page',
    words: "What `toonvision/page` exports: a run's model in a page. Nothing of it needs Node.",
    entries: inOrder(code.page),
  };
  const rooms: Plan[] = [];
  for (const room of roomsOf(code))
    rooms.push({
      path: `toonvision/${room}.md`,
      title: `toonvision: ${room}`,
      words: firstLetterUp(await purposeOf(`packages/toonvision/src/${room}`)),
      entries: inOrder(code.toonvision.filter((entry) => roomOf(entry) === room)),
    });
  const ofEngine = addressesOf([engine]);
  const ofTool = addressesOf(rooms);
  // A name of the tool hides one of the engine.
  const known: [Plan, Map<string, string>][] = [
    [engine, ofEngine],
    [inPage, new Map([...ofEngine, ...addressesOf([inPage])])],
    ...rooms.map((plan): [Plan, Map<string, string>] => [plan, new Map([...ofEngine, ...ofTool])]),
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
  const lines = rooms.map(({ path, words, entries }) => {
    const names = entries.filter(isActive).map(({ name }) => `[\`${name}\`](${ofTool.get(name)})`);
    return `## [${path.replace(/^.*\/|\.md$/g, '')}](${path})\n\n${words}\n\n${names.join(', ')}`;
  });
  const words =
    'What `toonvision` exports, room by room: everything that the command line does can be done from TypeScript, too. ' +
    'Types are on the pages of the rooms.';
  pages.set('api-toonvision.md', `${['# toonvision', words, ...lines].join('\n\n')}\n`);
  return pages;
}
