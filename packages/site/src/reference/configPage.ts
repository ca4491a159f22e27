// Every field of toonvision.config.ts: words and types from the type that users write, ranges from the schema that checks it.

import { configSchema, type Settings } from 'toonvision/internal';
import { type DeclarationReflection, ReflectionKind, type SomeType } from 'typedoc';
import { z } from 'zod';
import { commentOf, partsText, table, wholeComment } from './commentText.ts';
import { fieldsOf } from './entryText.ts';
import { parseDefault } from './parseDefault.ts';
import type { Code } from './readCode.ts';
import { SETTINGS_OF_TYPES, settingRows } from './settingRows.ts';
import type { TypeText } from './typeText.ts';

/** The part of JSON Schema that the fields use. */
interface Rule {
  type?: string;
  properties?: Record<string, Rule>;
  items?: Rule;
  prefixItems?: Rule[];
  minItems?: number;
  minLength?: number;
  minimum?: number;
  maximum?: number;
  exclusiveMinimum?: number;
  exclusiveMaximum?: number;
}

/** `whole number, at least 1, at most 4096`. */
function rangeText({ type, items, prefixItems, ...rule }: Rule): string {
  const parts = [];
  if (type === 'integer') parts.push('integer');
  if (rule.minimum !== undefined && rule.minimum > Number.MIN_SAFE_INTEGER) parts.push(`at least ${rule.minimum}`);
  if (rule.exclusiveMinimum !== undefined) parts.push(`above ${rule.exclusiveMinimum}`);
  if (rule.maximum !== undefined && rule.maximum < Number.MAX_SAFE_INTEGER) parts.push(`at most ${rule.maximum}`);
  if (rule.exclusiveMaximum !== undefined) parts.push(`below ${rule.exclusiveMaximum}`);
  if (rule.minItems !== undefined && prefixItems === undefined) parts.push(`${rule.minItems} or more`);
  if (rule.minLength === 1) parts.push('not empty');
  const each = items ?? prefixItems?.[0];
  const below = each === undefined ? '' : rangeText(each);
  if (below !== '') parts.push(`each ${below}`);
  return parts.join(', ');
}

/** The fields below a field: of an object type, including types declared elsewhere and types with a short form. */
function fieldsBelow(type: SomeType | undefined, rule: Rule): DeclarationReflection[] {
  if (type === undefined || rule.properties === undefined) return [];
  if (type.type === 'reflection') return type.declaration.children ?? [];
  if (type.type === 'union') return type.types.flatMap((one) => fieldsBelow(one, rule));
  const { reflection } = type.type === 'reference' ? type : {};
  if (reflection?.isDeclaration() !== true) return [];
  return reflection.kindOf(ReflectionKind.Interface) ? fieldsOf(reflection) : fieldsBelow(reflection.type, rule);
}

/** Resolves a named union of literals to its literals, which say more than the name. */
function literalsOf(type: SomeType | undefined): SomeType | undefined {
  const { reflection } = type?.type === 'reference' ? type : {};
  const named = reflection?.isDeclaration() === true ? reflection.type : undefined;
  return named?.type === 'union' && named.types.every((one) => one.type === 'literal') ? named : type;
}

/** The settings of a type whose fields come from records. */
function settingsOf(type: SomeType | undefined): Settings | undefined {
  return type?.type === 'reference' ? SETTINGS_OF_TYPES[type.name] : undefined;
}

interface Row {
  path: string;
  cells: string[];
}

function rowsOf(types: TypeText, fields: readonly DeclarationReflection[], rule: Rule, above: string): Row[] {
  const names = Object.keys(rule.properties ?? {});
  const strangers = fields.map(({ name }) => name).filter((name) => !names.includes(name));
  const wordless = names.filter((name) => !fields.some((field) => field.name === name));
  // The type and the schema are two, so they are held against each other here.
  if (strangers.length + wordless.length > 0)
    throw new Error(`${above || 'the configuration'}: only in the type: ${strangers}; only in the schema: ${wordless}`);
  return fields.flatMap((field) => {
    const path = `${above}${field.name}`;
    const its = rule.properties?.[field.name] ?? {};
    const settings = settingsOf(field.type);
    if (settings !== undefined) {
      const rows = settingRows(settings, `${path}.`).map((row) => ({
        path: row.path,
        cells: [`\`${row.path}\``, row.type, row.value, row.words],
      }));
      const words = partsText(commentOf(field)?.summary ?? []);
      return [{ path, cells: [`\`${path}\``, `\`${types.inFull(field.type)}\``, '', words] }, ...rows];
    }
    const below = fieldsBelow(field.type, its);
    const { words, value } = parseDefault(partsText(commentOf(field)?.summary ?? []));
    const range = rangeText(its);
    const type =
      below.length > 0 && field.type?.type === 'reflection' ? '' : `\`${types.inFull(literalsOf(field.type))}\``;
    const cells = [`\`${path}\``, [type, range].filter((text) => text !== '').join(', '), value, words];
    if (!field.flags.isOptional) cells[2] = 'required';
    return [{ path, cells }, ...rowsOf(types, below, its, `${path}.`)];
  });
}

/**
 * `docs/reference/config.md`.
 *
 * @throws Error naming the fields that only the type or only the schema has
 */
export function configPage({ toonvision, types }: Code): string {
  const config = toonvision.find(({ name }) => name === 'Config');
  const define = toonvision.find(({ name }) => name === 'defineConfig');
  if (config === undefined || define === undefined) throw new Error('toonvision exports no Config and defineConfig');
  const rule = z.toJSONSchema(configSchema, { io: 'output', unrepresentable: 'any' }) as Rule;
  const sections = [
    '# Configuration',
    'What `toonvision.config.ts` may say (`.js` and `.json`, too); `toonvision init` writes one. A field that is unknown or out of range is ' +
      'named, with what was meant. [`loadConfig`](toonvision/config.md#loadconfig) reads it from a program.',
    ...wholeComment(commentOf(define)).slice(1),
  ];
  const tops = fieldsOf(config);
  const rows = rowsOf(types, tops, rule, '');
  const isBelow = (path: string, name: string) => path === name || path.startsWith(`${name}.`);
  const head = ['Field', 'Type and range', 'Default', 'What it is'];
  const single = tops.filter(({ name }) => rows.filter(({ path }) => isBelow(path, name)).length === 1);
  const cellsOf = (names: string[]) =>
    rows.filter(({ path }) => names.some((name) => isBelow(path, name))).map((row) => row.cells);
  sections.push('## The project', ...table(head, cellsOf(single.map(({ name }) => name))));
  for (const { name } of tops.filter((field) => !single.includes(field))) {
    const [own, ...below] = cellsOf([name]);
    sections.push(`## ${name}`, ...(own?.[3] === undefined ? [] : [own[3]]), ...table(head, below));
  }
  return `${sections.join('\n\n')}\n`;
}
