// The samplers by name with a short description. Free of heavy imports for the command line.

/** Samplers with a short description of each. */
export const SAMPLERS = {
  random: 'independent random values',
  grid: 'every point, in an order that covers the grid evenly',
  quasiRandom: 'scrambled Halton sequence',
  bayesian: 'Gaussian process with expected improvement; ParEGO for several objectives',
  tpe: 'multivariate tree-structured Parzen estimator',
  hyperband: 'many trials for few epochs, the best for more, in brackets',
  asha: 'asynchronous successive halving',
} as const;
/** The name of a sampler. */
export type SamplerName = keyof typeof SAMPLERS;

/** The names of all samplers. */
export const SAMPLER_NAMES = Object.keys(SAMPLERS) as SamplerName[];
