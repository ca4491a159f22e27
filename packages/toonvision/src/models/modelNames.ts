// The names of the built-in architectures; light, so the command line can import it.

/** The names of the built-in architectures. */
export const BUILT_IN_MODELS = ['baseline', 'tuned', 'random', 'bayesian1', 'bayesian2'] as const;

/** The name of a built-in architecture. */
export type BuiltInModelName = (typeof BUILT_IN_MODELS)[number];
