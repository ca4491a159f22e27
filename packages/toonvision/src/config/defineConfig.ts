// The fields of toonvision.config.ts; `defineConfig` gives editors their types.
import { fileURLToPath } from 'node:url';
import type { SourceKind } from '../annotations/formats.ts';
import type { TrainSettings } from './trainSettings.ts';

/** Interpolation when a crop is resized. All but `nearest` are antialiased when shrinking. */
export type Interpolation = 'bilinear' | 'nearest' | 'bicubic';

/** A classification target: its classes in order, and their display names. */
export interface ConfigTarget {
  /** Class names as in the labels, at least two. Tables and charts keep this order. */
  classes: readonly string[];
  /** Display names by class: `{ bb: 'Bossbot' }`. Default: the class name. */
  names?: Readonly<Record<string, string>>;
}

/** The configuration of a project. Only `label` and `targets` are required. */
export interface Config {
  /** Project name shown in reports. Default: the name of the folder. */
  name?: string;
  /** Folder of the screenshots, relative to the configuration file. Default `'screenshots'`. */
  screenshots?: string;
  /** Annotation format. Default: detected from the files, and printed. */
  source?: {
    /** Name of the format; `'auto'` detects it. Default `'auto'`. */
    kind?: SourceKind | 'auto';
    /** The file that describes all images, for formats that have one: COCO JSON, manifest, classes.txt, dataset.yaml. */
    file?: string;
  };
  /** How bounding boxes become crops. */
  crop?: {
    /** Margin added on each side, as a fraction of the box's width and height, 0 to 2. Default 0. */
    margin?: number;
    /** Minimum width and height of a box in pixels; smaller boxes are skipped. Default 1. */
    minSize?: number;
  };
  /** How labels are parsed. */
  label: {
    /**
     * Regular expression with named groups. Each group that matches becomes a part of the label (`kind`, `suit`, ...).
     * A name may appear in several alternatives.
     */
    pattern: string;
  };
  /** Where the street (level, camera, day) of a screenshot comes from: its folder, or there is none. Default `'folder'`. */
  street?: 'folder' | 'none';
  /** Which screenshots form a burst and must share a split. */
  burst?: {
    /**
     * Regular expression with a group `burst`, matched against the file name without its extension. With the default,
     * `ttc_0012_a` and `ttc_0012_b` belong to the burst `ttc_0012`. Default `'^(?<burst>.+?)_[a-z]$'`.
     */
    pattern: string;
  };
  /** Classification targets by label part. A list is short for `{ classes: list }`. */
  targets: Readonly<Record<string, ConfigTarget | readonly string[]>>;
  /** Default target of commands. Default: the first of `targets`. */
  target?: string;
  /** How samples are split into train, validation and test. */
  split?: {
    /** Proportions of train, validation and test; they need not add up to 100. Default `[60, 20, 20]`. */
    ratio?: readonly [number, number, number];
    /** Seed of the order in which the search starts. Default 0. */
    seed?: number;
    /**
     * `'nearest'` keeps each stratum and the total within one sample of its proportion; `'truncate'` rounds down and
     * gives the rest to test. Default `'nearest'`.
     */
    rounding?: 'nearest' | 'truncate';
    /** Label parts, `'label'` or `'street'` to stratify by. Default `['entity']` if labels have that part, else the target. */
    stratifyBy?: readonly string[];
    /** Groups that must share a split; `'none'` or `[]` splits sample by sample. Default `['screenshot', 'burst']`. */
    groupBy?: readonly string[] | 'none';
    /** Splits that come with the source (folders train, val, test): `'keep'` or `'ignore'`. Default `'keep'`. */
    sourceSides?: 'keep' | 'ignore';
    /** Samples with this value form the test split: `{ attribute: 'street', value: 'ttc' }`. */
    leaveOut?: {
      /** `'street'` or a label part. */
      attribute: string;
      /** The held-out value. */
      value: string;
    };
    /** File with the test samples: one sample id, screenshot or crop per line. */
    testList?: string;
  };
  /** Input of the model. */
  input?: {
    /** Height in pixels. Default 600. */
    height?: number;
    /** Width in pixels. Default 200. */
    width?: number;
    /** `'stretch'` fills the input; `'letterbox'` keeps the aspect ratio and pads with black. Default `'stretch'`. */
    fit?: 'stretch' | 'letterbox';
    /** Interpolation when a crop is resized. Default `'bilinear'`. */
    interpolation?: Interpolation;
  };
  /** Defaults for training; flags override them. */
  train?: TrainSettings;
  /** Goals and limits of `inspect`. */
  inspect?: {
    /**
     * Minimum number of samples per class, by label part: `{ entity: 30, suit: 240 }`. `class` (default 30) applies to
     * the most specific parts that are not named, `cell` (default 5) to each of their classes on each street. 0 is no goal.
     */
    goals?: Readonly<Record<string, number>>;
    /** Limits per kind of finding, above which `--strict` fails: `{ 'near-duplicates': 0.1 }`. */
    limits?: Readonly<Record<string, number>>;
  };
}

/**
 * Returns `config` unchanged; gives editors the types of its fields.
 *
 * @example
 * export default defineConfig({
 *   label: { pattern: '^cog_(?<suit>bb|lb|cb|sb)_(?<entity>[a-z]+)$' },
 *   targets: { suit: ['bb', 'lb', 'cb', 'sb'] },
 * });
 */
export function defineConfig(config: Config): Config {
  return config;
}

/** Path of this file: configurations may import from 'toonvision' even where the package is not installed. */
export const DEFINE_CONFIG_FILE: string = fileURLToPath(import.meta.url);
