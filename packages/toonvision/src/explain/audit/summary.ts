// The audit of many samples in numbers: energy and pointing by class, street and verdict, curves, rank correlations.
import { mean } from '../../statistics/index.ts';
import type { SampleAudit } from './auditSample.ts';
import { areaUnder } from './perturbation.ts';
import type { ShuffledCorrelations } from './randomization.ts';

/** Means of the energy over samples of one verdict, class or street. */
export interface EnergyRow {
  /** `all`, `right`, `wrong`, `class` or `street`. */
  by: 'all' | 'verdict' | 'class' | 'street';
  value: string;
  /** Samples with a silhouette and a map that is not zero: those the shares are of. */
  samples: number;
  /** Maps without a value above 0. */
  zero: number;
  /** Mean share of the map's energy inside the object, and mean share of the crop it covers; null without samples. */
  energy: number | null;
  area: number | null;
  /** Share of maps whose highest value lies inside. */
  hits: number | null;
}

interface CurveSummary {
  /** Mean probability after each part. */
  curve: number[];
  /** Area under it, 0 to 1. */
  area: number;
}

/** What taking pixels away, or putting them in, does to the probability. */
export interface PerturbationSummary {
  samples: number;
  deletion: { map: CurveSummary; random: CurveSummary };
  insertion: { map: CurveSummary; random: CurveSummary };
}

/** How alike maps are after the weights from a layer on were drawn anew. */
export interface RandomizationRow {
  layer: string;
  /** Images with an order in both maps, and those where a map was flat. */
  samples: number;
  flat: number;
  /** Mean Spearman correlation, -1 to 1; null where all were flat. */
  correlation: number | null;
}

const meanOrNull = (values: readonly number[]): number | null => (values.length === 0 ? null : mean(values));

function energyRow(by: EnergyRow['by'], value: string, audits: readonly SampleAudit[]): EnergyRow {
  const known = audits.flatMap(({ energy }) => (energy === null ? [] : [energy]));
  return {
    by,
    value,
    samples: known.length,
    zero: audits.filter(({ isZero }) => isZero).length,
    energy: meanOrNull(known.map(({ inside }) => inside)),
    area: meanOrNull(known.map(({ area }) => area)),
    hits: meanOrNull(known.map(({ isHit }) => (isHit ? 1 : 0))),
  };
}

/** Rows of samples with a silhouette: all, right and wrong, each true class in order, each street by name. */
export function energyRows(audits: readonly SampleAudit[], classes: readonly string[]): EnergyRow[] {
  const known = audits.filter(({ hasSilhouette }) => hasSilhouette);
  if (known.length === 0) return [];
  const isRight = ({ truth, predicted }: SampleAudit) => truth === predicted;
  const streets = [...new Set(known.flatMap(({ street }) => (street === null ? [] : [street])))].sort();
  return [
    energyRow('all', 'all', known),
    energyRow('verdict', 'right', known.filter(isRight)),
    energyRow(
      'verdict',
      'wrong',
      known.filter((audit) => !isRight(audit)),
    ),
    ...classes.map((label) =>
      energyRow(
        'class',
        label,
        known.filter(({ truth }) => truth === label),
      ),
    ),
    ...streets.map((name) =>
      energyRow(
        'street',
        name,
        known.filter(({ street }) => street === name),
      ),
    ),
  ];
}

/** Mean curves over all samples that have some; undefined where none has. */
export function perturbationSummary(audits: readonly SampleAudit[]): PerturbationSummary | undefined {
  const curves = audits.flatMap((audit) => (audit.curves === null ? [] : [audit.curves]));
  if (curves.length === 0) return undefined;
  const summary = (kind: 'deletion' | 'insertion', by: 'map' | 'random'): CurveSummary => {
    const points = curves[0]?.[by][kind].length ?? 0;
    const curve = Array.from({ length: points }, (_, i) => meanOrNull(curves.map((one) => one[by][kind][i] ?? 0)) ?? 0);
    return { curve, area: areaUnder(curve) };
  };
  const both = (kind: 'deletion' | 'insertion') => ({ map: summary(kind, 'map'), random: summary(kind, 'random') });
  return { samples: curves.length, deletion: both('deletion'), insertion: both('insertion') };
}

/** A row a stage of the cascade, the top layer first. */
export function randomizationRows(all: readonly ShuffledCorrelations[]): RandomizationRow[] {
  return (all[0] ?? []).map(({ layer }, stage) => {
    const found = all.map((one) => one[stage]?.correlation ?? null);
    const known = found.filter((value) => value !== null);
    return { layer, samples: known.length, flat: found.length - known.length, correlation: meanOrNull(known) };
  });
}
