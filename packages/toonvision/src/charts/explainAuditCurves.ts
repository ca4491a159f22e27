// Mean deletion and insertion curves, by the maps and by random maps.
import { baseSpec, type ChartOptions, type ChartSpec } from './chartSpec.ts';
import { themeColors } from './theme.ts';

/** Mean probability after 0, 1/n, 2/n ... of the pixels, and the area under it. */
export interface PerturbationCurve {
  curve: readonly number[];
  area: number;
}

/** Mean curves of deletion and insertion, of the map and of a random order. */
export interface PerturbationPanels {
  deletion: { map: PerturbationCurve; random: PerturbationCurve };
  insertion: { map: PerturbationCurve; random: PerturbationCurve };
}

/**
 * Two panels side by side: left pixels are taken away, right put back; solid by the map, dashed by chance.
 *
 * @example
 * explainAuditCurves(audit.perturbation, { title: 'Taking away and putting back' });
 */
export function explainAuditCurves({ deletion, insertion }: PerturbationPanels, options: ChartOptions): ChartSpec {
  const colors = themeColors(options.theme);
  const panel = (kind: PerturbationPanels['deletion'], title: string, x: string) => {
    const values = (['map', 'random'] as const).flatMap((by) =>
      kind[by].curve.map((probability, i) => ({
        by: `${by}, area ${kind[by].area.toFixed(3)}`,
        share: i / Math.max(1, kind[by].curve.length - 1),
        probability,
      })),
    );
    const names = (['map', 'random'] as const).map((by) => `${by}, area ${kind[by].area.toFixed(3)}`);
    return {
      title: { text: title, fontSize: 12 },
      width: 260,
      height: 220,
      data: { values },
      mark: { type: 'line' as const, strokeWidth: 2 },
      encoding: {
        x: { field: 'share', type: 'quantitative' as const, title: x, axis: { format: '.0%', tickCount: 5 } },
        y: {
          field: 'probability',
          type: 'quantitative' as const,
          title: 'mean probability',
          scale: { domain: [0, 1] },
        },
        color: {
          field: 'by',
          type: 'nominal' as const,
          title: null,
          scale: { domain: names, range: [colors.bar, colors.goal] },
          legend: { orient: 'bottom' as const },
        },
        strokeDash: {
          field: 'by',
          type: 'nominal' as const,
          title: null,
          scale: {
            domain: names,
            range: [
              [1, 0],
              [5, 4],
            ],
          },
        },
      },
    };
  };
  return baseSpec(options, {
    spacing: 30,
    resolve: {
      scale: { color: 'independent', strokeDash: 'independent' },
      legend: { color: 'independent', strokeDash: 'independent' },
    },
    hconcat: [
      panel(deletion, 'Deletion: lower is better', 'pixels taken away'),
      panel(insertion, 'Insertion: higher is better', 'pixels put back'),
    ],
  });
}
