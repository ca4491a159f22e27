// The schema of toonvision.config.ts, and error messages for invalid fields.
import { z } from 'zod';
import { SOURCE_KINDS } from '../annotations/formats.ts';
import { nearestName } from '../errors/index.ts';
import { trainSettingsSchema } from './trainSettings.ts';

const text = z.string().min(1, 'must not be empty');
const pixels = z.int('must be a whole number of pixels').min(1, 'must be 1 or more').max(4096, 'must be 4096 or less');
const share = z.number().min(0, 'must be 0 or more').max(1e6, 'is too large');

const target = z.preprocess(
  (value) => (Array.isArray(value) ? { classes: value } : value),
  z.strictObject({
    classes: z.array(text).min(2, 'must have at least two classes'),
    names: z.record(z.string(), text).optional(),
  }),
);

/** A configuration as written; fields with a default are optional. */
export const configSchema = z.strictObject({
  name: text.optional(),
  screenshots: text.optional(),
  source: z.strictObject({ kind: z.enum(['auto', ...SOURCE_KINDS]).optional(), file: text.optional() }).optional(),
  crop: z
    .strictObject({
      margin: z.number().min(0, 'must be 0 or more').max(2, 'must be 2 or less').optional(),
      minSize: pixels.optional(),
    })
    .optional(),
  label: z.strictObject({ pattern: text }),
  street: z.enum(['folder', 'none']).optional(),
  burst: z.strictObject({ pattern: text }).optional(),
  targets: z.record(z.string(), target),
  target: text.optional(),
  split: z
    .strictObject({
      ratio: z.tuple([share, share, share], 'must be three numbers, for example [60, 20, 20]').optional(),
      seed: z.int('must be a whole number').min(0, 'must be 0 or more').optional(),
      rounding: z.enum(['nearest', 'truncate']).optional(),
      stratifyBy: z.array(text).optional(),
      groupBy: z.preprocess((value) => (value === 'none' ? [] : value), z.array(text)).optional(),
      sourceSides: z.enum(['keep', 'ignore']).optional(),
      leaveOut: z.strictObject({ attribute: text, value: text }).optional(),
      testList: text.optional(),
    })
    .optional(),
  input: z
    .strictObject({
      height: pixels.optional(),
      width: pixels.optional(),
      fit: z.enum(['stretch', 'letterbox']).optional(),
      interpolation: z.enum(['bilinear', 'nearest', 'bicubic']).optional(),
    })
    .optional(),
  train: trainSettingsSchema.optional(),
  inspect: z
    .strictObject({
      goals: z.record(z.string(), z.int('must be a whole number').min(0, 'must be 0 or more')).optional(),
      limits: z.record(z.string(), z.number().min(0, 'must be 0 or more')).optional(),
    })
    .optional(),
});

export type ParsedConfig = z.output<typeof configSchema>;

/** Removes wrappers such as optional() and preprocess() from a schema. */
function unwrap(schema: unknown): unknown {
  if (schema instanceof z.ZodOptional) return unwrap(schema.unwrap());
  if (schema instanceof z.ZodPipe) return unwrap(schema.out);
  return schema;
}

/** Valid field names at a path, for suggestions. */
function fieldsAt(path: readonly PropertyKey[]): string[] {
  let schema = unwrap(configSchema);
  for (const step of path) {
    if (schema instanceof z.ZodObject) schema = unwrap(schema.shape[String(step)]);
    else if (schema instanceof z.ZodRecord) schema = unwrap(schema.valueType);
    else return [];
  }
  return schema instanceof z.ZodObject ? Object.keys(schema.shape) : [];
}

const isWord = (step: PropertyKey): boolean => typeof step === 'string' && /^[A-Za-z_$][\w$]*$/.test(step);

/** A path as in code: `split.ratio[1]`. */
export function fieldPath(path: readonly PropertyKey[]): string {
  return path
    .map((step, index) =>
      isWord(step)
        ? `${index === 0 ? '' : '.'}${String(step)}`
        : `[${typeof step === 'number' ? step : `'${String(step)}'`}]`,
    )
    .join('');
}

/** A field of the configuration that is not valid. */
export interface ConfigProblem {
  code: 'unknown' | 'missing' | 'invalid';
  path: readonly PropertyKey[];
  message: string;
  /** The nearest valid name, if the code is `unknown`. */
  nearest?: string;
}

const TYPE_NAMES: Readonly<Record<string, string>> = {
  record: 'object',
  int: 'whole number',
  tuple: 'list',
  array: 'list',
};

/** A value in a message: `text`, `list`, `12`. */
function describeValue(value: unknown): string {
  if (value === null || typeof value === 'number' || typeof value === 'boolean') return String(value);
  if (Array.isArray(value)) return 'list';
  return typeof value === 'string' ? JSON.stringify(value) : typeof value;
}

/** Messages for issues without a message in the schema. */
export function describeIssue(issue: z.core.$ZodRawIssue): string | undefined {
  if (issue.code === 'invalid_value')
    return `must be ${issue.values.map((value) => `'${String(value)}'`).join(' or ')}`;
  if (issue.code !== 'invalid_type') return undefined;
  const expected = TYPE_NAMES[issue.expected] ?? issue.expected;
  return issue.input === undefined
    ? `is required (${expected})`
    : `expected ${expected}, got ${describeValue(issue.input)}`;
}

function problemsOf(issue: z.core.$ZodIssue): ConfigProblem[] {
  const { path, message } = issue;
  if (issue.code === 'unrecognized_keys') {
    const fields = fieldsAt(path);
    return issue.keys.map((key) => {
      const nearest = nearestName(key, fields);
      const hint = nearest === undefined ? `expected one of ${fields.join(', ')}` : `did you mean ${nearest}?`;
      return { code: 'unknown', path: [...path, key], message: `unknown field; ${hint}`, nearest };
    });
  }
  const isMissing = issue.code === 'invalid_type' && issue.input === undefined;
  return [{ code: isMissing ? 'missing' : 'invalid', path, message }];
}

const isSamePath = (a: readonly PropertyKey[], b: readonly PropertyKey[]): boolean =>
  a.length === b.length && a.every((step, index) => step === b[index]);

/** Parses a configuration; problems with unknown fields come first. */
export function parseConfig(config: unknown): { config: ParsedConfig } | { problems: ConfigProblem[] } {
  const parsed = configSchema.safeParse(config, { reportInput: true, error: describeIssue });
  if (parsed.success) return { config: parsed.data };
  const problems = parsed.error.issues.flatMap(problemsOf);
  const unknown = problems.filter(({ code }) => code === 'unknown');
  const suggested = unknown.flatMap(({ path, nearest }) =>
    nearest === undefined ? [] : [[...path.slice(0, -1), nearest]],
  );
  // A required field with a misspelled name is reported once.
  const isMisspelled = ({ code, path }: ConfigProblem) =>
    code === 'missing' && suggested.some((field) => isSamePath(field, path));
  return {
    problems: [...unknown, ...problems.filter((problem) => problem.code !== 'unknown' && !isMisspelled(problem))],
  };
}
