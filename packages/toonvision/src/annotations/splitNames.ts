// The three splits, in this order everywhere.
/** The splits, in their order. */
export const PARTS = ['train', 'val', 'test'] as const;
/** A split. */
export type Part = (typeof PARTS)[number];
/** A number for each split. */
export type PartCounts = Record<Part, number>;
