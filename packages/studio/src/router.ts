// The page's address as a signal. Every view and filter has an address, so Back, reload and copied links work.
import { signal } from '@preact/signals';

export interface Route {
  /** Decoded segments of the path: `/runs/a%20b` is ['runs', 'a b']. */
  path: string[];
  query: URLSearchParams;
}

function readRoute(): Route {
  const decode = (segment: string): string => {
    try {
      return decodeURIComponent(segment);
    } catch {
      return segment;
    }
  };
  return {
    path: location.pathname.split('/').filter(Boolean).map(decode),
    query: new URLSearchParams(location.search),
  };
}

export const route = signal<Route>(readRoute());
const update = (): void => {
  route.value = readRoute();
};
addEventListener('popstate', update);

/** Opens an address of the page; `replace` adds no step to the history (for a filter or tab). */
export function navigate(address: string, { replace = false }: { replace?: boolean } = {}): void {
  if (replace) history.replaceState(null, '', address);
  else history.pushState(null, '', address);
  const before = route.value.path.join('/');
  update();
  if (before !== route.value.path.join('/')) scrollTo(0, 0);
}

/** The current address with changes to its query; undefined or an empty string removes a parameter. */
export function withQuery(changes: Readonly<Record<string, string | undefined>>): string {
  const next = new URLSearchParams(route.value.query);
  for (const [name, value] of Object.entries(changes)) {
    if (value === undefined || value === '') next.delete(name);
    else next.set(name, value);
  }
  const text = next.toString();
  return `${location.pathname}${text === '' ? '' : `?${text}`}`;
}

/** Changes the query of the current address without a step in the history. */
export const setQuery = (changes: Readonly<Record<string, string | undefined>>): void =>
  navigate(withQuery(changes), { replace: true });

// Links are plain links; a click without modifier keys stays in the page.
addEventListener('click', (event) => {
  if (event.defaultPrevented || event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey)
    return;
  const link = event.target instanceof Element ? event.target.closest('a') : null;
  if (link === null || link.target !== '' || link.hasAttribute('download') || link.origin !== location.origin) return;
  if (link.pathname.startsWith('/api/')) return;
  event.preventDefault();
  navigate(`${link.pathname}${link.search}`);
});
