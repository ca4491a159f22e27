// Command flags derived from setting records.
import type { FlagParametersForType } from '@stricli/core';
import { UserError } from '../errors/index.ts';
import {
  defaultText,
  flagValueOf,
  type GivenSettings,
  parseSetting,
  type Setting,
  type Settings,
} from '../settings/index.ts';
import type { Context } from './context.ts';

type FlagValue<S, Given> = S extends { type: 'choice'; flagValues: Readonly<Record<string, infer Name>> }
  ? Name
  : Given;

/** Flags of settings: `batch` of the setting `batchSize`. */
export type SettingFlags<R extends Settings> = {
  -readonly [Name in keyof R as R[Name] extends { flag: infer Flag extends string } ? Flag : Name]?: FlagValue<
    R[Name],
    Name extends keyof GivenSettings<R> ? GivenSettings<R>[Name] : never
  >;
};

interface FlagOptions {
  /** Source of the value without the flag: the configuration, or the default of the setting. */
  fallback: 'config' | 'default';
}

/** Returns a parser that reports invalid values as wrong usage. */
function settingParser(setting: Setting): (text: string) => unknown {
  return (text) => {
    try {
      return parseSetting(setting, text);
    } catch (error) {
      if (!(error instanceof RangeError)) throw error;
      throw new UserError(error.message, { exitCode: 2 });
    }
  };
}

function flagFor(setting: Setting, { fallback }: FlagOptions): object {
  const fallbackText = defaultText(setting);
  const isPlain = 'default' in setting && typeof setting.default !== 'object';
  const isOptional = fallback === 'config' || !isPlain;
  const notes =
    fallback === 'config' ? ['config', fallbackText === undefined ? '' : `else ${fallbackText}`] : [fallbackText ?? ''];
  const note = notes.filter((part) => part !== '').join(', ');
  const isMany = setting.type === 'choices' || setting.type === 'points';
  const form = {
    brief: `${setting.help}${isMany ? '; can be repeated' : ''}${isOptional && note !== '' ? ` [${note}]` : ''}`,
    ...(isOptional ? { optional: true } : { default: String(fallbackText) }),
    ...(isMany ? { variadic: true } : {}),
  };
  if ('values' in setting)
    return { kind: 'enum', values: setting.values.map((name) => flagValueOf(setting, name)), ...form };
  return { kind: 'parsed', parse: settingParser(setting), placeholder: setting.placeholder ?? 'value', ...form };
}

/**
 * Derives flags from setting records, with help, defaults and validation.
 *
 * @example
 * settingFlags(TRAIN_SETTINGS, { fallback: 'config' }).batch
 * // { kind: 'parsed', brief: 'Images per batch [config, else 64]', ... }
 */
export function settingFlags<const R extends Settings>(
  record: R,
  options: FlagOptions,
): FlagParametersForType<SettingFlags<R>, Context> {
  const flags = Object.entries(record).map(([name, setting]) => [setting.flag ?? name, flagFor(setting, options)]);
  // Stricli types a flag by its value, which is unknown in a loop over records.
  return Object.fromEntries(flags) as FlagParametersForType<SettingFlags<R>, Context>;
}

/** Picks the settings from the flags of a command, by setting name. */
export function settingsOfFlags<const R extends Settings>(record: R, flags: SettingFlags<R>): GivenSettings<R> {
  const given: Readonly<Record<string, unknown>> = flags;
  const values = Object.entries<Setting>(record).map(([name, setting]) => {
    const value = given[setting.flag ?? name];
    if (setting.type !== 'choice') return [name, value];
    return [name, setting.values.find((name) => flagValueOf(setting, name) === value)];
  });
  return Object.fromEntries(values) as GivenSettings<R>;
}
