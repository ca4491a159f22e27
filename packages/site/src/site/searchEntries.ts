// Search index entries: one per section.
import type { Section } from './renderDocument.ts';

/** A section as the search in the page sees it. */
export interface SearchEntry {
  id: string;
  /** Relative to the site, with the anchor. */
  address: string;
  /** Title of the page. */
  title: string;
  heading: string;
  words: string;
}

/** The entries of a page; text before its first heading is not indexed. */
export function searchEntries(address: string, title: string, sections: readonly Section[]): SearchEntry[] {
  return sections.map(({ anchor, heading, level, words }) => {
    const place = level === 1 ? address : `${address}#${anchor}`;
    return { id: `${address}#${anchor}`, address: place, title, heading, words };
  });
}
