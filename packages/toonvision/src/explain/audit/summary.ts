// Summarizes audits of many samples: energy by class, street and verdict, mean curves, rank correlations.
import { mean } from '../../statistics/index.ts';
import type { SampleAudit } from './auditSample.ts';
import { areaUnder } from './perturbation.ts';
import type { ShuffledCorrelations } from './randomization.ts';

/** Mean energy of a group of samples. */
export interface EnergyRow {
  /** What samples are grouped by; `verdict` is `right` or `wrong`. */
  by: 'all' | 'verdict' | 'class' | 'street';
  value: string;
  /** Number of samples with a silhouette and a nonzero map, over which the means are taken. */
  samples: number;
  /** Number of maps without a positive value. */
  zero: number;
  /** Mean share of the map's energy inside the object, 0 to 1; null without samples. */
  energy: number | null;
  /** Mean share of the crop that the object covers, 0 to 1; null without samples. */
  area: number | null;
  /** Share of maps with their maximum inside the object, 0 to 1; null without samples. */
  hits: number | null;
}

interface CurveSummary {
  /** Mean probability after each step. */
  curve: number[];
  /** Area under the curve, 0 to 1. */
  area: number;
}

/** Mean deletion and insertion curves, in the order of the maps and in random order. */
export interface PerturbationSummary {
  samples: number;
  deletion: { map: CurveSummary; random: CurveSummary };
  insertion: { map: CurveSummary; random: CurveSummary };
}

/** Similarity of maps after shuffling all weights from the top layer down to `layer`. */
export interface RandomizationRow {
  layer: string;
  /** Number of images for which the correlation is defined. */
  samples: number;
  /** Number of images with a constant map. */
  flat: number;
  /** Mean Spearman correlation, -1 to 1; null if all maps are constant. */
  correlation: number | null;
}

const meanOrNull = (values: readonly number[]): number | null => (values.length === 0 ? null : mean(values));

function energyRow(by: EnergyRow['by'], value: string, audits: readonly SampleAudit[]): EnergyRow {
  const energies = audits.flatMap(({ energy }) => (energy === null ? [] : [energy]));
  return {
    by,
    value,
    samples: energies.length,
    zero: audits.filter(({ isZero }) => isZero).length,
    energy: meanOrNull(energies.map(({ inside }) => inside)),
    area: meanOrNull(energies.map(({ area }) => area)),
    hits: meanOrNull(energies.map(({ isHit }) => (isHit ? 1 : 0))),
  };
}

/** Summarizes samples with a silhouette: all, correct and wrong predictions, each true class, each street. */
export function summarizeEnergy(audits: readonly SampleAudit[], classes: readonly string[]): EnergyRow[] {
  const audited = audits.filter(({ hasSilhouette }) => hasSilhouette);
  if (audited.length === 0) return [];
  const isCorrect = ({ truth, predicted }: SampleAudit) => truth === predicted;
  const streets = [...new Set(audited.flatMap(({ street }) => (street === null ? [] : [street])))].sort();
  return [
    energyRow('all', 'all', audited),
    energyRow('verdict', 'right', audited.filter(isCorrect)),
    energyRow(
      'verdict',
      'wrong',
      audited.filter((audit) => !isCorrect(audit)),
    ),
    ...classes.map((label) =>
      energyRow(
        'class',
        label,
        audited.filter(({ truth }) => truth === label),
      ),
    ),
    ...streets.map((name) =>
      energyRow(
        'street',
        name,
        audited.filter(({ street }) => street === name),
      ),
    ),
  ];
}

/** Averages the curves of all samples that have some; undefined if none has. */
export function summarizePerturbation(audits: readonly SampleAudit[]): PerturbationSummary | undefined {
  const curves = audits.flatMap((audit) => (audit.curves === null ? [] : [audit.curves]));
  if (curves.length === 0) return undefined;
  const summary = (kind: 'deletion' | 'insertion', by: 'map' | 'random'): CurveSummary => {
    const points = curves[0]?.[by][kind].length ?? 0;
    const curve = Array.from(
      { length: points },
      (_, i) => meanOrNull(curves.map((sample) => sample[by][kind][i] ?? 0)) ?? 0,
    );
    return { curve, area: areaUnder(curve) };
  };
  const both = (kind: 'deletion' | 'insertion') => ({ map: summary(kind, 'map'), random: summary(kind, 'random') });
  return { samples: curves.length, deletion: both('deletion'), insertion: both('insertion') };
}

/** Summarizes each stage of the cascade, the top layer first. */
export function summarizeRandomization(all: readonly ShuffledCorrelations[]): RandomizationRow[] {
  return (all[0] ?? []).map(({ layer }, stage) => {
    const correlations = all.map((stages) => stages[stage]?.correlation ?? null);
    const defined = correlations.filter((value) => value !== null);
    return {
      layer,
      samples: defined.length,
      flat: correlations.length - defined.length,
      correlation: meanOrNull(defined),
    };
  });
}
