// The page around a document: head, search, menu, table of contents, links to the previous and next page.
import type { Chapter, Document } from './documents.ts';
import { escapeHtml, type Rendered, relativePath } from './renderDocument.ts';

/** Allows nothing from other hosts, so a forgotten address is noticed at once. */
const POLICY = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'";

/** Name in the menu; modules of the library are listed without the package name. */
const nameOf = ({ file, title }: Document): string =>
  file === 'README.md' ? 'Overview' : title.replace(/^toonvision: /, '');

function menu(chapters: readonly Chapter[], { address }: Document): string {
  const item = (document: Document): string => {
    const current = document.address === address ? ' aria-current="page"' : '';
    return `<li><a href="${relativePath(document.address, address)}"${current}>${escapeHtml(nameOf(document))}</a></li>`;
  };
  return chapters
    .map(({ title, documents }) => {
      const isModule = (document: Document) => document.address.startsWith('reference/toonvision/');
      const modules = documents.filter(isModule);
      const open = modules.some((module) => module.address === address) ? ' open' : '';
      const below =
        modules.length === 0
          ? ''
          : `<li><details${open}><summary>Modules of toonvision</summary><ul>${modules.map(item).join('')}</ul></details></li>`;
      const items = documents.filter((document) => !isModule(document)).map(item);
      return `<p>${escapeHtml(title)}</p><ul>${items.join('')}${below}</ul>`;
    })
    .join('\n');
}

function contents({ sections }: Rendered): string {
  const items = sections
    .filter(({ level }) => level === 2 || level === 3)
    .map(
      ({ anchor, heading, level }) => `<li class="level${level}"><a href="#${anchor}">${escapeHtml(heading)}</a></li>`,
    );
  if (items.length < 2) return '';
  return `<nav class="contents" aria-label="On this page"><p>On this page</p><ul>${items.join('')}</ul></nav>`;
}

/** The complete HTML page of a document. */
export function layout(chapters: readonly Chapter[], document: Document, rendered: Rendered): string {
  const { address, title } = document;
  const all = chapters.flatMap(({ documents }) => documents);
  const place = all.indexOf(document);
  const neighborLink = (step: number, rel: string): string => {
    const other = all[place + step];
    if (other === undefined) return '<span></span>';
    return `<a rel="${rel}" href="${relativePath(other.address, address)}">${escapeHtml(nameOf(other))}</a>`;
  };
  const to = (target: string): string => relativePath(target, address);
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta http-equiv="Content-Security-Policy" content="${POLICY}">
<title>${escapeHtml(title === 'ToonVision' ? title : `${title} - ToonVision`)}</title>
<link rel="icon" href="${to('icon.svg')}">
<link rel="stylesheet" href="${to('site.css')}">
<script type="module" src="${to('site.js')}"></script>
</head>
<body>
<a class="skip" href="#text">Skip to content</a>
<header>
<a class="home" href="${to('index.html')}">ToonVision</a>
<search data-site="${to('.') || '.'}">
<input type="search" placeholder="Search  /" aria-label="Search" autocomplete="off" spellcheck="false" aria-controls="found">
<div id="found" hidden></div>
</search>
</header>
<div class="columns">
<details class="menu"><summary>Menu</summary><nav aria-label="Documents">
${menu(chapters, document)}
</nav></details>
<main id="text">
${rendered.html}
<nav class="neighbors" aria-label="Previous and next page">${neighborLink(-1, 'prev')}${neighborLink(1, 'next')}</nav>
</main>
${contents(rendered)}
</div>
</body>
</html>
`;
}
