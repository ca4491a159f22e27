// The validated settings of a fit: its options with defaults applied, the compiled model and the data.
import type { Chain } from '../chain.ts';
import type { Plan } from '../compile/index.ts';
import type { Compiled } from './compiled.ts';
import type { ValidFitOptions } from './fitOptions.ts';
import type { LabeledImages } from './labeledImages.ts';

export interface FitSettings extends Omit<ValidFitOptions, 'validationData' | 'classWeight'>, Compiled {
  chain: Chain;
  /** The chain compiled for the pixel format of the data. */
  plan: Plan;
  /** All weights of the model; trained in place. */
  weights: Float32Array;
  data: LabeledImages;
  validation?: LabeledImages;
}
