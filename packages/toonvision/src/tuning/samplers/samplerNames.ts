// The samplers of a study by name, with a line of help each; light, so the command line can import it.

/** The samplers by name, with how each chooses points. */
export const SAMPLERS = {
  random: 'each hyperparameter by itself',
  grid: 'every point, in an order that spreads over the grid',
  quasiRandom: 'scrambled Halton sequence',
  bayesian: 'Gaussian process with expected improvement; ParEGO for several objectives',
  tpe: 'multivariate tree-structured Parzen estimator',
  hyperband: 'brackets and rungs: many points for few epochs, the best for more',
  asha: 'rungs without waiting for the rung to fill',
} as const;
/** The name of a sampler. */
export type SamplerName = keyof typeof SAMPLERS;

/** The names of all samplers. */
export const SAMPLER_NAMES = Object.keys(SAMPLERS) as SamplerName[];
