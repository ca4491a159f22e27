// Script of every page: the search field, and the menu, which is open on wide screens.
import type { SearchEntry } from '../site/searchEntries.ts';
import { createSearch, type SearchResult } from './search.ts';

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

function item({ address, title, heading, excerpt }: SearchResult, site: string): HTMLElement {
  const link = element('a', '');
  link.href = `${site}/${address}`;
  link.append(element('strong', heading), element('span', title, 'page'), element('span', excerpt, 'excerpt'));
  const made = element('li', '');
  made.append(link);
  return made;
}

if (box !== null && input !== null && found !== null) {
  const site = box.dataset.site ?? '.';
  let loading: Promise<(query: string) => SearchResult[]> | undefined;
  const load = () => {
    loading ??= fetch(`${site}/search.json`).then(async (answer) => {
      if (!answer.ok) throw new Error(`search.json: ${answer.status}`);
      return createSearch((await answer.json()) as SearchEntry[]);
    });
    return loading;
  };
  const show = async () => {
    const query = input.value.trim();
    if (query === '') {
      found.hidden = true;
      return;
    }
    let results: SearchResult[] = [];
    let message = 'No results.';
    try {
      results = (await load())(query);
    } catch {
      loading = undefined;
      message = 'Search needs a web server: npm run site:look';
    }
    // The query changed while the index was loading.
    if (query !== input.value.trim()) return;
    const list = element('ul', '');
    list.append(...results.map((result) => item(result, site)));
    const status = element('p', results.length === 0 ? message : `${results.length} results`);
    status.setAttribute('role', 'status');
    found.replaceChildren(status, list);
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

// Without scripts the menu can still be opened.
const wideScreen = matchMedia('(min-width: 60rem)');
const fit = () => {
  if (menu !== null) menu.open = wideScreen.matches;
};
wideScreen.addEventListener('change', fit);
fit();
menu?.querySelector('[aria-current]')?.scrollIntoView({ block: 'nearest' });
