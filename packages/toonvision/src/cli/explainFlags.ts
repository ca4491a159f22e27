// The flags of `toonvision explain`, and what each of its modes gets.
import type { FlagParametersForType } from '@stricli/core';
import type { Project } from '../config/index.ts';
import type { ColorScale, ExplainerOptions, MapMethod, ScaleKind, ScoreKind } from '../explain/index.ts';
import type { Run } from '../training/index.ts';
import { jsonFlag, projectFlag, text, wholeNumber } from './arguments.ts';
import type { Context } from './context.ts';

/** Methods as flags are written. */
const METHOD_FLAGS = {
  'grad-cam': 'gradCam',
  'grad-cam-plus-plus': 'gradCamPlusPlus',
  'hi-res-cam': 'hiResCam',
  'layer-cam': 'layerCam',
  cam: 'cam',
  occlusion: 'occlusion',
  'integrated-gradients': 'integratedGradients',
  'smooth-grad': 'smoothGrad',
} as const satisfies Record<string, MapMethod>;
type MethodFlag = keyof typeof METHOD_FLAGS;
const METHOD_NAMES = Object.keys(METHOD_FLAGS) as [MethodFlag, ...MethodFlag[]];

/** All flags of `explain`. */
export interface ExplainFlags {
  wrong: number;
  leastConfident: number;
  split: 'val' | 'test';
  method: MethodFlag;
  layer?: string;
  class: string;
  of: ScoreKind;
  colours: ColorScale;
  scale: ScaleKind;
  audit: boolean;
  confusers: boolean;
  features?: string;
  filters: boolean;
  patterns?: string;
  seed: number;
  out?: string;
  json: boolean;
  project: string;
}

function count(brief: string) {
  return { kind: 'parsed', parse: wholeNumber(0), default: '0', brief, placeholder: 'n' } as const;
}

function isSet(brief: string) {
  return { kind: 'boolean', withNegated: false, brief } as const;
}

export const explainFlags: FlagParametersForType<ExplainFlags, Context> = {
  wrong: count('Number of wrong samples of the split to explain, most confident first'),
  leastConfident: count('Number of least confident samples to explain; a large number takes all'),
  split: {
    kind: 'enum',
    values: ['val', 'test'],
    default: 'val',
    brief: 'Split; each opening of the sealed test split is logged',
  },
  method: { kind: 'enum', values: METHOD_NAMES, default: 'grad-cam', brief: 'Method of the maps' },
  layer: {
    kind: 'parsed',
    parse: text,
    optional: true,
    brief: 'Layer of the map; an unknown name lists them [the last spatial one]',
    placeholder: 'name',
  },
  class: {
    kind: 'parsed',
    parse: text,
    default: 'all',
    brief: 'Class to explain: all, predicted, true, or a name',
    placeholder: 'class',
  },
  of: {
    kind: 'enum',
    values: ['logit', 'probability'],
    default: 'logit',
    brief: 'Score to explain; with probability, two leading classes get opposite maps by construction',
  },
  colours: { kind: 'enum', values: ['viridis', 'jet', 'cividis'], default: 'viridis', brief: 'Colour scale' },
  scale: {
    kind: 'enum',
    values: ['shared', 'each'],
    default: 'shared',
    brief: 'Color range: shared by all classes of an image, or of each map',
  },
  audit: isSet('Measure how good the maps of the split are: energy inside silhouettes, deletion, randomization'),
  confusers: isSet('Show what else looks like each class: places next to the object that raise its logit'),
  features: {
    kind: 'parsed',
    parse: text,
    optional: true,
    brief: 'Show the activations of this layer for the images',
    placeholder: 'layer',
  },
  filters: isSet("Show the first layer's filters, and on how many images of the split each is active"),
  patterns: {
    kind: 'parsed',
    parse: text,
    optional: true,
    brief: 'Draw inputs that maximize the filters of this layer',
    placeholder: 'layer',
  },
  seed: {
    kind: 'parsed',
    parse: wholeNumber(0),
    default: '0',
    brief: 'Seed of noise, shuffled weights and patterns',
    placeholder: 'n',
  },
  out: {
    kind: 'parsed',
    parse: text,
    optional: true,
    brief: "Folder for the images [explain/ in the run's folder]",
    placeholder: 'dir',
  },
  json: jsonFlag,
  project: projectFlag,
};

/** What a mode explains: the run, the flags, where files go. */
export interface ExplainRequest {
  context: Context;
  project: Project;
  run: Run;
  flags: ExplainFlags;
  out: string;
  names: readonly string[];
}

/** How maps are made. */
export function explainerOf({ method, layer, of, seed }: ExplainFlags): ExplainerOptions {
  return { method: METHOD_FLAGS[method], layer, of, seed };
}
