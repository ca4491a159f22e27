// Detects the structure of labels: parts that repeat from label to label.

/** A possible target with its classes. */
export interface LabelPart {
  name: string;
  /** In the order of first occurrence. */
  classes: string[];
}

/** The structure of the labels of a dataset. */
export interface LabelShape {
  /** A regular expression with one named group per part. */
  pattern: string;
  /** The whole label, called `class`, followed by its parts. */
  parts: LabelPart[];
}

/** Labels with more pieces are not split. */
const MAX_PIECES = 4;

/** Splits labels at the separator; undefined unless all have the same number of pieces, between 2 and 4. */
function splitLabels(labels: readonly string[], separator: string): string[][] | undefined {
  const pieces = labels.map((label) => label.split(separator));
  const [first] = pieces;
  const count = first?.length ?? 0;
  const same = pieces.every((words) => words.length === count && words.every((word) => word !== ''));
  return same && count >= 2 && count <= MAX_PIECES ? pieces : undefined;
}

const unique = (values: readonly string[]): string[] => [...new Set(values)];

/**
 * Detects the structure of labels. Pieces between `_`, `-` or spaces become parts if they have at least two values but
 * fewer than there are labels: a constant piece carries no information, a unique one is equivalent to the label.
 *
 * @param labels unique, the most frequent first
 *
 * @example
 * labelShape(['cog_bb_flunky', 'cog_lb_bigwig', 'cog_bb_yesman']).parts.map(({ name }) => name) // ['class', 'part2']
 */
export function labelShape(labels: readonly string[]): LabelShape {
  const whole: LabelPart = { name: 'class', classes: [...labels] };
  for (const separator of ['_', '-', ' ']) {
    const pieces = splitLabels(labels, separator);
    if (pieces === undefined) continue;
    const count = pieces[0]?.length ?? 0;
    const parts: LabelPart[] = [];
    const groups = Array.from({ length: count }, (_, index) => {
      const classes = unique(pieces.map((words) => words[index] ?? ''));
      // An unescaped dash in brackets would be a range.
      const any = separator === '-' ? '[^\\-]+' : `[^${separator}]+`;
      if (classes.length < 2 || classes.length === labels.length) return any;
      parts.push({ name: `part${index + 1}`, classes });
      return `(?<part${index + 1}>${any})`;
    });
    if (parts.length > 0) return { pattern: `^(?<class>${groups.join(separator)})$`, parts: [whole, ...parts] };
  }
  return { pattern: '^(?<class>.+)$', parts: [whole] };
}
