// Setting records: the type, schema, flag, argument, form field and reference row of a setting derive from its record.

interface Description {
  /** Noun phrase or imperative without a period. Shown by `--help`, in forms and in the reference. */
  help: string;
  /** Further sentences for the reference. */
  details?: string;
  /** Label of the form field; without one, forms do not show the setting. */
  title?: string;
  /** Legend of the group of form fields. */
  group?: string;
  /** Name of the flag in camelCase. Default: the name of the setting. */
  flag?: string;
  /** Placeholder of the value in `--help`. */
  placeholder?: string;
  /** Meaning of a missing value if there is no default: `no limit`. */
  unset?: string;
  /** Values of other settings that this one requires. */
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
  /** Defaults by the value of another setting: 0.01 for the optimizer `sgd`. */
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
  /** Display names in forms, where they differ. */
  labels?: Readonly<Record<string, string>>;
  /** Names on the command line, where they differ. */
  flagValues?: Readonly<Record<string, string>>;
  default: string;
}

/** An ordered list of names. */
interface ChoicesSetting extends Description {
  type: 'choices';
  values: readonly string[];
  default: readonly string[];
}

/** A name with options, which default to those of the name. The command line takes the name only. */
export interface NamedSetting extends Description {
  type: 'named';
  values: readonly string[];
  /** Display names in forms, where they differ. */
  labels?: Readonly<Record<string, string>>;
  default: string;
  options: Readonly<Record<string, OptionSetting>>;
}

/** An option of some of the names. */
export type OptionSetting = (NumberSetting | BooleanSetting) & {
  /** Names that have this option. */
  of: readonly string[];
  /** Another option that must be above 0 if this one is on. */
  needs?: string;
};

/** Layers in front of the model, in the form of `parseAugmentation`. */
interface AugmentationSetting extends Description {
  type: 'augmentation';
}

/** Points of a search space, each in the form of `parsePoint`. */
interface PointsSetting extends Description {
  type: 'points';
  default: readonly [];
}

/** Narrowed ranges of a search space, in the form of `parseNarrowing`. */
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
