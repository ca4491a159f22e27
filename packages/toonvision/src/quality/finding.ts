// Findings: data issues with their number, samples and remedy.

/** Every kind of finding, with the maximum that passes `--strict` and the meaning of its number. */
export const FINDING_KINDS = {
  'unreadable-image': { limit: 0, what: 'crops that cannot be read' },
  'single-color': { limit: 0, what: 'crops of a single color' },
  tiny: { limit: 0, what: 'crops that are too small' },
  'cut-by-border': { limit: 0.1, what: 'share of boxes cut off by the border of the image' },
  'overlap-of-labels': { limit: 0, what: 'pairs of overlapping boxes with different labels' },
  'exact-duplicates': { limit: 0, what: 'crops with the same pixels as another' },
  'duplicate-labels': { limit: 0, what: 'groups of identical crops with different labels' },
  'near-duplicates': { limit: 0.05, what: 'share of samples that are nearly equal to one of another screenshot' },
  'groups-across': { limit: 0, what: 'screenshots and bursts with samples in several splits' },
  'near-duplicates-across': { limit: 0, what: 'pairs of nearly equal crops in different splits' },
  'street-predicts-class': { limit: 0.3, what: 'normalized mutual information of class and street' },
  'predictive-street': { limit: 0, what: 'streets dominated by one class' },
  'label-errors': { limit: 0.1, what: 'share of predicted samples with a probably wrong label' },
} as const satisfies Record<string, { limit: number; what: string }>;

/** Former names of kinds, which are rejected with the new name. */
export const RENAMED_FINDING_KINDS: Readonly<Record<string, string>> = {
  'unreadable-picture': 'unreadable-image',
  'one-colour': 'single-color',
  'torn-apart': 'groups-across',
  'street-tells-class': 'street-predicts-class',
};

/** A kind of data issue. */
export type FindingKind = keyof typeof FINDING_KINDS;

/** All kinds, in order. */
export const FINDING_NAMES = Object.keys(FINDING_KINDS) as FindingKind[];

/** Maximum number that passes, for each kind. */
export type FindingLimits = Readonly<Record<FindingKind, number>>;

/** A data issue with its number, samples and remedy. */
export interface Finding {
  kind: FindingKind;
  /** A count, or a share from 0 to 1; see `FINDING_KINDS`. */
  number: number;
  limit: number;
  /** Whether `number` exceeds `limit`. */
  above: boolean;
  message: string;
  /** What to do, as an imperative sentence. */
  remedy: string;
  /** Ids of the samples in groups, the most severe first. */
  samples: string[][];
}

export type DataIssue = Pick<Finding, 'kind' | 'number' | 'message' | 'remedy' | 'samples'>;

/** Compares a data issue with its limit. */
export function applyLimit(issue: DataIssue, limits: Partial<FindingLimits> = {}): Finding {
  const limit = limits[issue.kind] ?? FINDING_KINDS[issue.kind].limit;
  const { kind, number, message, remedy, samples } = issue;
  return { kind, number, limit, above: number > limit, message, remedy, samples };
}
