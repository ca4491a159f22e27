// Shell commands and scripts of a Markdown document, in order.

export interface DocumentCode {
  kind: 'shell' | 'script';
  /** `ts` or `js` for a script. */
  language: string;
  code: string;
  /** Line number in the document, from 1. */
  line: number;
  /** Why it cannot run in a test, from the mark `<!-- docs-test: skip, <why> -->` before it. */
  skipped: string | undefined;
}

/** A skip mark, a fenced block, an indented block after an empty line, or a code span with a command. */
const CODE_OR_MARK =
  /<!-- docs-test: skip, (?<why>[^>]*?) -->|^```(?<language>\w*)\n(?<fenced>[\s\S]*?)^```$|(?<=\n\n)(?<indented>(?: {4}.*\n)+)|`(?<span>npx\stoonvision[^`]*)`/gm;

/** Start of a command; other indented blocks are output. */
const COMMAND = /^(?:npx|npm|cd|for|mkdir|cp) /;

/**
 * Finds shell blocks (fenced as `sh`, or indented), scripts (fenced as `ts` or `js`) and code spans that start with
 * `npx toonvision`. A skip mark applies to the next one.
 *
 * @example
 * runnableCode('`npx toonvision init`')[0]; // { kind: 'shell', code: 'npx toonvision init', line: 1, ... }
 */
export function runnableCode(text: string): DocumentCode[] {
  const codes: DocumentCode[] = [];
  let skipped: string | undefined;
  for (const match of text.matchAll(CODE_OR_MARK)) {
    const { why, language = '', fenced, indented, span } = match.groups ?? {};
    if (why !== undefined) {
      skipped = why;
      continue;
    }
    const line = text.slice(0, match.index).split('\n').length + (fenced === undefined ? 0 : 1);
    const isScript = ['ts', 'js'].includes(language);
    const isShell = language === 'sh' || COMMAND.test(indented?.trim() ?? '') || span !== undefined;
    if (!isScript && !isShell) continue;
    const code = (fenced ?? indented?.replace(/^ {4}/gm, '') ?? span?.replace(/\s+/g, ' ') ?? '').trim();
    codes.push({ kind: isScript ? 'script' : 'shell', language, code, line, skipped });
    skipped = undefined;
  }
  return codes;
}
