// How the Keras form of a layer differs from the default: the same names in snake_case.

export interface KerasForm {
  /** Options that Keras has and ours has not, each with the only value that is ours; they are written. */
  constants?: Readonly<Record<string, unknown>>;
  /** The same for options that are not written: another value is refused. */
  accepts?: Readonly<Record<string, unknown>>;
  /** Keras' names for options and weights of ours that do not follow the rule; of several the first is written. */
  names?: Readonly<Record<string, readonly string[]>>;
}

/** Constants of layers that slide windows over images. */
export const CHANNELS_LAST = { data_format: 'channels_last' };
