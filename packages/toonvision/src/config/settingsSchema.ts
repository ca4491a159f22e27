// Zod schemas derived from setting records.
import { z } from 'zod';
import {
  AUGMENTATION_NAMES,
  type Augmentation,
  type AugmentationSettings,
  augmentationRange,
  augmentationValue,
  type GivenSettings,
  numberProblem,
  type ParsedSettings,
  type ParsedValue,
  parseSetting,
  type RequestSettings,
  type Setting,
  type Settings,
} from '../settings/index.ts';

const value = z.union([z.number(), z.string(), z.boolean()]);
const range = z.union([z.object({ min: z.number(), max: z.number() }), z.object({ values: z.array(value) })]);

function number(setting: Extract<Setting, { type: 'integer' | 'number' }>) {
  return z.unknown().transform((given, context) => {
    const problem = numberProblem(setting, given);
    if (problem === undefined) return given as number;
    context.addIssue(problem);
    return z.NEVER;
  });
}

const choice = (values: readonly string[]) =>
  z.enum(values, `must be ${values.map((name) => `'${name}'`).join(' or ')}`);

function strength(name: (typeof AUGMENTATION_NAMES)[number]) {
  return z
    .unknown()
    .transform((given, context) => {
      const valid = augmentationValue(name, given);
      if (valid !== undefined) return valid;
      context.addIssue(`must be ${augmentationRange(name)}, or true`);
      return z.NEVER;
    })
    .optional();
}

/** Schema of augmentation as an object. */
export const augmentationSchema = z.strictObject(
  Object.fromEntries(AUGMENTATION_NAMES.map((name) => [name, strength(name)])),
) as unknown as z.ZodType<Augmentation, AugmentationSettings>;

function schemaOf(setting: Setting): z.ZodType {
  switch (setting.type) {
    case 'integer':
    case 'number':
      return number(setting);
    case 'boolean':
      return z.boolean('must be true or false');
    case 'text':
      return z.string('must be a string');
    case 'choice':
      return choice(setting.values);
    case 'choices':
      return z.array(choice(setting.values)).min(1, 'must name at least one');
    case 'named':
      return z.preprocess(
        (given) => (typeof given === 'string' ? { name: given } : given),
        z.strictObject({ name: choice(setting.values).optional(), ...shapeOf(setting.options) }),
      );
    case 'augmentation':
      return augmentationSchema;
    case 'points':
      return z.array(z.record(z.string(), value));
    case 'ranges':
      return z.record(z.string(), range);
  }
}

const shapeOf = (record: Settings): Record<string, z.ZodOptional> =>
  Object.fromEntries(Object.entries(record).map(([name, setting]) => [name, schemaOf(setting).optional()]));

type Shape<R extends Settings> = {
  [Name in keyof R]: z.ZodOptional<z.ZodType<ParsedSettings<R>[Name], GivenSettings<R>[Name]>>;
};

/**
 * Schema of settings in a configuration or program: all are optional, unknown ones are rejected.
 *
 * @example settingsSchema(TRAIN_SETTINGS).parse({ optimizer: 'sgd' }) // { optimizer: { name: 'sgd' } }
 */
export function settingsSchema<const R extends Settings>(record: R): z.ZodObject<Shape<R>, z.core.$strict> {
  return z.strictObject(shapeOf(record)) as unknown as z.ZodObject<Shape<R>, z.core.$strict>;
}

type StoredShape<R extends Settings> = {
  [Name in keyof R]: z.ZodType<
    R[Name] extends { default: unknown } ? ParsedValue<R[Name]> : ParsedValue<R[Name]> | null
  >;
};

/** Fields of stored, resolved settings; settings without a default are nullable. */
export function storedSettings<const R extends Settings>(record: R): StoredShape<R> {
  const fields = Object.entries<Setting>(record).map(([name, setting]) => {
    const schema = schemaOf(setting);
    if (!('default' in setting)) return [name, schema.nullable()];
    // Studies stored by the first version have no ranges.
    return [name, setting.type === 'ranges' ? schema.default({}) : schema];
  });
  return Object.fromEntries(fields) as StoredShape<R>;
}

function requestSchemaOf(setting: Setting): z.ZodType {
  switch (setting.type) {
    case 'named':
      return choice(setting.values);
    case 'augmentation':
    case 'ranges':
      return z
        .string()
        .max(4000)
        .superRefine((text, context) => {
          try {
            parseSetting(setting, text);
          } catch (error) {
            if (!(error instanceof RangeError)) throw error;
            context.addIssue(error.message);
          }
        });
    case 'points':
      return z.array(z.string().max(4000));
    default:
      return schemaOf(setting);
  }
}

type RequestShape<R extends Settings> = {
  [Name in keyof R]: z.ZodOptional<z.ZodType<RequestSettings<R>[Name]>>;
};

/** Fields of settings in a request: named settings by name, augmentation and ranges as text. */
export function requestSettings<const R extends Settings>(record: R): RequestShape<R> {
  const fields = Object.entries(record).map(([name, setting]) => [name, requestSchemaOf(setting).optional()]);
  return Object.fromEntries(fields) as RequestShape<R>;
}
