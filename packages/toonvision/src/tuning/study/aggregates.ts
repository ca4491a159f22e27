// How the executions of a trial become one value; light, so the command line can import it.

/** How the executions of a trial become one value. */
export const AGGREGATES = ['mean', 'median', 'worst'] as const;
/** How the executions of a trial become one value. */
export type Aggregate = (typeof AGGREGATES)[number];
