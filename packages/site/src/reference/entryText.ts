// The section of one export: signature, comment, fields.
import { type DeclarationReflection, ReflectionKind } from 'typedoc';
import { commentOf, partsText, shortComment, table, wholeComment } from './commentText.ts';
import { type Code, fileOf } from './readCode.ts';
import { SETTINGS_OF_TYPES, settingRows } from './settingRows.ts';

const code = (text: string): string => `\`${text}\``;

/** Fields of an object type that are listed at its declaration. */
export function fieldsOf(entry: DeclarationReflection): DeclarationReflection[] {
  if (entry.children !== undefined) return entry.children;
  const { type } = entry;
  if (type?.type === 'reflection') return type.declaration.children ?? [];
  return [];
}

/** Breaks a long line of TypeScript into one line per parameter, field or member. */
function wrapped(line: string): string {
  if (line.length <= 110) return line;
  const open = /[({]/.exec(line);
  if (open === null) return line.replaceAll(' | ', '\n  | ');
  let depth = 0;
  let text = '';
  let closed = false;
  for (const [index, letter] of [...line].entries()) {
    if ('([{<'.includes(letter)) depth += 1;
    // `=>` closes nothing.
    const closes = ')]}'.includes(letter) || (letter === '>' && line[index - 1] !== '=');
    if (closes) depth -= 1;
    if (closes && depth === 0 && !closed) {
      closed = true;
      text += `\n${letter}`;
    } else if (depth === 1 && index === open.index) text += `${letter}\n ${line[index + 1] === ' ' ? '' : ' '}`;
    else if (depth === 1 && !closed && (letter === ',' || letter === ';')) text += `${letter}\n `;
    else text += letter;
  }
  return text;
}

function declaration(entry: DeclarationReflection, { types, schemaTypes }: Code): string[] {
  const { name } = entry;
  switch (entry.kind) {
    case ReflectionKind.Function:
      return (entry.signatures ?? []).map((one) => wrapped(`${name}${types.parameters(one)}: ${types.of(one.type)}`));
    case ReflectionKind.Variable:
      return [wrapped(`const ${name}: ${types.of(entry.type)}`)];
    case ReflectionKind.TypeAlias:
      return [wrapped(`type ${name} = ${types.inFull(schemaTypes.get(name) ?? entry.type)}`)];
    default: {
      const kind = entry.kind === ReflectionKind.Class ? 'class' : 'interface';
      const generic = (entry.typeParameters ?? []).map((one) => one.name).join(', ');
      // Fields that come from records are in the table.
      const isSettings = entry.name in SETTINGS_OF_TYPES;
      const parents = isSettings ? '' : (entry.extendedTypes ?? []).map((one) => types.of(one)).join(', ');
      return [`${kind} ${name}${generic === '' ? '' : `<${generic}>`}${parents === '' ? '' : ` extends ${parents}`}`];
    }
  }
}

/** Members of a class (a section each) or a type (a row each). */
function members(entry: DeclarationReflection, { types }: Code): string[] {
  const fields = fieldsOf(entry).filter(({ flags, kind }) => !flags.isInherited && kind !== ReflectionKind.Constructor);
  if (entry.kind === ReflectionKind.Class)
    return fields.flatMap((field) => [
      `### ${entry.name}.${field.name}`,
      `\`\`\`ts\n${wrapped(types.field(field))}\n\`\`\``,
      ...wholeComment(commentOf(field)),
    ]);
  const rows = fields.map((field) => {
    const optional = field.flags.isOptional ? '?' : '';
    const type = types
      .field(field)
      .slice(field.name.length + optional.length)
      .replace(/^: /, '');
    return [code(field.name + optional), code(type), shortComment(commentOf(field))];
  });
  const settings = SETTINGS_OF_TYPES[entry.name];
  if (settings !== undefined)
    rows.push(
      ...settingRows(settings)
        .filter(({ path }) => !path.includes('.'))
        .map(({ path, type, value, words }) => [
          code(`${path}?`),
          type,
          value === '' ? words : `${words} Default: ${value}.`,
        ]),
    );
  // A type that is written out in full says as much where its fields have no words.
  const isTold = entry.kind === ReflectionKind.Interface || rows.some(([, , words]) => words !== '');
  return isTold ? table(['Field', 'Type', 'What it is'], rows) : [];
}

/**
 * The section of one export.
 *
 * @param entry the export as TypeDoc reads it
 * @param up path from the page's folder to the workspace: `../..`
 * @param linkTo address of another export's section, or undefined
 */
export function entryText(
  entry: DeclarationReflection,
  from: Code,
  { up, linkTo }: { up: string; linkTo: (name: string) => string | undefined },
): string {
  const { types } = from;
  const documented = (entry.signatures?.[0]?.parameters ?? []).filter(({ comment }) => comment !== undefined);
  const parameters = documented.map((one) => [
    code(types.parameterName(one)),
    code(types.of(one.type)),
    partsText(one.comment?.summary ?? []),
  ]);
  const signature = declaration(entry, from).join('\n');
  const held = members(entry, from);
  const mentioned = new Set(`${signature}\n${held.join('\n')}`.match(/\b[A-Z]\w+/g));
  mentioned.delete(entry.name);
  const links = [...mentioned].flatMap((name) => {
    const target = linkTo(name);
    return target === undefined ? [] : [`[\`${name}\`](${target})`];
  });
  const file = fileOf(entry);
  return [
    `## ${entry.name}`,
    `\`\`\`ts\n${signature}\n\`\`\``,
    ...wholeComment(commentOf(entry)),
    ...table(['Parameter', 'Type', 'What it is'], parameters),
    ...held,
    [...links, `in [${file.replace(/^packages\//, '')}](${up}/${file})`].join(', '),
  ].join('\n\n');
}
