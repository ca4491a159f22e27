// Share of the maps' energy inside the silhouette, beside the share of the crop it covers.
import { baseSpec, type ChartOptions, type ChartSpec } from './chartSpec.ts';
import { themeColors } from './theme.ts';

/** Maps of some samples: all, those of one class, of one street ... */
export interface EnergyShare {
  by: string;
  value: string;
  samples: number;
  /** Mean share of the maps' energy inside the object, and of the crop that it covers; null without samples. */
  energy: number | null;
  area: number | null;
}

/** Options of `explainAuditEnergy`. */
export interface ExplainAuditEnergyOptions extends ChartOptions {
  /** What to print for a class. */
  classNames?: Readonly<Record<string, string>>;
}

/**
 * A bar of energy for each row, a tick where the object's share of the crop is: maps that do not look get no further.
 *
 * @example
 * explainAuditEnergy(audit.energy, { title: 'Map inside the silhouette' });
 */
export function explainAuditEnergy(rows: readonly EnergyShare[], options: ExplainAuditEnergyOptions): ChartSpec {
  const colors = themeColors(options.theme);
  const values = rows
    .filter(({ energy }) => energy !== null)
    .map(({ by, value, samples, energy, area }) => ({
      name: `${by === 'class' ? (options.classNames?.[value] ?? value) : value} (${samples})`,
      energy,
      area,
    }));
  const y = { field: 'name', type: 'nominal', sort: null, title: null } as const;
  const x = { type: 'quantitative' as const, scale: { domain: [0, 1] }, axis: { format: '.0%' } };
  return baseSpec(options, {
    width: 420,
    height: { step: 24 },
    data: { values },
    layer: [
      {
        mark: { type: 'bar', color: colors.bar, height: 15 },
        encoding: {
          y,
          x: { field: 'energy', title: 'energy inside the silhouette; red: share of the crop it covers', ...x },
        },
      },
      {
        mark: { type: 'tick', color: colors.goal, thickness: 3, size: 20 },
        encoding: { y, x: { field: 'area', ...x } },
      },
      {
        mark: { type: 'text', align: 'left', dx: 5, color: colors.text, fontSize: 10 },
        encoding: { y, x: { field: 'energy', ...x }, text: { field: 'energy', format: '.0%' } },
      },
    ],
  });
}
