// Mean deletion and insertion curves of an explanation audit, compared with a random pixel order.
import { baseSpec, type ChartOptions, type ChartSpec } from './chartSpec.ts';
import { themeColors } from './theme.ts';

/** Mean probability after 0, 1/n, 2/n, ... of the pixels, and the area under the curve. */
export interface PerturbationCurve {
  curve: readonly number[];
  area: number;
}

/** Mean deletion and insertion curves, in the order of the map and in a random order. */
export interface PerturbationPanels {
  deletion: { map: PerturbationCurve; random: PerturbationCurve };
  insertion: { map: PerturbationCurve; random: PerturbationCurve };
}

/**
 * Two panels: deletion on the left, insertion on the right. Solid lines follow the map, dashed ones a random order.
 *
 * @example
 * explainAuditCurves(audit.perturbation, { title: 'Deletion and insertion' });
 */
export function explainAuditCurves({ deletion, insertion }: PerturbationPanels, options: ChartOptions): ChartSpec {
  const colors = themeColors(options.theme);
  const panel = (curves: PerturbationPanels['deletion'], title: string, xTitle: string) => {
    const nameOf = (order: 'map' | 'random') => `${order}, area ${curves[order].area.toFixed(3)}`;
    const names = [nameOf('map'), nameOf('random')];
    const values = (['map', 'random'] as const).flatMap((order) =>
      curves[order].curve.map((probability, i) => ({
        series: nameOf(order),
        share: i / Math.max(1, curves[order].curve.length - 1),
        probability,
      })),
    );
    return {
      title: { text: title, fontSize: 12 },
      width: 260,
      height: 220,
      data: { values },
      mark: { type: 'line' as const, strokeWidth: 2 },
      encoding: {
        x: { field: 'share', type: 'quantitative' as const, title: xTitle, axis: { format: '.0%', tickCount: 5 } },
        y: {
          field: 'probability',
          type: 'quantitative' as const,
          title: 'mean probability',
          scale: { domain: [0, 1] },
        },
        color: {
          field: 'series',
          type: 'nominal' as const,
          title: null,
          scale: { domain: names, range: [colors.bar, colors.goal] },
          legend: { orient: 'bottom' as const },
        },
        strokeDash: {
          field: 'series',
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
      panel(deletion, 'Deletion: lower is better', 'pixels removed'),
      panel(insertion, 'Insertion: higher is better', 'pixels inserted'),
    ],
  });
}
