// Stacked bars of class probabilities, one per sample: what the model hesitated between.
import { toWholePercentages } from '../evaluation/index.ts';
import { sum } from '../statistics/index.ts';
import { baseSpec, type ChartOptions, type ChartSpec } from './chartSpec.ts';
import { classColors } from './palette.ts';
import { themeColors } from './theme.ts';

/** A sample with its predicted probabilities; a `Prediction` of an evaluation plus a short `name`. */
export interface UncertainSample {
  /** Label of the bar, such as the crop's name. */
  name: string;
  true: string;
  predicted: string;
  /** One per class, in class order. */
  probabilities: readonly number[];
}

/** Options of `leastConfidentBars`. */
export interface LeastConfidentBarsOptions extends ChartOptions {
  /** Classes, in the order of the probabilities. */
  classes: readonly string[];
  /** Display names of classes; default: the class itself. */
  classNames?: Readonly<Record<string, string>>;
}

/** Number of classes displayName by name if there are more classes than colors; the rest becomes one section. */
const MAX_SECTIONS = 3;
const WIDTH = 420;

interface Section {
  className: string;
  /** 0 to 1. */
  share: number;
  /** Text in the section. */
  label: string;
}

/**
 * One bar per sample, in the given order. Widths are exact probabilities; the printed whole percentages sum to 100
 * (largest remainder method). Misclassified samples have their classes in red. With more than eight classes, the three
 * most probable ones are named in the bar and the rest is one section.
 *
 * @example
 * const samples = evaluation.leastConfident.margin.map((prediction) => ({ ...prediction, name: prediction.id }));
 * leastConfidentBars(samples, { classes, title: 'Least confident' });
 */
export function leastConfidentBars(samples: readonly UncertainSample[], options: LeastConfidentBarsOptions): ChartSpec {
  const colors = themeColors(options.theme);
  const { classes, classNames = {} } = options;
  const displayName = (name: string) => classNames[name] ?? name;
  const palette = classColors(classes.length, options.theme);
  const rows = samples.map((sample, index) => ({
    ...sample,
    // Names need not be unique, so bars are keyed by index.
    key: `${index}`,
    sections:
      palette === undefined ? topSections(sample, classes, displayName) : toSections(sample, classes, displayName),
  }));
  const values = rows.flatMap(({ key, sections }) => {
    let from = 0;
    return sections.map((section, position) => {
      const start = from;
      from += section.share;
      const fits = section.share * WIDTH > section.label.length * 7 + 2;
      const color = palette?.[position] ?? colors.splits[Math.min(position, 2)] ?? colors.bar;
      return {
        key,
        ...section,
        label: fits ? section.label : '',
        from: start,
        to: from,
        middle: (start + from) / 2,
        color,
        textColor: textColorOn(color),
      };
    });
  });
  const headings = rows.map(({ key, name, true: truth, predicted }) => ({
    key,
    name,
    verdict: truth === predicted ? displayName(truth) : `${displayName(truth)}, predicted ${displayName(predicted)}`,
    wrong: truth !== predicted,
  }));
  const y = { field: 'key', type: 'ordinal', sort: null, title: null, axis: null } as const;
  const scale = { domain: [0, 1], nice: false };
  const axis = { format: '.0%', tickCount: 6, grid: false };
  const x = { type: 'quantitative', title: 'probability', scale, axis } as const;
  const domain = classes.map(displayName);
  return baseSpec(options, {
    width: WIDTH,
    height: { step: 40 },
    layer: [
      {
        data: { values },
        mark: { type: 'bar', height: { band: 0.45 }, yOffset: 8, stroke: colors.background, strokeWidth: 1 },
        encoding: {
          y,
          x: { field: 'from', ...x },
          x2: { field: 'to' },
          color:
            palette === undefined
              ? { field: 'color', type: 'nominal', scale: null }
              : {
                  field: 'className',
                  type: 'nominal',
                  scale: { domain, range: palette },
                  legend: { title: null, orient: 'top', symbolType: 'square', columns: 8 },
                },
        },
      },
      {
        data: { values },
        mark: { type: 'text', fontSize: 10, yOffset: 8 },
        encoding: {
          y,
          x: { field: 'middle', ...x },
          text: { field: 'label' },
          color: { field: 'textColor', type: 'nominal', scale: null },
        },
      },
      {
        data: { values: headings },
        mark: { type: 'text', align: 'left', baseline: 'middle', yOffset: -9, fontSize: 11, color: colors.text },
        encoding: { y, x: { value: 0 }, text: { field: 'name' } },
      },
      {
        data: { values: headings },
        mark: { type: 'text', align: 'right', baseline: 'middle', yOffset: -9, fontSize: 11 },
        encoding: {
          y,
          x: { value: WIDTH },
          text: { field: 'verdict' },
          color: { condition: { test: 'datum.wrong', value: colors.goal }, value: colors.muted },
        },
      },
    ],
  });
}

function toSections(
  { probabilities }: UncertainSample,
  classes: readonly string[],
  displayName: (name: string) => string,
): Section[] {
  const total = sum(probabilities) || 1;
  const labels = toWholePercentages(probabilities);
  return classes.map((name, index) => ({
    className: displayName(name),
    share: (probabilities[index] ?? 0) / total,
    label: `${labels[index] ?? 0}`,
  }));
}

/** The most probable classes, labeled with their names, and one section for the rest. */
function topSections(
  sample: UncertainSample,
  classes: readonly string[],
  displayName: (name: string) => string,
): Section[] {
  const all = toSections(sample, classes, displayName).sort((a, b) => b.share - a.share);
  const top = all.slice(0, MAX_SECTIONS);
  const share = Math.max(0, 1 - top.reduce((sum, section) => sum + section.share, 0));
  const rest = 100 - top.reduce((sum, { label }) => sum + Number(label), 0);
  return [
    ...top.map((section) => ({ ...section, label: `${section.className} ${section.label}` })),
    { className: 'other', share, label: `other ${rest}` },
  ];
}

/** Black or white, whichever has more contrast on `#rrggbb` (WCAG 2 relative luminance). */
function textColorOn(color: string): string {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((start) => {
    const value = Number.parseInt(color.slice(start, start + 2), 16) / 255;
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  });
  const luminance = 0.2126 * red + 0.7152 * green + 0.0722 * blue;
  return luminance > 0.179 ? '#000000' : '#ffffff';
}
