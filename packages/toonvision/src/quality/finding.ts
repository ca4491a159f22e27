// A finding: one kind of fault in the data, how often it occurs, where, and what to do.

/** Every kind of finding with the largest number that `--strict` lets pass, and what the number is. */
export const FINDING_KINDS = {
  'unreadable-image': { limit: 0, what: 'crops that cannot be read' },
  'single-color': { limit: 0, what: 'crops of one colour' },
  tiny: { limit: 0, what: 'crops too small to show anything' },
  'cut-by-border': { limit: 0.1, what: 'share of the boxes that the border of the picture cuts' },
  'overlap-of-labels': { limit: 0, what: 'pairs of boxes on the same place with different labels' },
  'exact-duplicates': { limit: 0, what: 'crops whose pixels occur a second time' },
  'duplicate-labels': { limit: 0, what: 'groups of equal crops with different labels' },
  'near-duplicates': { limit: 0.05, what: 'share of the samples that are nearly the picture of another screenshot' },
  'groups-across': { limit: 0, what: 'screenshots and bursts with samples on two sides of the split' },
  'near-duplicates-across': { limit: 0, what: 'pairs of nearly equal crops on two sides of the split' },
  'street-predicts-class': { limit: 0.3, what: 'normalised mutual information of class and street' },
  'predictive-street': { limit: 0, what: 'streets that nearly always mean one class' },
  'label-errors': { limit: 0.1, what: 'share of the predicted samples whose label is probably wrong' },
} as const satisfies Record<string, { limit: number; what: string }>;

/** What can be found wrong with a dataset. */
export type FindingKind = keyof typeof FINDING_KINDS;

/** The kinds in the order of the table. */
export const FINDING_NAMES = Object.keys(FINDING_KINDS) as FindingKind[];

/** For each kind the largest number that passes. */
export type FindingLimits = Readonly<Record<FindingKind, number>>;

/** What was found, how often, and what to do about it. */
export interface Finding {
  kind: FindingKind;
  /** A count, or a share from 0 to 1; `FINDING_KINDS` says which. */
  number: number;
  limit: number;
  /** True when `number` is above `limit`. */
  above: boolean;
  message: string;
  /** What to do, an imperative sentence. */
  remedy: string;
  /** Ids of the samples, those that belong together in one list, the worst first. */
  samples: string[][];
}

export type FoundFault = Pick<Finding, 'kind' | 'number' | 'message' | 'remedy' | 'samples'>;

/** The finding of a fault, measured against its limit. */
export function judge(fault: FoundFault, limits: Partial<FindingLimits> = {}): Finding {
  const limit = limits[fault.kind] ?? FINDING_KINDS[fault.kind].limit;
  const { kind, number, message, remedy, samples } = fault;
  return { kind, number, limit, above: number > limit, message, remedy, samples };
}
