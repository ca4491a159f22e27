// Least confident samples: a horizontal bar each, divided among the classes by probability.

import { wholePercentages } from '../evaluation/index.ts';
import { sum } from '../statistics/index.ts';
import { baseSpec, type ChartOptions, type ChartSpec } from './chartSpec.ts';
import { classColors } from './palette.ts';
import { themeColors } from './theme.ts';

/** What a bar shows; a `Prediction` of the evaluation fits with a short `name` beside it. */
export interface UnsureSample {
  /** As shown before the bar: the crop's name. */
  name: string;
  true: string;
  predicted: string;
  /** In class order. */
  probabilities: readonly number[];
}

/** Options of `leastConfidentBars`. */
export interface LeastConfidentBarsOptions extends ChartOptions {
  /** In the order of the probabilities. */
  classes: readonly string[];
  /** What to print for a class; default: its name. */
  classNames?: Readonly<Record<string, string>>;
}

/** Of more classes than have colors, so many are shown and the others together. */
const MOST_SECTIONS = 3;
const WIDTH = 420;

interface Section {
  className: string;
  share: number;
  /** Shown in the section. */
  label: string;
}

/**
 * The bars in the given order. Widths are the exact probabilities; the whole percentages in them sum to 100 (largest
 * remainder). Wrong samples have their classes in the colour of goals. More than eight classes: the three most probable
 * ones are named in the bar, the rest is one section.
 *
 * @example
 * leastConfidentBars(evaluation.leastConfident.margin.map((one) => ({ ...one, name: one.id })), { classes, title: 'Least confident' });
 */
export function leastConfidentBars(samples: readonly UnsureSample[], options: LeastConfidentBarsOptions): ChartSpec {
  const colors = themeColors(options.theme);
  const { classes, classNames = {} } = options;
  const shown = (name: string) => classNames[name] ?? name;
  const palette = classColors(classes.length, options.theme);
  const rows = samples.map((sample, index) => ({
    ...sample,
    // Two samples may have the same name; a bar is found by its number.
    key: `${index}`,
    sections: palette === undefined ? namedSections(sample, classes, shown) : sectionsOf(sample, classes, shown),
  }));
  const sections = rows.flatMap(({ key, sections: own }) => {
    let from = 0;
    return own.map((section, position) => {
      const start = from;
      from += section.share;
      const fits = section.share * WIDTH > section.label.length * 7 + 2;
      const colour = palette?.[position] ?? colors.splits[Math.min(position, 2)] ?? colors.bar;
      return {
        key,
        ...section,
        label: fits ? section.label : '',
        from: start,
        to: from,
        middle: (start + from) / 2,
        colour,
        letters: lettersOn(colour),
      };
    });
  });
  const heads = rows.map(({ key, name, true: truth, predicted }) => ({
    key,
    name,
    judgement: truth === predicted ? `${shown(truth)}` : `${shown(truth)} taken for ${shown(predicted)}`,
    wrong: truth !== predicted,
  }));
  const y = { field: 'key', type: 'ordinal', sort: null, title: null, axis: null } as const;
  const scale = { domain: [0, 1], nice: false };
  const axis = { format: '.0%', tickCount: 6, grid: false };
  const x = { type: 'quantitative', title: 'probability', scale, axis } as const;
  const domain = classes.map(shown);
  return baseSpec(options, {
    width: WIDTH,
    height: { step: 40 },
    layer: [
      {
        data: { values: sections },
        mark: { type: 'bar', height: { band: 0.45 }, yOffset: 8, stroke: colors.background, strokeWidth: 1 },
        encoding: {
          y,
          x: { field: 'from', ...x },
          x2: { field: 'to' },
          color:
            palette === undefined
              ? { field: 'colour', type: 'nominal', scale: null }
              : {
                  field: 'className',
                  type: 'nominal',
                  scale: { domain, range: palette },
                  legend: { title: null, orient: 'top', symbolType: 'square', columns: 8 },
                },
        },
      },
      {
        data: { values: sections },
        mark: { type: 'text', fontSize: 10, yOffset: 8 },
        encoding: {
          y,
          x: { field: 'middle', ...x },
          text: { field: 'label' },
          color: { field: 'letters', type: 'nominal', scale: null },
        },
      },
      {
        data: { values: heads },
        mark: { type: 'text', align: 'left', baseline: 'middle', yOffset: -9, fontSize: 11, color: colors.text },
        encoding: { y, x: { value: 0 }, text: { field: 'name' } },
      },
      {
        data: { values: heads },
        mark: { type: 'text', align: 'right', baseline: 'middle', yOffset: -9, fontSize: 11 },
        encoding: {
          y,
          x: { value: WIDTH },
          text: { field: 'judgement' },
          color: { condition: { test: 'datum.wrong', value: colors.goal }, value: colors.muted },
        },
      },
    ],
  });
}

function sectionsOf(
  { probabilities }: UnsureSample,
  classes: readonly string[],
  shown: (name: string) => string,
): Section[] {
  const total = sum(probabilities) || 1;
  const labels = wholePercentages(probabilities);
  return classes.map((name, index) => ({
    className: shown(name),
    share: (probabilities[index] ?? 0) / total,
    label: `${labels[index] ?? 0}`,
  }));
}

/** The most probable classes by name, the others as one section. */
function namedSections(sample: UnsureSample, classes: readonly string[], shown: (name: string) => string): Section[] {
  const all = sectionsOf(sample, classes, shown).sort((a, b) => b.share - a.share);
  const first = all.slice(0, MOST_SECTIONS);
  const share = Math.max(0, 1 - first.reduce((sum, section) => sum + section.share, 0));
  const left = 100 - first.reduce((sum, { label }) => sum + Number(label), 0);
  return [
    ...first.map((section) => ({ ...section, label: `${section.className} ${section.label}` })),
    { className: 'others', share, label: `others ${left}` },
  ];
}

/** Black or white letters, whichever stand out more from `#rrggbb` (WCAG 2 relative luminance). */
function lettersOn(colour: string): string {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) => {
    const value = Number.parseInt(colour.slice(at, at + 2), 16) / 255;
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  });
  const luminance = 0.2126 * red + 0.7152 * green + 0.0722 * blue;
  return luminance > 0.179 ? '#000000' : '#ffffff';
}
