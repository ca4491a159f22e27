// What labels are made of: the whole, and the pieces that repeat from label to label.

/** A possible target with its classes. */
export interface LabelPart {
  name: string;
  /** In the order of how often they occur. */
  classes: string[];
}

/** How the labels of a folder are built. */
export interface LabelShape {
  /** A regular expression with a named group for each part. */
  pattern: string;
  /** First the whole label, called `class`. */
  parts: LabelPart[];
}

/** Most pieces of a label that get names of their own. */
const MOST_PIECES = 4;

/** Labels cut at the separator, if all have the same number of pieces, and that is 2 to 4. */
function piecesOf(labels: readonly string[], separator: string): string[][] | undefined {
  const pieces = labels.map((label) => label.split(separator));
  const [first] = pieces;
  const count = first?.length ?? 0;
  const same = pieces.every((one) => one.length === count && one.every((piece) => piece !== ''));
  return same && count >= 2 && count <= MOST_PIECES ? pieces : undefined;
}

const unique = (values: readonly string[]): string[] => [...new Set(values)];

/**
 * Finds out what labels are made of. Pieces between `_`, `-` or blanks become parts where at least two values occur, and
 * fewer than there are labels: a piece that all share tells nothing, one that is different in each is the label itself.
 *
 * @param labels all different, the most frequent first
 *
 * @example
 * labelShape(['cog_bb_flunky', 'cog_lb_bigwig', 'cog_bb_yesman']).parts.map(({ name }) => name) // ['class', 'part2']
 */
export function labelShape(labels: readonly string[]): LabelShape {
  const whole: LabelPart = { name: 'class', classes: [...labels] };
  for (const separator of ['_', '-', ' ']) {
    const pieces = piecesOf(labels, separator);
    if (pieces === undefined) continue;
    const count = pieces[0]?.length ?? 0;
    const parts: LabelPart[] = [];
    const groups = Array.from({ length: count }, (_, at) => {
      const classes = unique(pieces.map((one) => one[at] ?? ''));
      // A dash inside brackets would make a range.
      const any = separator === '-' ? '[^\\-]+' : `[^${separator}]+`;
      if (classes.length < 2 || classes.length === labels.length) return any;
      parts.push({ name: `part${at + 1}`, classes });
      return `(?<part${at + 1}>${any})`;
    });
    if (parts.length > 0) return { pattern: `^(?<class>${groups.join(separator)})$`, parts: [whole, ...parts] };
  }
  return { pattern: '^(?<class>.+)$', parts: [whole] };
}
