// The flags of `toonvision explain`, and the request that its modes share.
import type { FlagParametersForType } from '@stricli/core';
import type { Project } from '../config/index.ts';
import type { ColorScale, ExplainerOptions, MapMethod, ScaleKind, ScoreKind } from '../explain/index.ts';
import type { Run } from '../training/index.ts';
import { jsonFlag, projectFlag, text, wholeNumber } from './arguments.ts';
import type { Context } from './context.ts';

/** Methods by their name on the command line. */
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
  colors: ColorScale;
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

function toggle(brief: string) {
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
  colors: { kind: 'enum', values: ['viridis', 'jet', 'cividis'], default: 'viridis', brief: 'Color scale of the maps' },
  scale: {
    kind: 'enum',
    values: ['shared', 'each'],
    default: 'shared',
    brief: 'Color range: shared by all classes of an image, or of each map',
  },
  audit: toggle('Measure how good the maps of the split are: energy inside silhouettes, deletion, randomization'),
  confusers: toggle('Show what else looks like each class: places next to the object that raise its logit'),
  features: {
    kind: 'parsed',
    parse: text,
    optional: true,
    brief: 'Show the activations of this layer for the images',
    placeholder: 'layer',
  },
  filters: toggle("Show the first layer's filters, and on how many images of the split each is active"),
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

/** What a mode explains: the run, its flags, and the folder for files. */
export interface ExplainRequest {
  context: Context;
  project: Project;
  run: Run;
  flags: ExplainFlags;
  out: string;
  names: readonly string[];
}

/** Converts flags to options of the explainer. */
export function toExplainerOptions({ method, layer, of, seed }: ExplainFlags): ExplainerOptions {
  return { method: METHOD_FLAGS[method], layer, of, seed };
}
