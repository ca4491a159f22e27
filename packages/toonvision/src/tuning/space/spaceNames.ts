// The names of the built-in search spaces. Free of heavy imports for the command line.

/** The names of the built-in search spaces. */
export const BUILT_IN_SPACES = ['article', 'bayesian'] as const;

/** The name of a built-in search space. */
export type BuiltInSpaceName = (typeof BUILT_IN_SPACES)[number];
