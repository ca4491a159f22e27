// The aggregates over the executions of a trial. Free of heavy imports for the command line.

/** How to aggregate an objective over the executions of a trial. */
export const AGGREGATES = ['mean', 'median', 'worst'] as const;
/** How to aggregate an objective over the executions of a trial. */
export type Aggregate = (typeof AGGREGATES)[number];
