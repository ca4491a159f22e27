// What a user may write in toonvision.config.ts, field by field; `defineConfig` gives an editor the types.
import { fileURLToPath } from 'node:url';
import type { SourceKind } from '../annotations/formats.ts';
import type { TrainSettings } from './trainSettings.ts';

/** How pixels between pixels are found when a crop is resized; all but `nearest` average over what is made smaller. */
export type Interpolation = 'bilinear' | 'nearest' | 'bicubic';

/** One thing to tell apart: the classes in their order, and names to print for them. */
export interface ConfigTarget {
  /** The class names as they stand in the labels, two or more; this order is used in every table and chart. */
  classes: readonly string[];
  /** What to print for a class: `{ bb: 'Bossbot' }`. Default: the class name itself. */
  names?: Readonly<Record<string, string>>;
}

/** The configuration of a project. Only `label` and `targets` are required. */
export interface Config {
  /** What the project is called in reports. Default: the name of its folder. */
  name?: string;
  /** The folder of the screenshots, relative to the configuration file. Default `'screenshots'`. */
  screenshots?: string;
  /** What the annotations are. Default: found out from the files, and said. */
  source?: {
    /** How they are written; `'auto'` looks at the files. Default `'auto'`. */
    kind?: SourceKind | 'auto';
    /** The one file that describes all pictures, where the kind has one: COCO JSON, manifest, classes.txt, dataset.yaml. */
    file?: string;
  };
  /** What is cut out of a screenshot. */
  crop?: {
    /** How much of the box's width and height is added on each side, 0 to 2. Default 0. */
    margin?: number;
    /** Boxes with a side shorter than this many pixels are left out. Default 1. */
    minSize?: number;
  };
  /** How a label is read. */
  label: {
    /**
     * A regular expression with named groups; each group that takes part becomes a part of the label (`kind`, `suit`,
     * ...). A name may stand in several alternatives.
     */
    pattern: string;
  };
  /** What the street of a screenshot is: the folder it lies in, or there are none. Default `'folder'`. */
  street?: 'folder' | 'none';
  /** Which screenshots belong to one burst. */
  burst?: {
    /**
     * A regular expression with the group `burst`, matched against the file name without its extension: with the default
     * `ttc_0012_a` and `ttc_0012_b` are the burst `ttc_0012`. Default `'^(?<burst>.+?)_[a-z]$'`.
     */
    pattern: string;
  };
  /** What can be told apart; each name is a part of the label. A bare list is short for `{ classes: list }`. */
  targets: Readonly<Record<string, ConfigTarget | readonly string[]>>;
  /** The target when a command names none. Default: the first of `targets`. */
  target?: string;
  /** How samples are split into train, val and test. */
  split?: {
    /** Shares of train, val and test, three numbers of any sum. Default `[60, 20, 20]`. */
    ratio?: readonly [number, number, number];
    /** Of the order that the search begins from. Default 0. */
    seed?: number;
    /** `'nearest'` keeps each stratum and the total within one of the target; `'truncate'` cuts, test gets the rest. Default `'nearest'`. */
    rounding?: 'nearest' | 'truncate';
    /** Label parts, `'label'` or `'street'`, kept in proportion. Default `['entity']` where the label has one, else the target. */
    stratifyBy?: readonly string[];
    /** What must not be torn apart; `'none'` or `[]`: every sample on its own. Default `['screenshot', 'burst']`. */
    groupBy?: readonly string[] | 'none';
    /** Sides that the source gives (folders train, val, test): `'ignore'` splits anew. Default `'keep'`. */
    sourceSides?: 'keep' | 'ignore';
    /** Everything with this value is the test side: `{ attribute: 'street', value: 'ttc' }`. */
    leaveOut?: {
      /** `'street'` or a part of the label. */
      attribute: string;
      /** The street or the part that is left out. */
      value: string;
    };
    /** A file with the test samples: an id, a screenshot or a crop a line. */
    testList?: string;
  };
  /** What the model sees. */
  input?: {
    /** In pixels. Default 600. */
    height?: number;
    /** In pixels. Default 200. */
    width?: number;
    /** `'stretch'` fills the input; `'letterbox'` keeps the shape and fills the rest with black. Default `'stretch'`. */
    fit?: 'stretch' | 'letterbox';
    /** How pixels between pixels are found; all but `'nearest'` average over what is made smaller. Default `'bilinear'`. */
    interpolation?: Interpolation;
  };
  /** How runs are trained, where the command line or a program says nothing else. */
  train?: TrainSettings;
  /** What `inspect` measures the dataset by. */
  inspect?: {
    /**
     * Samples that a class should have, by label part: `{ entity: 30, suit: 240 }`. `class` (default 30) is for every finest
     * part that is not named, `cell` (default 5) for each class of a finest part on each street. 0: no goal.
     */
    goals?: Readonly<Record<string, number>>;
    /** The largest number of a kind of finding that `--strict` lets pass: `{ 'near-duplicates': 0.1 }`. */
    limits?: Readonly<Record<string, number>>;
  };
}

/**
 * Returns `config` as it is; it is there so that an editor knows the fields.
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

/** This file, for the loader: a configuration's `import ... from 'toonvision'` must work where the package is not installed. */
export const DEFINE_CONFIG_FILE: string = fileURLToPath(import.meta.url);
