// The charts of an inspection: which there are, what they are called, what stands on them.
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

/** A chart and the name of its file, without extension. */
export interface NamedChart {
  name: string;
  spec: ChartSpec;
}

/** What the charts of an inspection are drawn from. */
export interface InspectionChartsInput {
  balance: Balance;
  samples: readonly Pick<Sample, 'width' | 'height'>[];
  /** Undefined: there is no split. */
  split: SplitBalance | undefined;
  input: InputSize;
  theme?: ChartTheme;
}

/** More bars or rows than that are no picture any more; the tables have them all. */
export const MOST_ROWS = 120;
const MOST_COLOURS = 8;

/** What the goal of a level is, in words, or undefined when there is none. */
function goalText({ classes, finest }: LevelBalance, of: 'goal' | 'cellGoal'): string | undefined {
  const goals = [...new Set(classes.flatMap((one) => one[of] ?? []))].sort((a, b) => a - b);
  const [least] = goals;
  const most = goals.at(-1);
  if (least === undefined || most === undefined) return undefined;
  const range = least === most ? `${least}` : `${least} to ${most}`;
  return finest ? `red: goal of ${range}` : `red: goal of ${range}, the sum of what each consists of`;
}

/**
 * The balance of one level: `classes-suit` for each level, `streets-suit` where it has up to eight classes and there are
 * streets, `cells-entity` for finest levels with streets.
 */
export function levelCharts(level: LevelBalance, streets: readonly string[], theme?: ChartTheme): NamedChart[] {
  const { part, classes, finest, samples } = level;
  if (samples === 0 || classes.length > MOST_ROWS) return [];
  const charts: NamedChart[] = [
    {
      name: `classes-${part}`,
      spec: classCounts(classes, { title: `Samples per ${part}`, subtitle: goalText(level, 'goal'), theme }),
    },
  ];
  if (streets.length === 0 || streets.length > MOST_ROWS) return charts;
  const cells = streets.flatMap((street, index) =>
    classes.map(({ name, streets: counts, cellGoal }) => ({
      street,
      className: name,
      count: counts[index] ?? 0,
      goal: cellGoal,
    })),
  );
  if (classes.length <= MOST_COLOURS)
    charts.push({
      name: `streets-${part}`,
      spec: streetCounts(cells, {
        title: `Samples per street and ${part}`,
        subtitle: goalText(level, 'cellGoal'),
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

/** Every chart of an inspection, in a fixed order. */
export function inspectionCharts({ balance, samples, split, input, theme }: InspectionChartsInput): NamedChart[] {
  const charts: NamedChart[] = [];
  if (balance.streets.length > 0 && balance.streets.length <= MOST_ROWS)
    charts.push({
      name: 'streets',
      spec: classCounts(
        balance.streets.map((street, index) => ({ name: street, count: balance.streetTotals[index] ?? 0 })),
        { title: 'Samples per street', theme },
      ),
    });
  charts.push(...balance.levels.flatMap((level) => levelCharts(level, balance.streets, theme)));
  if (split !== undefined && split.classes.length <= MOST_ROWS) {
    const counts = split.classes.flatMap(({ name, counts: own }) =>
      SPLIT_NAMES.map((splitName) => ({ className: name, split: splitName, count: own[splitName] })),
    );
    charts.push({
      name: `split-${split.part}`,
      spec: splitCounts(counts, { title: `Samples per ${split.part} and side of the split`, theme }),
    });
  }
  const shape = `red: the shape of the model's input, ${input.height}x${input.width}`;
  charts.push(
    { name: 'crop-sizes', spec: cropSizes(samples, { title: 'Sizes of the crops', subtitle: shape, input, theme }) },
    {
      name: 'crop-shapes',
      spec: aspectRatios(samples, { title: 'Shapes of the crops', subtitle: shape, input, theme }),
    },
  );
  return charts;
}
