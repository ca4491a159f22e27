// Resolving settings: defaults, overrides and conflicts.
import type { NamedSetting, OptionSetting, Setting, Settings } from './setting.ts';
import { flagOf, flagValueOf } from './settingText.ts';
import type { ParsedSettings, ResolvedSettings } from './settingTypes.ts';

type Values = Readonly<Record<string, unknown>>;

/** The name in the value of a setting, or its default name. */
function nameOf(setting: Setting | undefined, value: unknown): string | undefined {
  const name = typeof value === 'object' && value !== null && 'name' in value ? value.name : value;
  if (typeof name === 'string') return name;
  return setting !== undefined && 'default' in setting && typeof setting.default === 'string'
    ? setting.default
    : undefined;
}

function resolveNamed({ options, default: defaultName }: NamedSetting, value: Values): Values {
  const { name = defaultName } = value;
  const defaults = Object.entries<OptionSetting>(options).flatMap(([option, setting]) => {
    const optionDefault =
      ('defaultBy' in setting ? setting.defaultBy?.values[String(name)] : undefined) ?? setting.default;
    return setting.of.includes(String(name)) && optionDefault !== undefined ? [[option, optionDefault]] : [];
  });
  return { name, ...Object.fromEntries(defaults), ...value };
}

function resolve(record: Settings, setting: Setting, value: unknown, values: Values): unknown {
  if (setting.type === 'named') return resolveNamed(setting, (value ?? {}) as Values);
  if (value !== undefined) return value;
  if (!('default' in setting)) return undefined;
  const by = 'defaultBy' in setting ? setting.defaultBy : undefined;
  const other = by === undefined ? undefined : nameOf(record[by.setting], values[by.setting]);
  return (other === undefined ? undefined : by?.values[other]) ?? setting.default;
}

/**
 * Fills in defaults.
 *
 * @example withDefaults(TRAIN_SETTINGS, { optimizer: { name: 'sgd' } }).learningRate // 0.01
 */
export function withDefaults<R extends Settings>(record: R, values: ParsedSettings<R>): ResolvedSettings<R> {
  const given: Values = values;
  return Object.fromEntries(
    Object.entries(record).map(([name, setting]) => [name, resolve(record, setting, given[name], given)]),
  ) as ResolvedSettings<R>;
}

/**
 * Overrides configured settings. What depends on an overridden setting is dropped: the options and learning rate of another
 * optimizer, the gamma of another loss. A name alone keeps the options configured for that name.
 */
export function overrideSettings<R extends Settings>(
  record: R,
  configured: ParsedSettings<R>,
  given: ParsedSettings<R>,
): ParsedSettings<R> {
  const [before, over]: [Values, Values] = [configured, given];
  const merged: Record<string, unknown> = { ...before };
  for (const [name, value] of Object.entries(over)) if (value !== undefined) merged[name] = value;
  const isSame = (name: string) => nameOf(record[name], merged[name]) === nameOf(record[name], before[name]);
  for (const [name, setting] of Object.entries<Setting>(record)) {
    const value = over[name];
    if (setting.type === 'named') {
      const isNameAlone = typeof value === 'object' && value !== null && Object.keys(value).join() === 'name';
      if (isNameAlone && isSame(name) && before[name] !== undefined) merged[name] = before[name];
    }
    if (value !== undefined) continue;
    const by = 'defaultBy' in setting ? setting.defaultBy : undefined;
    if (by !== undefined && over[by.setting] !== undefined && !isSame(by.setting)) delete merged[name];
    for (const [other, needed] of Object.entries(setting.onlyWith ?? {}))
      if (nameOf(record[other], merged[other]) !== needed) delete merged[name];
  }
  return merged as ParsedSettings<R>;
}

/** A setting that conflicts with another, and why. */
export interface SettingConflict {
  path: readonly string[];
  message: string;
}

function optionConflicts(
  field: string,
  { options, default: defaultName }: NamedSetting,
  value: Values,
): SettingConflict[] {
  const { name = defaultName, ...given } = value;
  const isOption = (option: string) => options[option]?.of.includes(String(name)) === true;
  return Object.keys(given).flatMap((option) => {
    if (given[option] === undefined) return [];
    const path = [field, option];
    if (!isOption(option))
      return [
        {
          path,
          message: `${name} has no such option; expected one of ${Object.keys(options).filter(isOption).join(', ')}`,
        },
      ];
    const needed = options[option]?.needs;
    if (needed === undefined || given[option] === false || Number(given[needed] ?? 0) > 0) return [];
    return [{ path, message: `requires a ${needed} above 0` }];
  });
}

/**
 * Finds settings that conflict: an option of another optimizer, a gamma without the focal loss. A setting without effect is an
 * error.
 *
 * @example settingConflicts(TRAIN_SETTINGS, { loss: 'sparseCategoricalCrossentropy', focalGamma: 2 }).length // 1
 */
export function settingConflicts<R extends Settings>(record: R, values: ParsedSettings<R>): SettingConflict[] {
  const given: Values = values;
  return Object.entries<Setting>(record).flatMap(([name, setting]) => {
    const value = given[name];
    if (value === undefined) return [];
    if (setting.type === 'named') return optionConflicts(name, setting, value as Values);
    return Object.entries(setting.onlyWith ?? {}).flatMap(([other, needed]) => {
      const partner = record[other];
      if (partner === undefined || given[other] === needed) return [];
      const flag = `${flagOf(other, partner)} ${flagValueOf(partner, needed)}`;
      return [{ path: [name], message: `requires ${other} '${needed}' (${flag})` }];
    });
  });
}
