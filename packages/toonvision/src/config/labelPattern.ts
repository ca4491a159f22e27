// Reads the parts of a label (kind, suit, entity, animal) with the project's pattern.
import { UserError } from '../errors/index.ts';

/** A compiled pattern: which parts a label can have, and how to read them. */
export interface LabelPattern {
  /** The pattern as the user wrote it. */
  readonly source: string;
  /** The names of the groups, each once, in order of first appearance. */
  readonly parts: readonly string[];
  /** The parts of `label` that take part in the match, or undefined when the label does not match. */
  read(label: string): Record<string, string> | undefined;
}

/** The engine's name for group number `index` called `part`: Node 22 refuses a name that stands in two alternatives. */
const engineName = (index: number, part: string) => `g${index}_${part}`;

/** Gives each named group a name of its own; returns the rewritten pattern and the original names in order. */
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
    source += `(?<${engineName(names.length, group[1])}>`;
    names.push(group[1]);
    i += group[0].length - 1;
  }
  return { source, names };
}

/**
 * Compiles a pattern with named groups. A name may stand in several alternatives, on every Node version.
 *
 * @param where File and field, for the messages.
 * @throws UserError (exit code 2) when the pattern is no regular expression, has no named group, or refers back (`\k<name>`).
 *
 * @example
 * compileLabelPattern('^(?:(?<kind>cog)_(?<suit>[a-z]+)|(?<kind>toon))$', 'label.pattern').read('toon') // { kind: 'toon' }
 */
export function compileLabelPattern(pattern: string, where: string): LabelPattern {
  if (/\\k</.test(pattern))
    throw new UserError('a reference back to a named group (\\k<name>) is not supported here', {
      where,
      remedy: 'Write the pattern without \\k<...>.',
      exitCode: 2,
    });
  const { source, names } = renameGroups(pattern);
  let expression: RegExp;
  try {
    new RegExp(pattern.replaceAll(/\(\?<[A-Za-z_$][\w$]*>/g, '('), 'u');
    expression = new RegExp(source, 'u');
  } catch (error) {
    const reason = error instanceof Error ? error.message.replace(/^Invalid regular expression: /, '') : String(error);
    throw new UserError(`no regular expression: ${reason}`, {
      where,
      remedy: "Mend the pattern, for example '^cog_(?<suit>bb|lb|cb|sb)_(?<entity>[a-z]+)$'.",
      exitCode: 2,
    });
  }
  if (names.length === 0)
    throw new UserError('the pattern has no named group, so no part of a label can be read', {
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
        const value = match.groups?.[engineName(index, part)];
        if (value !== undefined) parts[part] = value;
      });
      return parts;
    },
  };
}
