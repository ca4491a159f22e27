// Losses as plain data, created by `losses.<name>(options)`; a name alone stands for the loss with its defaults.
import { ModelError } from '../modelError.ts';

interface LossOptions {
  /** In [0, 1): this fraction of each label is spread evenly over the classes (Szegedy et al. 2016). Default 0. */
  labelSmoothing?: number;
  /**
   * Default false: the model ends in the softmax or sigmoid that the loss expects. True: it ends in raw logits, which
   * `predict` then returns. The arithmetic is the same, because the loss is always computed from the logits.
   */
  fromLogits?: boolean;
}

interface FocalOptions extends LossOptions {
  /** Focusing parameter, at least 0: the larger, the less well-classified samples count. Default 2. */
  gamma?: number;
}

/** Options of `losses.sparseCategoricalCrossentropy` and `losses.categoricalCrossentropy`. */
export type CategoricalCrossentropyOptions = LossOptions;
/** Options of `losses.binaryCrossentropy`. */
export type BinaryCrossentropyOptions = LossOptions;

/** Options of `losses.categoricalFocalCrossentropy`. */
export interface CategoricalFocalCrossentropyOptions extends FocalOptions {
  /** Weighting factor of at least 0, one for all classes or one per class. Default 0.25. */
  alpha?: number | readonly number[];
}

/** Options of `losses.binaryFocalCrossentropy`. */
export interface BinaryFocalCrossentropyOptions extends FocalOptions {
  /** In [0, 1]: the weight of label 1; label 0 has 1 - alpha. Default: both have weight 1. */
  alpha?: number;
}

interface Smoothed {
  labelSmoothing: number;
  fromLogits: boolean;
}

/** A loss with all its options; JSON-serializable, and parsed by `lossOf`. */
export type Loss =
  | ({ name: 'sparseCategoricalCrossentropy' } & Smoothed)
  | ({ name: 'categoricalCrossentropy' } & Smoothed)
  | ({ name: 'categoricalFocalCrossentropy'; alpha: number | number[]; gamma: number } & Smoothed)
  | ({ name: 'binaryCrossentropy' } & Smoothed)
  | ({ name: 'binaryFocalCrossentropy'; alpha?: number; gamma: number } & Smoothed);

/** The name of a loss, which stands for the loss with its defaults. */
export type LossName = Loss['name'];

function smoothed(owner: LossName, { labelSmoothing = 0, fromLogits = false }: LossOptions): Smoothed {
  if (!(labelSmoothing >= 0 && labelSmoothing < 1)) {
    throw new ModelError(`${owner}: labelSmoothing must be at least 0 and below 1, got ${labelSmoothing}`);
  }
  if (typeof fromLogits !== 'boolean') {
    throw new ModelError(`${owner}: fromLogits must be true or false, got ${String(fromLogits)}`);
  }
  return { labelSmoothing, fromLogits };
}

function notNegative(owner: LossName, option: string, value: number): number {
  if (typeof value === 'number' && value >= 0 && Number.isFinite(value)) return value;
  throw new ModelError(`${owner}: ${option} must be at least 0 and finite, got ${String(value)}`);
}

/**
 * Cross-entropy, -log(p of the true class), for a model with one class per image; labels are class indices.
 *
 * @throws ModelError naming the option that is out of range
 * @example model.compile({ optimizer: adam(), loss: losses.sparseCategoricalCrossentropy({ labelSmoothing: 0.1 }) })
 */
function sparseCategoricalCrossentropy(options: CategoricalCrossentropyOptions = {}): Loss {
  const name = 'sparseCategoricalCrossentropy';
  return { name, ...smoothed(name, options) };
}

/**
 * Cross-entropy with one-hot labels: `count * classes` values of 0 or 1.
 *
 * @throws ModelError naming the option that is out of range
 * @example model.compile({ optimizer: adam(), loss: losses.categoricalCrossentropy({ fromLogits: true }) })
 */
function categoricalCrossentropy(options: CategoricalCrossentropyOptions = {}): Loss {
  const name = 'categoricalCrossentropy';
  return { name, ...smoothed(name, options) };
}

/**
 * Focal loss alpha (1 - p)^gamma (-log p) (Lin et al. 2017), as in Keras `CategoricalFocalCrossentropy`; labels are
 * class indices or one-hot rows.
 *
 * @throws ModelError naming the option that is out of range
 * @example model.compile({ optimizer: adam(), loss: losses.categoricalFocalCrossentropy({ alpha: [0.25, 0.75] }) })
 */
function categoricalFocalCrossentropy({
  alpha = 0.25,
  gamma = 2,
  ...options
}: CategoricalFocalCrossentropyOptions = {}): Loss {
  const name = 'categoricalFocalCrossentropy';
  const factors =
    typeof alpha === 'number'
      ? notNegative(name, 'alpha', alpha)
      : Array.from(alpha, (value, c) => notNegative(name, `alpha[${c}]`, value));
  return { name, ...smoothed(name, options), alpha: factors, gamma: notNegative(name, 'gamma', gamma) };
}

/**
 * Binary cross-entropy, averaged over the model's sigmoids: -log(p) if the label is 1 and -log(1 - p) if it is 0. One
 * unit: two classes; several units: labels that are not mutually exclusive, `count * units` values of 0 or 1.
 *
 * @throws ModelError naming the option that is out of range
 * @example model.compile({ optimizer: adam(), loss: 'binaryCrossentropy', metrics: ['accuracy', 'auc'] })
 */
function binaryCrossentropy(options: BinaryCrossentropyOptions = {}): Loss {
  const name = 'binaryCrossentropy';
  return { name, ...smoothed(name, options) };
}

/**
 * Binary cross-entropy times (1 - p of the label)^gamma (Lin et al. 2017), as in Keras `BinaryFocalCrossentropy`;
 * setting `alpha` corresponds to its `apply_class_balancing`.
 *
 * @throws ModelError naming the option that is out of range
 * @example model.compile({ optimizer: adam(), loss: losses.binaryFocalCrossentropy({ gamma: 2, alpha: 0.25 }) })
 */
function binaryFocalCrossentropy({ alpha, gamma = 2, ...options }: BinaryFocalCrossentropyOptions = {}): Loss {
  const name = 'binaryFocalCrossentropy';
  if (alpha !== undefined && !(alpha >= 0 && alpha <= 1)) {
    throw new ModelError(`${name}: alpha must be from 0 to 1, got ${alpha}`);
  }
  const balance = alpha === undefined ? {} : { alpha };
  return { name, ...smoothed(name, options), ...balance, gamma: notNegative(name, 'gamma', gamma) };
}

/** Factory functions of all losses; a name alone stands for the loss with its defaults. */
export const losses = {
  sparseCategoricalCrossentropy,
  categoricalCrossentropy,
  categoricalFocalCrossentropy,
  binaryCrossentropy,
  binaryFocalCrossentropy,
};

export const lossNames = Object.keys(losses) as readonly LossName[];

/**
 * Returns the loss with a name, or validates a loss that may come from a file.
 *
 * @throws ModelError if the name is unknown, listing the valid names, or if an option is unknown or out of range
 * @example lossOf('binaryCrossentropy'); // { name: 'binaryCrossentropy', labelSmoothing: 0, fromLogits: false }
 */
export function lossOf(loss: LossName | Loss): Loss {
  const { name, ...options } = typeof loss === 'string' ? { name: loss } : loss;
  const lossName = lossNames.find((x) => x === name);
  if (lossName === undefined) throw new ModelError(`no loss ${String(name)}; there are ${lossNames.join(', ')}`);
  // The factory checks the options, which may come from a file.
  const checked = (losses[lossName] as (options: object) => Loss)(options);
  const unknown = Object.entries(options).find(([option, value]) => value !== undefined && !(option in checked));
  if (unknown !== undefined) throw new ModelError(`${lossName}: unknown option ${unknown[0]}`);
  return checked;
}
