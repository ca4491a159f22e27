// Renders a document as HTML: headings with anchors, links between files as links between pages, highlighted code.
import { posix } from 'node:path';
import GithubSlugger from 'github-slugger';
import hljs from 'highlight.js/lib/core';
import bash from 'highlight.js/lib/languages/bash';
import json from 'highlight.js/lib/languages/json';
import typescript from 'highlight.js/lib/languages/typescript';
import xml from 'highlight.js/lib/languages/xml';
import { Marked, type Tokens } from 'marked';
import type { Document } from './documents.ts';

for (const [name, language] of Object.entries({ bash, json, typescript, xml })) hljs.registerLanguage(name, language);

/** A heading and the text below it, up to the next heading. */
export interface Section {
  anchor: string;
  heading: string;
  level: number;
  words: string;
}

export interface Rendered {
  html: string;
  sections: Section[];
  /** Image files of the document, relative to the workspace. */
  images: string[];
  /** Pages and anchors that it links to, relative to the site: `guides.html#a-smaller-model`. */
  links: string[];
}

export interface RenderOptions {
  /** The page of a file or folder of the workspace, or undefined. */
  addressOf: (file: string) => string | undefined;
  /** Whether a file or folder of the workspace exists. */
  exists: (file: string) => boolean;
}

export const escapeHtml = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');

const unescapeHtml = (text: string): string =>
  text
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&quot;', '"')
    .replaceAll('&#39;', "'")
    .replaceAll('&amp;', '&');

/** The text without tags; cells, items and paragraphs are separated by a space. */
const plain = (html: string): string =>
  unescapeHtml(html.replace(/<\/(?:t[hd]|li|p|pre)>/g, ' ').replace(/<[^>]*>/g, ''))
    .replace(/\s+/g, ' ')
    .trim();

/** Relative path from one page to another: `../guides.html`. */
export function relativePath(target: string, from: string): string {
  return posix.relative(posix.dirname(from), target) || posix.basename(target);
}

/**
 * Renders a document.
 *
 * @throws Error naming a link or image whose file is missing
 */
export function renderDocument({ file, address, text }: Document, { addressOf, exists }: RenderOptions): Rendered {
  const slugger = new GithubSlugger();
  const sections: Section[] = [];
  const images: string[] = [];
  const links: string[] = [];
  const fileAt = (href: string): string => {
    const target = posix.normalize(posix.join(posix.dirname(file), decodeURI(href)));
    if (!exists(target)) throw new Error(`${file}: ${href} not found`);
    return target.replace(/\/$/, '');
  };
  const marked = new Marked({
    renderer: {
      heading({ tokens, depth }) {
        const inner = this.parser.parseInline(tokens);
        const heading = plain(inner);
        const anchor = slugger.slug(heading);
        sections.push({ anchor, heading, level: depth, words: '' });
        return `<h${depth} id="${anchor}">${inner}<a class="anchor" href="#${anchor}" aria-label="Link to ${escapeHtml(heading)}">#</a></h${depth}>\n`;
      },
      link({ href, tokens }) {
        const inner = this.parser.parseInline(tokens);
        if (/^(?:https?|mailto):/.test(href)) return `<a href="${escapeHtml(href)}" rel="noreferrer">${inner}</a>`;
        const [path = '', anchor] = href.split('#');
        const page = path === '' ? address : addressOf(fileAt(path));
        // Source files have no page.
        if (page === undefined) return inner.includes('<code>') ? inner : `<code>${inner}</code>`;
        links.push(anchor === undefined ? page : `${page}#${anchor}`);
        const target = page === address && anchor !== undefined ? '' : relativePath(page, address);
        return `<a href="${target}${anchor === undefined ? '' : `#${anchor}`}">${inner}</a>`;
      },
      image({ href, text: words }) {
        const image = fileAt(href);
        images.push(image);
        return `<img src="${relativePath(image, address)}" alt="${escapeHtml(words)}" loading="lazy">`;
      },
      code({ text: code, lang }) {
        const language = { ts: 'typescript', js: 'typescript', sh: 'bash', html: 'xml' }[lang ?? ''] ?? lang ?? '';
        const known = hljs.getLanguage(language) !== undefined;
        const inner = known ? hljs.highlight(code, { language }).value : escapeHtml(code);
        return `<pre tabindex="0"><code>${inner}</code></pre>\n`;
      },
      table(token: Tokens.Table) {
        const row = (cells: Tokens.TableCell[], tag: string) =>
          `<tr>${cells.map((cell) => `<${tag}${cell.align ? ` class="${cell.align}"` : ''}>${this.parser.parseInline(cell.tokens)}</${tag}>`).join('')}</tr>`;
        const body = token.rows.map((cells) => row(cells, 'td')).join('\n');
        return `<div class="wide" tabindex="0" role="group" aria-label="Table"><table><thead>${row(token.header, 'th')}</thead><tbody>${body}</tbody></table></div>\n`;
      },
    },
  });
  const html = marked.parse(text, { async: false });
  // The text of a section is everything between its heading and the next.
  const parts = html.split(/<h[1-6] id="[^"]*">.*?<\/h[1-6]>/s).slice(1);
  for (const [index, section] of sections.entries()) section.words = plain(parts[index] ?? '');
  return { html, sections, images: [...new Set(images)], links };
}
