// How a layer's Keras form differs from the default: options and weights have our names in snake_case.

export interface KerasForm {
  /** Keras options without a counterpart here, each with the only supported value; written to the configuration. */
  constants?: Readonly<Record<string, unknown>>;
  /** The same for options that are not written; any other value is rejected. */
  accepts?: Readonly<Record<string, unknown>>;
  /** Irregular Keras names of our options and weights; the first of several is written. */
  names?: Readonly<Record<string, readonly string[]>>;
}

/** Constants of layers with sliding windows. */
export const CHANNELS_LAST = { data_format: 'channels_last' };
