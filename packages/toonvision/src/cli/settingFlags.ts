// The flags of a command that come from records of settings.
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

/** The flags of some settings: `batch` of the setting `batchSize`. */
export type SettingFlags<R extends Settings> = {
  -readonly [Name in keyof R as R[Name] extends { flag: infer Flag extends string } ? Flag : Name]?: FlagValue<
    R[Name],
    Name extends keyof GivenSettings<R> ? GivenSettings<R>[Name] : never
  >;
};

interface FlagOptions {
  /** Where the value comes from without the flag: from the configuration, or it is the setting's default at once. */
  fallback: 'config' | 'default';
}

/** Reads one value of a setting, and reports it as wrong usage where it is not valid. */
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
  const usual = defaultText(setting);
  const isPlain = 'default' in setting && typeof setting.default !== 'object';
  const isOptional = fallback === 'config' || !isPlain;
  const notes = fallback === 'config' ? ['config', usual === undefined ? '' : `else ${usual}`] : [usual ?? ''];
  const note = notes.filter((part) => part !== '').join(', ');
  const isMany = setting.type === 'choices' || setting.type === 'points';
  const form = {
    brief: `${setting.help}${isMany ? '; can be repeated' : ''}${isOptional && note !== '' ? ` [${note}]` : ''}`,
    ...(isOptional ? { optional: true } : { default: String(usual) }),
    ...(isMany ? { variadic: true } : {}),
  };
  if ('values' in setting)
    return { kind: 'enum', values: setting.values.map((name) => flagValueOf(setting, name)), ...form };
  return { kind: 'parsed', parse: settingParser(setting), placeholder: setting.placeholder ?? 'value', ...form };
}

/**
 * The flags of some settings, with help, defaults and checks from their records.
 *
 * @example settingFlags(TRAIN_SETTINGS, { fallback: 'config' }).batch // { kind: 'parsed', brief: 'Images per batch [config, else 64]', ... }
 */
export function settingFlags<const R extends Settings>(
  record: R,
  options: FlagOptions,
): FlagParametersForType<SettingFlags<R>, Context> {
  const flags = Object.entries(record).map(([name, setting]) => [setting.flag ?? name, flagFor(setting, options)]);
  // Stricli types a flag by its value, which a loop over records does not know.
  return Object.fromEntries(flags) as FlagParametersForType<SettingFlags<R>, Context>;
}

/** The settings among the flags of a command, by the names of their records. */
export function settingsOfFlags<const R extends Settings>(record: R, flags: SettingFlags<R>): GivenSettings<R> {
  const given: Readonly<Record<string, unknown>> = flags;
  const values = Object.entries<Setting>(record).map(([name, setting]) => {
    const value = given[setting.flag ?? name];
    if (setting.type !== 'choice') return [name, value];
    return [name, setting.values.find((known) => flagValueOf(setting, known) === value)];
  });
  return Object.fromEntries(values) as GivenSettings<R>;
}
