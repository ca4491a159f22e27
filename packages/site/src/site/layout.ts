// The page around a document: head, search, menu, what is on the page, the pages before and after.
import type { Chapter, Document } from './documents.ts';
import { escapeHtml, type Rendered, wayTo } from './renderDocument.ts';

/** Nothing from elsewhere, so that a forgotten address shows at once. */
const POLICY = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'";

/** The name in the menu: the first page is the way in, rooms of the library go by their own name. */
const nameOf = ({ file, title }: Document): string =>
  file === 'README.md' ? 'What it is' : title.replace(/^toonvision: /, '');

function menu(chapters: readonly Chapter[], { address }: Document): string {
  const item = (one: Document): string => {
    const current = one.address === address ? ' aria-current="page"' : '';
    return `<li><a href="${wayTo(one.address, address)}"${current}>${escapeHtml(nameOf(one))}</a></li>`;
  };
  return chapters
    .map(({ title, documents }) => {
      const isRoom = (one: Document) => one.address.startsWith('reference/toonvision/');
      const rooms = documents.filter(isRoom);
      const open = rooms.some((one) => one.address === address) ? ' open' : '';
      const below =
        rooms.length === 0
          ? ''
          : `<li><details${open}><summary>Rooms of toonvision</summary><ul>${rooms.map(item).join('')}</ul></details></li>`;
      const items = documents.filter((one) => !isRoom(one)).map(item);
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

/** The whole page of a document. */
export function layout(chapters: readonly Chapter[], document: Document, rendered: Rendered): string {
  const { address, title } = document;
  const all = chapters.flatMap(({ documents }) => documents);
  const place = all.indexOf(document);
  const beside = (step: number, rel: string): string => {
    const other = all[place + step];
    if (other === undefined) return '<span></span>';
    return `<a rel="${rel}" href="${wayTo(other.address, address)}">${escapeHtml(nameOf(other))}</a>`;
  };
  const way = (target: string): string => wayTo(target, address);
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta http-equiv="Content-Security-Policy" content="${POLICY}">
<title>${escapeHtml(title === 'ToonVision' ? title : `${title} - ToonVision`)}</title>
<link rel="icon" href="${way('icon.svg')}">
<link rel="stylesheet" href="${way('site.css')}">
<script type="module" src="${way('site.js')}"></script>
</head>
<body>
<a class="skip" href="#text">To the text</a>
<header>
<a class="home" href="${way('index.html')}">ToonVision</a>
<search data-site="${way('.') || '.'}">
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
<nav class="beside" aria-label="Before and after">${beside(-1, 'prev')}${beside(1, 'next')}</nav>
</main>
${contents(rendered)}
</div>
</body>
</html>
`;
}
