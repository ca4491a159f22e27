// The three splits, in this order everywhere.
/** The splits, in their order. */
export const SPLIT_NAMES = ['train', 'val', 'test'] as const;
/** A split. */
export type SplitName = (typeof SPLIT_NAMES)[number];
/** A number for each split. */
export type SplitCounts = Record<SplitName, number>;
