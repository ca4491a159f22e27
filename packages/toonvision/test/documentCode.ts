// The code of a Markdown document that a reader would run, in order: shell commands and scripts.

export interface DocumentCode {
  kind: 'shell' | 'script';
  /** `ts` or `js` of a script. */
  language: string;
  code: string;
  /** 1-based line of the document. */
  line: number;
  /** Why it cannot run here, from the mark `<!-- docs-test: skip, <why> -->` before it. */
  skipped: string | undefined;
}

/** A mark, a fenced block, an indented block after an empty line, or a span that is a command. */
const PIECES =
  /<!-- docs-test: skip, (?<why>[^>]*?) -->|^```(?<language>\w*)\n(?<fenced>[\s\S]*?)^```$|(?<=\n\n)(?<indented>(?: {4}.*\n)+)|`(?<span>npx\stoonvision[^`]*)`/gm;

/** What a command begins with; an indented block of anything else is what a command prints. */
const COMMAND = /^(?:npx|npm|cd|for|mkdir|cp) /;

/**
 * Shell blocks (fenced as `sh`, or indented), scripts (fenced as `ts` or `js`) and spans that begin with `npx toonvision`. A mark
 * stands for what comes next after it.
 *
 * @example
 * runnableCode('`npx toonvision init`')[0]; // { kind: 'shell', code: 'npx toonvision init', line: 1, ... }
 */
export function runnableCode(text: string): DocumentCode[] {
  const found: DocumentCode[] = [];
  let skipped: string | undefined;
  for (const match of text.matchAll(PIECES)) {
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
    found.push({ kind: isScript ? 'script' : 'shell', language, code, line, skipped });
    skipped = undefined;
  }
  return found;
}
