// The charts of an inspection.
import {
  aspectRatios,
  type ChartSpec,
  type ChartTheme,
  cellHeatmap,
  classCounts,
  cropSizes,
  splitCounts,
  streetCounts,
} from '../charts/index.ts';
import type { InputSize } from '../config/index.ts';
import { type Sample, SPLIT_NAMES } from '../dataset/index.ts';
import type { Balance, LevelBalance } from './balance.ts';
import type { SplitBalance } from './splitBalance.ts';

/** A chart and its file name without extension. */
export interface NamedChart {
  name: string;
  spec: ChartSpec;
}

/** Input of `inspectionCharts`. */
export interface InspectionChartsInput {
  balance: Balance;
  samples: readonly Pick<Sample, 'width' | 'height'>[];
  /** Undefined if there is no split. */
  split: SplitBalance | undefined;
  input: InputSize;
  theme?: ChartTheme;
}

/** Larger charts are unreadable and are not drawn; the tables have all rows. */
export const MAX_CHART_ROWS = 120;
const MAX_COLORS = 8;

/** Describes the goal of a level; undefined if there is none. */
function describeGoal({ classes, finest }: LevelBalance, of: 'goal' | 'cellGoal'): string | undefined {
  const goals = [...new Set(classes.flatMap((x) => x[of] ?? []))].sort((a, b) => a - b);
  const [min] = goals;
  const max = goals.at(-1);
  if (min === undefined || max === undefined) return undefined;
  const range = min === max ? `${min}` : `${min} to ${max}`;
  return finest ? `red: goal of ${range}` : `red: goal of ${range}, the sum over finer classes`;
}

/**
 * Creates the charts of one level: `classes-<part>`, `streets-<part>` if there are streets and at most eight classes,
 * and `cells-<part>` for the finest levels if there are streets.
 */
export function levelCharts(level: LevelBalance, streets: readonly string[], theme?: ChartTheme): NamedChart[] {
  const { part, classes, finest, samples } = level;
  if (samples === 0 || classes.length > MAX_CHART_ROWS) return [];
  const charts: NamedChart[] = [
    {
      name: `classes-${part}`,
      spec: classCounts(classes, { title: `Samples per ${part}`, subtitle: describeGoal(level, 'goal'), theme }),
    },
  ];
  if (streets.length === 0 || streets.length > MAX_CHART_ROWS) return charts;
  const cells = streets.flatMap((street, index) =>
    classes.map(({ name, streets: counts, cellGoal }) => ({
      street,
      className: name,
      count: counts[index] ?? 0,
      goal: cellGoal,
    })),
  );
  if (classes.length <= MAX_COLORS)
    charts.push({
      name: `streets-${part}`,
      spec: streetCounts(cells, {
        title: `Samples per street and ${part}`,
        subtitle: describeGoal(level, 'cellGoal'),
        theme,
      }),
    });
  if (finest) {
    const goal = classes[0]?.cellGoal;
    const subtitle = goal === undefined ? 'empty cells framed' : `below the goal of ${goal} in red, empty cells framed`;
    charts.push({
      name: `cells-${part}`,
      spec: cellHeatmap(cells, { title: `Samples per ${part} and street`, subtitle, theme }),
    });
  }
  return charts;
}

/** Creates all charts of an inspection, in a fixed order. */
export function inspectionCharts({ balance, samples, split, input, theme }: InspectionChartsInput): NamedChart[] {
  const charts: NamedChart[] = [];
  if (balance.streets.length > 0 && balance.streets.length <= MAX_CHART_ROWS)
    charts.push({
      name: 'streets',
      spec: classCounts(
        balance.streets.map((street, index) => ({ name: street, count: balance.streetTotals[index] ?? 0 })),
        { title: 'Samples per street', theme },
      ),
    });
  charts.push(...balance.levels.flatMap((level) => levelCharts(level, balance.streets, theme)));
  if (split !== undefined && split.classes.length <= MAX_CHART_ROWS) {
    const counts = split.classes.flatMap(({ name, counts: own }) =>
      SPLIT_NAMES.map((splitName) => ({ className: name, split: splitName, count: own[splitName] })),
    );
    charts.push({
      name: `split-${split.part}`,
      spec: splitCounts(counts, { title: `Samples per ${split.part} and split`, theme }),
    });
  }
  const shape = `red: aspect ratio of the model input, ${input.height}x${input.width}`;
  charts.push(
    { name: 'crop-sizes', spec: cropSizes(samples, { title: 'Crop sizes', subtitle: shape, input, theme }) },
    {
      name: 'crop-shapes',
      spec: aspectRatios(samples, { title: 'Crop aspect ratios', subtitle: shape, input, theme }),
    },
  );
  return charts;
}
