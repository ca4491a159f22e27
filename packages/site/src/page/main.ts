// The script of every page: the search field, and the menu that is open where there is room.
import type { SearchEntry } from '../site/searchEntries.ts';
import { type Found, makeSearch } from './search.ts';

const box = document.querySelector<HTMLElement>('search');
const input = document.querySelector<HTMLInputElement>('search input');
const found = document.querySelector<HTMLElement>('#found');
const menu = document.querySelector<HTMLDetailsElement>('details.menu');

function element<Tag extends keyof HTMLElementTagNameMap>(
  tag: Tag,
  text: string,
  name = '',
): HTMLElementTagNameMap[Tag] {
  const made = document.createElement(tag);
  made.textContent = text;
  if (name !== '') made.className = name;
  return made;
}

function item({ address, title, heading, excerpt }: Found, site: string): HTMLElement {
  const link = element('a', '');
  link.href = `${site}/${address}`;
  link.append(element('strong', heading), element('span', title, 'page'), element('span', excerpt, 'excerpt'));
  const made = element('li', '');
  made.append(link);
  return made;
}

if (box !== null && input !== null && found !== null) {
  const site = box.dataset.site ?? '.';
  let asked: Promise<(query: string) => Found[]> | undefined;
  const load = () => {
    asked ??= fetch(`${site}/search.json`).then(async (answer) => {
      if (!answer.ok) throw new Error(`search.json: ${answer.status}`);
      return makeSearch((await answer.json()) as SearchEntry[]);
    });
    return asked;
  };
  const show = async () => {
    const query = input.value.trim();
    if (query === '') {
      found.hidden = true;
      return;
    }
    let results: Found[] = [];
    let words = 'Nothing found.';
    try {
      results = (await load())(query);
    } catch {
      asked = undefined;
      words = 'The search needs a web server: npm run site:look';
    }
    // Somebody went on typing meanwhile.
    if (query !== input.value.trim()) return;
    const list = element('ul', '');
    list.append(...results.map((one) => item(one, site)));
    const told = element('p', results.length === 0 ? words : `${results.length} found`);
    told.setAttribute('role', 'status');
    found.replaceChildren(told, list);
    found.hidden = false;
  };
  input.addEventListener('focus', () => void load().catch(() => undefined));
  input.addEventListener('input', () => void show());
  document.addEventListener('keydown', (event) => {
    const inField = event.target instanceof HTMLInputElement;
    if (event.key === '/' && !inField) {
      event.preventDefault();
      input.focus();
    }
    if (event.key === 'Escape') {
      found.hidden = true;
      input.blur();
    }
    if (!box.contains(document.activeElement)) return;
    const links = [...found.querySelectorAll('a')];
    const place = links.findIndex((link) => link.matches(':focus'));
    if (event.key === 'Enter' && inField) links[0]?.click();
    if (event.key !== 'ArrowDown' && event.key !== 'ArrowUp') return;
    event.preventDefault();
    const next = place + (event.key === 'ArrowDown' ? 1 : -1);
    (next < 0 ? input : links[next])?.focus();
  });
  document.addEventListener('click', (event) => {
    if (event.target instanceof Node && !box.contains(event.target)) found.hidden = true;
  });
}

// Without a script the menu can be opened by hand.
const roomy = matchMedia('(min-width: 60rem)');
const fit = () => {
  if (menu !== null) menu.open = roomy.matches;
};
roomy.addEventListener('change', fit);
fit();
menu?.querySelector('[aria-current]')?.scrollIntoView({ block: 'nearest' });
