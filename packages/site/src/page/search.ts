// Search in the page: an index over all sections, built on the first search.
import MiniSearch from 'minisearch';
import type { SearchEntry } from '../site/searchEntries.ts';
import { terms } from './terms.ts';

/** A search result with the text around the first match. */
export interface SearchResult {
  address: string;
  title: string;
  heading: string;
  excerpt: string;
}

const MAX_RESULTS = 20;
const EXCERPT_RADIUS = 70;

function excerptOf(words: string, matched: readonly string[]): string {
  const low = words.toLowerCase();
  const at = Math.min(...matched.map((term) => low.indexOf(term)).filter((place) => place >= 0), words.length);
  const start = at === words.length ? 0 : Math.max(0, at - EXCERPT_RADIUS);
  const text = words.slice(start, start + 2 * EXCERPT_RADIUS);
  return `${start > 0 ? '…' : ''}${text}${start + 2 * EXCERPT_RADIUS < words.length ? '…' : ''}`;
}

/**
 * Creates the search function.
 *
 * @example createSearch(entries)('early stopping')[0]?.address // 'reference/layers.html#earlystopping'
 */
export function createSearch(entries: readonly SearchEntry[]): (query: string) => SearchResult[] {
  const index = new MiniSearch<SearchEntry>({
    fields: ['heading', 'title', 'words'],
    storeFields: ['address', 'title', 'heading', 'words'],
    tokenize: terms,
    searchOptions: {
      boost: { heading: 6, title: 2 },
      prefix: true,
      fuzzy: (term) => (term.length > 4 ? 0.2 : false),
      combineWith: 'AND',
      // Queries are not split into parts of words: that would match too much.
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
      .slice(0, MAX_RESULTS)
      .map(({ address, title, heading, words, terms: matched }) => ({
        address: String(address),
        title: String(title),
        heading: String(heading),
        excerpt: excerptOf(String(words), matched),
      }));
}
