// The schema of toonvision.config.ts, and messages for what does not fit it.
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
    classes: z.array(text).min(2, 'needs two classes or more'),
    names: z.record(z.string(), text).optional(),
  }),
);

/** A configuration as written; every field that has a default may be missing. */
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

/** The schema inside wrappers such as optional() and preprocess(). */
function unwrap(schema: unknown): unknown {
  if (schema instanceof z.ZodOptional) return unwrap(schema.unwrap());
  if (schema instanceof z.ZodPipe) return unwrap(schema.out);
  return schema;
}

/** The field names that are allowed at `path`, so that a typo can be answered with the right name. */
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

/** `split.ratio[1]`, as one would write it. */
export function fieldPath(path: readonly PropertyKey[]): string {
  return path
    .map((step, index) =>
      isWord(step)
        ? `${index === 0 ? '' : '.'}${String(step)}`
        : `[${typeof step === 'number' ? step : `'${String(step)}'`}]`,
    )
    .join('');
}

function describe(issue: z.core.$ZodIssue): string[] {
  const at = fieldPath(issue.path);
  if (issue.code === 'unrecognized_keys') {
    const fields = fieldsAt(issue.path);
    return issue.keys.map((key) => {
      const nearest = nearestName(key, fields);
      const hint = nearest === undefined ? `the fields here are ${fields.join(', ')}` : `did you mean ${nearest}?`;
      return `${fieldPath([...issue.path, key])}: unknown field; ${hint}`;
    });
  }
  if (issue.code === 'invalid_value')
    return [`${at}: must be ${issue.values.map((value) => `'${String(value)}'`).join(' or ')}`];
  if (issue.code === 'invalid_type') {
    if (issue.message.startsWith('must')) return [`${at}: ${issue.message}`];
    const expected = { record: 'object', int: 'whole number', tuple: 'list', array: 'list' }[issue.expected as string];
    const found = issue.input === undefined ? 'is missing' : 'has the wrong type';
    return [`${at === '' ? 'the configuration' : at}: ${found}; expected: ${expected ?? issue.expected}`];
  }
  return [`${at === '' ? 'the configuration' : at}: ${issue.message}`];
}

/** What does not fit, one line a fault, unknown fields first; a field that is missing because it is misspelt is not told twice. */
export function describeConfigIssues(error: z.ZodError): string[] {
  const unknown = error.issues.filter((issue) => issue.code === 'unrecognized_keys').flatMap(describe);
  const others = error.issues.filter((issue) => issue.code !== 'unrecognized_keys').flatMap(describe);
  const meant = unknown.map((line) => /^(.*?)([^.[\]]+): unknown field; did you mean (.+)\?$/.exec(line));
  const misspelt = meant.flatMap((match) => (match === null ? [] : [`${match[1]}${match[3]}: is missing;`]));
  return [...unknown, ...others.filter((line) => !misspelt.some((start) => line.startsWith(start)))];
}
