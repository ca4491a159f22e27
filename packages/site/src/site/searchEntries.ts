// What the search looks through: one entry a section.
import type { Section } from './renderDocument.ts';

/** A section as the page's search gets it. */
export interface SearchEntry {
  id: string;
  /** From the site's folder, with the anchor. */
  address: string;
  /** Of the page. */
  title: string;
  heading: string;
  words: string;
}

/** The entries of a page; what stands before its first heading is not found. */
export function searchEntries(address: string, title: string, sections: readonly Section[]): SearchEntry[] {
  return sections.map(({ anchor, heading, level, words }) => {
    const place = level === 1 ? address : `${address}#${anchor}`;
    return { id: `${address}#${anchor}`, address: place, title, heading, words };
  });
}
