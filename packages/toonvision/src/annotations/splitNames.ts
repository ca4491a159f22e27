// The three sides of a split, in this order everywhere.
/** The sides of a split, in their order. */
export const PARTS = ['train', 'val', 'test'] as const;
/** A side of a split. */
export type Part = (typeof PARTS)[number];
/** A number for each side of a split. */
export type PartCounts = Record<Part, number>;
