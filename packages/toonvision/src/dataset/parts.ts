// The three sides of a split, in this order everywhere.
export const PARTS = ['train', 'val', 'test'] as const;
export type Part = (typeof PARTS)[number];
export type PartCounts = Record<Part, number>;
