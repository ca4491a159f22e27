// The interface of samplers: a pure function from previous suggestions and results to the next point.
import type { Space, Values } from '../space/index.ts';
import type { SamplerName } from './samplerNames.ts';

/** A point to train. */
export interface Suggestion {
  values: Values;
  /** Total epochs to train to. Default: the study's limit. */
  epochs?: number;
  /** Number of the trial whose weights are continued; it has the same values. */
  fromTrial?: number;
  /** Hyperband and ASHA. */
  bracket?: number;
  rung?: number;
}

/** A trial that has ended. */
export interface EndedTrial {
  number: number;
  values: Values;
  /** Epochs it was trained to. */
  epochs: number;
  rung?: number;
  bracket?: number;
  /** Costs, all minimized; null if the trial failed. */
  objectives: readonly number[] | null;
}

/** Everything a sampler may depend on. */
export interface Ask {
  space: Space;
  seed: number;
  /** Number of the requested trial, from 0. */
  number: number;
  /** Suggestions of all earlier trials. */
  asked: readonly Suggestion[];
  /** Ended trials in any order. Suggestions must not depend on which of the trials within `lag` have ended. */
  told: readonly EndedTrial[];
  /** Whether a point gives a valid model within the limits. */
  isPossible: (values: Values) => boolean;
}

/** A point, a request to wait until a trial ends, or the reason why no point is left. */
export type Answer = Suggestion | { wait: true } | { exhausted: string };

/**
 * A sampler. It is stateless: the same arguments give the same answer, so studies can be stored and resumed, and the number of
 * workers changes nothing.
 */
export interface Sampler {
  name: SamplerName;
  suggest(ask: Ask): Answer;
}

/** Options of samplers; each sampler uses the ones that apply to it. */
export interface SamplerOptions {
  /**
   * Suggestion n depends only on trials up to n - lag, so `lag` trials can run in parallel without changing any suggestion.
   * Default 4.
   */
  lag?: number;
  /** Points to try first, in order. */
  enqueued?: readonly Values[];
  /** Bayesian and TPE: number of random trials at the start. Default 10. */
  startupTrials?: number;
  /** Hyperband and ASHA: epochs of the first rung. Default 3. */
  minEpochs?: number;
  /** Hyperband and ASHA: epochs of the last rung. Default 75. */
  maxEpochs?: number;
  /** Hyperband and ASHA: reduction factor; one in this many trials is promoted. Default 3. */
  factor?: number;
  /** Grid: number of values of a continuous float. Default 5. */
  pointsPerFloat?: number;
}
