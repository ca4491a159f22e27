// Share of the maps' energy inside the object's silhouette, compared with the silhouette's share of the crop.
import { baseSpec, type ChartOptions, type ChartSpec } from './chartSpec.ts';
import { themeColors } from './theme.ts';

/** Energy of the maps of a group of samples: all, those of a class, of a street, ... */
export interface EnergyShare {
  /** What the samples are grouped by: `all`, `verdict`, `class` or `street`. */
  by: string;
  /** Group: the class, the street, ... */
  value: string;
  samples: number;
  /** Mean share of the maps' energy inside the object, 0 to 1; null without samples. */
  energy: number | null;
  /** Mean share of the crop that the object covers, 0 to 1; null without samples. */
  area: number | null;
}

/** Options of `explainAuditEnergy`. */
export interface ExplainAuditEnergyOptions extends ChartOptions {
  /** Display names of classes; default: the class itself. */
  classNames?: Readonly<Record<string, string>>;
}

/**
 * One bar of energy per group, with a tick at the object's share of the crop: what uninformative maps reach.
 *
 * @example
 * explainAuditEnergy(audit.energy, { title: 'Map energy inside the silhouette' });
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
          x: { field: 'energy', title: 'map energy inside the silhouette (red: share of the crop it covers)', ...x },
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
