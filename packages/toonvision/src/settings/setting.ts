// A setting as plain data: its type, schema, flag, argument, form field and row of the reference are derived from one record.

interface Description {
  /** What it is: a noun phrase or an imperative without a period. Shown by `--help`, by the form and in the reference. */
  help: string;
  /** Sentences that the reference adds. */
  details?: string;
  /** Label of its form field; a setting without one is not in a form. */
  title?: string;
  /** Legend of the group of form fields that it belongs to. */
  group?: string;
  /** Its flag where that is not its own name, in camelCase. */
  flag?: string;
  /** What stands for the value in `--help`. */
  placeholder?: string;
  /** What holds where there is neither a value nor a default: `no limit`. */
  unset?: string;
  /** It may be given only where these other settings have these values. */
  onlyWith?: Readonly<Record<string, string>>;
}

/** A number and its range. */
export interface NumberRule {
  type: 'integer' | 'number';
  /** Inclusive. */
  min?: number;
  /** Inclusive. */
  max?: number;
  /** Exclusive. */
  above?: number;
  /** Exclusive. */
  below?: number;
}

export interface NumberSetting extends Description, NumberRule {
  default?: number;
  /** Defaults that depend on another setting: of the optimizer `sgd`, 0.01. */
  defaultBy?: { setting: string; values: Readonly<Record<string, number>> };
}

interface BooleanSetting extends Description {
  type: 'boolean';
  default?: boolean;
}

interface TextSetting extends Description {
  type: 'text';
  default?: string;
}

/** One of several names. */
interface ChoiceSetting extends Description {
  type: 'choice';
  values: readonly string[];
  /** What a form shows for a name, where that is not the name itself. */
  labels?: Readonly<Record<string, string>>;
  /** Names on the command line, where they differ. */
  flagValues?: Readonly<Record<string, string>>;
  default: string;
}

/** Several of several names, in order. */
interface ChoicesSetting extends Description {
  type: 'choices';
  values: readonly string[];
  default: readonly string[];
}

/** A name with options: the name alone takes the defaults. The command line takes the name only. */
export interface NamedSetting extends Description {
  type: 'named';
  values: readonly string[];
  /** What a form shows for a name, where that is not the name itself. */
  labels?: Readonly<Record<string, string>>;
  default: string;
  options: Readonly<Record<string, OptionSetting>>;
}

/** An option that belongs to some of the names. */
export type OptionSetting = (NumberSetting | BooleanSetting) & {
  /** The names that have it. */
  of: readonly string[];
  /** Another option that must be above 0. */
  needs?: string;
};

/** Layers in front of the model, as `parseAugmentation` reads them. */
interface AugmentationSetting extends Description {
  type: 'augmentation';
}

/** Points of a search space, as `parsePoint` reads each. */
interface PointsSetting extends Description {
  type: 'points';
  default: readonly [];
}

/** Narrowed ranges of a search space, as `parseNarrowing` reads them. */
interface RangesSetting extends Description {
  type: 'ranges';
  default: object;
}

export type Setting =
  | NumberSetting
  | BooleanSetting
  | TextSetting
  | ChoiceSetting
  | ChoicesSetting
  | NamedSetting
  | AugmentationSetting
  | PointsSetting
  | RangesSetting;

/** Settings by name. */
export type Settings = Readonly<Record<string, Setting>>;
