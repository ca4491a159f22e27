// What every sampler is: a pure function from what was asked and told to the next point.
import type { Space, Values } from '../space/index.ts';
import type { SamplerName } from './samplerNames.ts';

/** A point to train. */
export interface Suggestion {
  values: Values;
  /** Epochs to train to in all; the study's own limit where it is missing. */
  epochs?: number;
  /** Goes on with that trial's weights instead of beginning anew; its values are the same. */
  fromTrial?: number;
  /** Of Hyperband and ASHA. */
  bracket?: number;
  rung?: number;
}

/** A trial that has ended. */
export interface ToldTrial {
  number: number;
  values: Values;
  /** Epochs it was trained to. */
  epochs: number;
  rung?: number;
  bracket?: number;
  /** All minimized; null where it failed. */
  objectives: readonly number[] | null;
}

/** All that a sampler may look at. */
export interface Ask {
  space: Space;
  seed: number;
  /** Of the trial that is asked for, from 0; all before it have been asked. */
  number: number;
  asked: readonly Suggestion[];
  /** Ended trials in any order. What a sampler makes of them must not depend on which of the others have ended, too. */
  told: readonly ToldTrial[];
  /** Whether a point is a model within the limits. */
  isPossible: (values: Values) => boolean;
}

/** A point; that it must wait for a trial to end; or, in words, that there is none left. */
export type Answer = Suggestion | { wait: true } | { exhausted: string };

/**
 * A sampler has no state: the same arguments give the same answer, so a study can be stopped, stored and gone on with, and the
 * number of workers changes nothing.
 */
export interface Sampler {
  name: SamplerName;
  suggest(ask: Ask): Answer;
}

/** Options of samplers; each takes those that are its own. */
export interface SamplerOptions {
  /**
   * Suggestion n looks at trials up to n - lag only, so that as many can run side by side without changing what is suggested.
   * Default 4.
   */
  lag?: number;
  /** Points that come first, in this order. */
  enqueued?: readonly Values[];
  /** Bayesian and TPE: random points first. Default 10. */
  startupTrials?: number;
  /** Hyperband and ASHA: epochs of the first rung. Default 3. */
  minEpochs?: number;
  /** Hyperband and ASHA: epochs of the last rung. Default 75. */
  maxEpochs?: number;
  /** Hyperband and ASHA: one of so many goes on to the next rung. Default 3. */
  factor?: number;
  /** Grid: values of a float without a step. Default 5. */
  pointsPerFloat?: number;
}
