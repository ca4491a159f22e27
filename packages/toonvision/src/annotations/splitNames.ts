// The names of the splits.

/** Names of the splits, in order. */
export const SPLIT_NAMES = ['train', 'val', 'test'] as const;
/** Name of a split. */
export type SplitName = (typeof SPLIT_NAMES)[number];
/** One number per split. */
export type SplitCounts = Record<SplitName, number>;
