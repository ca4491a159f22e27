// Finds phrases in code and documents that docs/style.md rules out.

/** A pattern that docs/style.md rules out, and what to write instead. */
interface Rule {
  pattern: RegExp;
  instead: string;
}

/** A phrase in a file, with its 1-based line. */
export interface Phrase {
  line: number;
  phrase: string;
  instead: string;
}

const RULES: readonly Rule[] = [
  { pattern: /\banew\b/gi, instead: 'again, from scratch' },
  { pattern: /\b(?:go|goes|going|gone|went) on\b/gi, instead: 'resume, continue' },
  { pattern: /\bso (?:many|often)\b/gi, instead: 'number of, max, times' },
  { pattern: /\bmend(?:s|ed|ing)?\b/gi, instead: 'fix' },
  { pattern: /\bbeside\b/gi, instead: 'next to, compared with' },
  {
    pattern: /\b(?:tell|tells|told|telling) (?:apart|how|what|whether|that|of|which|nothing)\b/gi,
    instead: 'report, distinguish',
  },
  { pattern: /\b(?:leave|leaves|left|leaving) out\b|\btaken? in again\b/gi, instead: 'exclude, include' },
  { pattern: /\bluck\b/gi, instead: 'chance, seed variance' },
  { pattern: /\b(?:MOST|LEAST|WIDEST|FEW|BEYOND|AGAIN)(?:_[A-Z_]+)?\b/g, instead: 'MAX_X, MIN_X' },
  { pattern: /\bwhoever\b|\bfor who\b/gi, instead: 'a relative clause with a noun' },
];

/** A phrase that is meant as it is: it is allowed where both patterns match. */
interface Exception {
  file: RegExp;
  text: RegExp;
}

const EXCEPTIONS: readonly Exception[] = [
  // The terms to avoid, where they are listed.
  { file: /^docs\/style\.md$|^packages\/site\/src\/style\//, text: /./ },
];

/**
 * Phrases of one file that docs/style.md rules out.
 *
 * @param file path from the top of the repository
 * @param text the file's content
 * @example findPhrases('docs/guides.md', 'Draw it anew.') // [{ line: 1, phrase: 'anew', instead: 'again, from scratch' }]
 */
export function findPhrases(file: string, text: string): Phrase[] {
  const exceptions = EXCEPTIONS.filter((exception) => exception.file.test(file));
  return text.split('\n').flatMap((content, index) => {
    if (exceptions.some((exception) => exception.text.test(content))) return [];
    return RULES.flatMap(({ pattern, instead }) =>
      [...content.matchAll(pattern)].map(([phrase]) => ({ line: index + 1, phrase, instead })),
    );
  });
}
