// Label patterns: regular expressions that split a label into parts (kind, suit, entity, animal).
import { UserError } from '../errors/index.ts';

/** A compiled label pattern. */
export interface LabelPattern {
  /** The pattern as the user wrote it. */
  readonly source: string;
  /** Names of the groups, without duplicates, in order of first appearance. */
  readonly parts: readonly string[];
  /** Parses a label into its parts; undefined if it does not match. */
  read(label: string): Record<string, string> | undefined;
}

/** A unique name for a group: Node 22 rejects a name that appears in two alternatives. */
const uniqueName = (index: number, part: string) => `g${index}_${part}`;

/** Makes the names of groups unique; returns the rewritten pattern and the original names in order. */
function renameGroups(pattern: string): { source: string; names: string[] } {
  const names: string[] = [];
  let source = '';
  let inClass = false;
  for (let i = 0; i < pattern.length; i += 1) {
    const letter = pattern[i] ?? '';
    if (letter === '\\') {
      source += letter + (pattern[i + 1] ?? '');
      i += 1;
      continue;
    }
    if (letter === '[') inClass = true;
    else if (letter === ']') inClass = false;
    const group = !inClass && letter === '(' ? /^\(\?<([A-Za-z_$][\w$]*)>/.exec(pattern.slice(i)) : null;
    if (group?.[1] === undefined) {
      source += letter;
      continue;
    }
    source += `(?<${uniqueName(names.length, group[1])}>`;
    names.push(group[1]);
    i += group[0].length - 1;
  }
  return { source, names };
}

/**
 * Compiles a pattern with named groups. A name may appear in several alternatives, on every Node version.
 *
 * @param where File and field, for error messages
 * @throws UserError (exit code 2) if the pattern is not a regular expression, has no named group, or has a named
 *   backreference (`\k<name>`)
 *
 * @example
 * compileLabelPattern('^(?:(?<kind>cog)_(?<suit>[a-z]+)|(?<kind>toon))$', 'label.pattern').read('toon') // { kind: 'toon' }
 */
export function compileLabelPattern(pattern: string, where: string): LabelPattern {
  if (/\\k</.test(pattern))
    throw new UserError('named backreferences (\\k<name>) are not supported', {
      where,
      remedy: 'Remove \\k<...> from the pattern.',
      exitCode: 2,
    });
  const { source, names } = renameGroups(pattern);
  let expression: RegExp;
  try {
    new RegExp(pattern.replaceAll(/\(\?<[A-Za-z_$][\w$]*>/g, '('), 'u');
    expression = new RegExp(source, 'u');
  } catch (error) {
    const reason = error instanceof Error ? error.message.replace(/^Invalid regular expression: /, '') : String(error);
    throw new UserError(`is not a valid regular expression: ${reason}`, {
      where,
      remedy: "Fix the pattern, for example '^cog_(?<suit>bb|lb|cb|sb)_(?<entity>[a-z]+)$'.",
      exitCode: 2,
    });
  }
  if (names.length === 0)
    throw new UserError('has no named group', {
      where,
      remedy: "Name the parts with (?<name>...), for example '^cog_(?<suit>bb|lb|cb|sb)_(?<entity>[a-z]+)$'.",
      exitCode: 2,
    });
  return {
    source: pattern,
    parts: [...new Set(names)],
    read(label) {
      const match = expression.exec(label);
      if (match === null) return undefined;
      const parts: Record<string, string> = {};
      names.forEach((part, index) => {
        const value = match.groups?.[uniqueName(index, part)];
        if (value !== undefined) parts[part] = value;
      });
      return parts;
    },
  };
}
