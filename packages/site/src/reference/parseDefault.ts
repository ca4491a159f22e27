// Finds the default in a doc comment: "Default 0.9.", "default `linear`".

export interface ParsedDefault {
  /** The comment without the sentence that only names the default. */
  words: string;
  /** As written in the comment; empty if there is no default. */
  value: string;
}

/**
 * Finds the default in a comment.
 *
 * @example parseDefault('Images a step. Default 64.') // { words: 'Images a step.', value: '64' }
 */
export function parseDefault(comment: string): ParsedDefault {
  const sentence = /(?:^|(?<=[.;,] ))Default:? ((?:`[^`]*`|[^.;`]|\.(?=\S))+)[.;]?(?: |$)/i.exec(comment);
  if (sentence === null) {
    // "`'keep'` (default), or ..."
    const marked = /(`[^`]+`) \(default\)/.exec(comment);
    return { words: comment, value: marked?.[1] ?? '' };
  }
  const [whole, value = ''] = sentence;
  const before = comment.slice(0, sentence.index).replace(/[;,] $/, '. ');
  return { words: `${before}${comment.slice(sentence.index + whole.length)}`.trim(), value: value.trim() };
}
