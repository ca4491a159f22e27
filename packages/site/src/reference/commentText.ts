// Converts doc comments to Markdown.
import type { Comment, CommentDisplayPart, DeclarationReflection } from 'typedoc';

/** Escapes characters that Markdown would interpret. */
const escaped = (text: string): string =>
  text
    .replace(/</g, '&lt;')
    .replace(/(?<=\S)\*|\*(?=\S)/g, '\\*')
    .replace(/(?<=\s)_(?=\w)/g, '\\_');

/** Parts of a comment as Markdown; code is unchanged. */
export function partsText(parts: readonly CommentDisplayPart[]): string {
  return parts
    .map((part) => {
      if (part.kind === 'code') return part.text;
      return part.kind === 'inline-tag' ? `\`${part.text}\`` : escaped(part.text);
    })
    .join('')
    .trim();
}

/** The comment of an export; for a function, that of its first signature. */
export function commentOf(entry: DeclarationReflection): Comment | undefined {
  return entry.comment ?? entry.signatures?.[0]?.comment ?? entry.getSignature?.comment;
}

/** The blocks of a tag: `@throws`, `@example`. */
function blocksOf(comment: Comment | undefined, tag: `@${string}`): string[] {
  return (comment?.blockTags ?? []).filter((block) => block.tag === tag).map(({ content }) => partsText(content));
}

/** All parts of a comment: summary, returns, errors, example. */
export function wholeComment(comment: Comment | undefined): string[] {
  if (comment === undefined) return [];
  return [
    partsText(comment.summary),
    ...blocksOf(comment, '@returns').map((text) => `**Returns** ${text}`),
    ...blocksOf(comment, '@throws').map((text) => `**Throws** ${text}`),
    ...blocksOf(comment, '@example'),
  ].filter((text) => text !== '');
}

/** The parts of a comment that fit into a table cell: all but the example. */
export function shortComment(comment: Comment | undefined): string {
  const throws = blocksOf(comment, '@throws').map((text) => `**Throws** ${text}`);
  return [partsText(comment?.summary ?? []), ...throws].filter((text) => text !== '').join(' ');
}

/** One cell of a table. */
function cell(text: string): string {
  return text.replace(/\s*\n\s*/g, ' ').replaceAll('|', '\\|');
}

/** A table, or nothing without rows. */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): string[] {
  if (rows.length === 0) return [];
  const line = (cells: readonly string[]) => `| ${cells.map(cell).join(' | ')} |`;
  return [[line(head), `| ${head.map(() => '---').join(' | ')} |`, ...rows.map(line)].join('\n')];
}
