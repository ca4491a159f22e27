// Search in the page: an index over all sections, made when somebody first wants to search.
import MiniSearch from 'minisearch';
import type { SearchEntry } from '../site/searchEntries.ts';
import { terms } from './terms.ts';

/** A section that was found, with some words around the first match. */
export interface Found {
  address: string;
  title: string;
  heading: string;
  excerpt: string;
}

const MOST = 20;
const AROUND = 70;

function excerptOf(words: string, matched: readonly string[]): string {
  const low = words.toLowerCase();
  const at = Math.min(...matched.map((term) => low.indexOf(term)).filter((place) => place >= 0), words.length);
  const start = at === words.length ? 0 : Math.max(0, at - AROUND);
  const text = words.slice(start, start + 2 * AROUND);
  return `${start > 0 ? '…' : ''}${text}${start + 2 * AROUND < words.length ? '…' : ''}`;
}

/**
 * Makes the search.
 *
 * @example makeSearch(entries)('early stopping')[0]?.address // 'reference/layers.html#earlystopping'
 */
export function makeSearch(entries: readonly SearchEntry[]): (query: string) => Found[] {
  const index = new MiniSearch<SearchEntry>({
    fields: ['heading', 'title', 'words'],
    storeFields: ['address', 'title', 'heading', 'words'],
    tokenize: terms,
    searchOptions: {
      boost: { heading: 6, title: 2 },
      prefix: true,
      fuzzy: (term) => (term.length > 4 ? 0.2 : false),
      combineWith: 'AND',
      // What is typed is taken as it is; its parts would find too much.
      tokenize: (text) =>
        text
          .toLowerCase()
          .split(/[^\p{L}\p{N}]+/u)
          .filter((word) => word !== ''),
    },
  });
  index.addAll(entries);
  return (query) =>
    index
      .search(query)
      .slice(0, MOST)
      .map(({ address, title, heading, words, terms: matched }) => ({
        address: String(address),
        title: String(title),
        heading: String(heading),
        excerpt: excerptOf(String(words), matched),
      }));
}
