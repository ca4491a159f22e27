// Settings as text: ranges and defaults for people, values for the command line.
import { formatAugmentation, parseAugmentation } from './augmentation.ts';
import { formatNarrowing, formatPoint, parseNarrowing, parsePoint } from './points.ts';
import type { NumberRule, Setting, Settings } from './setting.ts';

/**
 * Describes why a value is out of range: `must be 1 or more`; undefined if it is valid.
 *
 * @example numberProblem({ type: 'integer', min: 1 }, 0) // 'must be 1 or more'
 */
export function numberProblem({ type, min, max, above, below }: NumberRule, value: unknown): string | undefined {
  if (type === 'integer' && !Number.isSafeInteger(value)) return 'must be a whole number';
  if (typeof value !== 'number' || !Number.isFinite(value)) return 'must be a number';
  if (min !== undefined && value < min) return `must be ${min} or more`;
  if (above !== undefined && value <= above) return `must be above ${above}`;
  if (max !== undefined && value > max) return `must be ${max} or less`;
  if (below !== undefined && value >= below) return `must be below ${below}`;
  return undefined;
}

/** The flag of a setting: `--learning-rate` of `learningRate`. */
export function flagOf(name: string, { flag = name }: Pick<Setting, 'flag'> = {}): string {
  return `--${flag.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
}

/** A name on the command line: `focal` of `categoricalFocalCrossentropy`. */
export function flagValueOf(setting: Setting, value: string): string {
  return ('flagValues' in setting ? setting.flagValues?.[value] : undefined) ?? value;
}

/** The default as text: `0.001, sgd: 0.01`; undefined if there is none. */
export function defaultText(setting: Setting): string | undefined {
  const value = 'default' in setting ? setting.default : undefined;
  if (typeof value === 'object') return Array.isArray(value) && value.length > 0 ? value.join(', ') : undefined;
  const common = value === undefined ? setting.unset : flagValueOf(setting, String(value));
  const others = 'defaultBy' in setting ? Object.entries(setting.defaultBy?.values ?? {}) : [];
  const parts = [...(common === undefined ? [] : [common]), ...others.map(([name, other]) => `${name}: ${other}`)];
  return parts.length === 0 ? undefined : parts.join(', ');
}

function parseNumber(rule: NumberRule, text: string): number {
  const value = text.trim() === '' ? Number.NaN : Number(text);
  const problem = numberProblem(rule, value);
  if (problem !== undefined) throw new RangeError(`${problem}, got "${text}"`);
  return value;
}

/** Type and range of a number as text: `integer, at least 1`. */
export function rangeText({ type, min, max, above, below }: NumberRule): string {
  const parts = [
    type,
    min === undefined ? '' : `at least ${min}`,
    above === undefined ? '' : `above ${above}`,
    max === undefined ? '' : `at most ${max}`,
    below === undefined ? '' : `below ${below}`,
  ];
  return parts.filter((part) => part !== '').join(', ');
}

/**
 * Parses a value on the command line. Choices are validated by the caller.
 *
 * @throws RangeError with the expected form or range
 */
export function parseSetting(setting: Setting, text: string): unknown {
  switch (setting.type) {
    case 'integer':
    case 'number':
      return parseNumber(setting, text);
    case 'augmentation':
      return parseAugmentation(text);
    case 'points':
      return parsePoint(text);
    case 'ranges':
      return parseNarrowing(text);
    default:
      return text;
  }
}

type Formatted = string | number | boolean | object;

/** Formats a value as arguments of its flag, one per item of a list; text stays unchanged. */
function formatSetting(setting: Setting, value: Formatted): string[] {
  if (Array.isArray(value)) return value.map((item) => (typeof item === 'object' ? formatPoint(item) : String(item)));
  if (typeof value !== 'object') return [flagValueOf(setting, String(value))];
  switch (setting.type) {
    case 'named': {
      const { name } = value as { name?: string };
      return name === undefined ? [] : [name];
    }
    case 'augmentation':
      return [formatAugmentation(value)];
    default:
      return Object.keys(value).length === 0 ? [] : [formatNarrowing(value as Parameters<typeof formatNarrowing>[0])];
  }
}

/**
 * Formats settings as command line arguments. Options of named settings have no flag and are dropped.
 *
 * @example
 * settingArguments(TRAIN_SETTINGS, { batchSize: 32, loss: 'categoricalFocalCrossentropy' })
 * // ['--batch=32', '--loss=focal']
 */
export function settingArguments<R extends Settings>(
  record: R,
  values: { readonly [Name in keyof R]?: Formatted | null },
): string[] {
  return Object.entries(record).flatMap(([name, setting]) => {
    const value = values[name];
    if (value === undefined || value === null) return [];
    return formatSetting(setting, value).map((text) => `${flagOf(name, setting)}=${text}`);
  });
}
