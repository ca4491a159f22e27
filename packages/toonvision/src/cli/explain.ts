// `toonvision explain`: what a run's model looks at, whether that is any good, and what its filters see.
import { join, resolve } from 'node:path';
import { buildCommand } from '@stricli/core';
import type { Project } from '../config/index.ts';
import type { ColourScale, ExplainerOptions, MapMethod, ScaleKind, ScoreKind } from '../explain/index.ts';
import type { Run } from '../training/index.ts';
import { jsonFlag, projectFlag, text, wholeNumber } from './arguments.ts';
import type { Context } from './context.ts';
import { auditLines, confuserLines, explanationLines, filterLines } from './explainText.ts';

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

interface Flags {
  wrong: number;
  leastConfident: number;
  split: 'val' | 'test';
  method: MethodFlag;
  layer?: string;
  class: string;
  of: ScoreKind;
  colours: ColourScale;
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

/** What is explained where nothing is named. */
const DEFAULT_COUNT = 8;

export const explainCommand = buildCommand<Flags, [string, ...string[]], Context>({
  async func(flags, name, ...names) {
    const { loadConfig } = await import('../config/index.ts');
    const { UserError } = await import('../errors/index.ts');
    const { readRun, unfinishedNotice } = await import('../training/index.ts');
    const modes = [
      flags.audit && '--audit',
      flags.confusers && '--confusers',
      flags.features !== undefined && '--features',
      flags.filters && '--filters',
      flags.patterns !== undefined && '--patterns',
    ].filter((mode) => mode !== false);
    if (modes.length > 1) {
      throw new UserError(`${modes.join(' and ')} are two questions`, { remedy: 'Ask one at a time.', exitCode: 2 });
    }
    const project = await loadConfig(flags.project);
    const run = await readRun(project, name);
    const notice = unfinishedNotice(run);
    if (notice !== undefined) this.terminal.notice(`notice: ${notice}.`);
    const out = flags.out === undefined ? join(run.directory, 'explain') : resolve(flags.out);
    const asked: Asked = { context: this, project, run, flags, out, names };
    const isNamed = names.length > 0 || flags.wrong > 0 || flags.leastConfident > 0;
    if (modes.length === 1 && modes[0] !== '--features' && isNamed) {
      throw new UserError(`${modes[0]} looks at the whole split, or at no picture at all`, {
        remedy: 'Leave the pictures out.',
        exitCode: 2,
      });
    }
    if (flags.audit) return audit(asked);
    if (flags.confusers) return confusers(asked);
    if (flags.features !== undefined) return features(asked, flags.features);
    if (flags.filters) return filters(asked);
    if (flags.patterns !== undefined) return patterns(asked, flags.patterns);
    return maps(asked, isNamed);
  },
  parameters: {
    flags: {
      wrong: count('Explain so many wrong samples of the split, the most confident first'),
      leastConfident: count('Explain so many samples the model was least sure of; a large number takes all'),
      split: {
        kind: 'enum',
        values: ['val', 'test'],
        default: 'val',
        brief: 'Which split; each look at the sealed test split is logged',
      },
      method: { kind: 'enum', values: METHOD_NAMES, default: 'grad-cam', brief: 'How' },
      layer: {
        kind: 'parsed',
        parse: text,
        optional: true,
        brief: 'The layer of the map; default the last spatial one, a wrong name lists them',
        placeholder: 'name',
      },
      class: {
        kind: 'parsed',
        parse: text,
        default: 'all',
        brief: 'all, predicted, true, or the name of a class',
        placeholder: 'class',
      },
      of: {
        kind: 'enum',
        values: ['logit', 'probability'],
        default: 'logit',
        brief: 'What is explained; of probabilities, two leading classes get opposite maps by arithmetic',
      },
      colours: { kind: 'enum', values: ['viridis', 'jet', 'cividis'], default: 'viridis', brief: 'Colour scale' },
      scale: {
        kind: 'enum',
        values: ['shared', 'each'],
        default: 'shared',
        brief: 'One scale for all classes of a picture, or the peak of each map at full colour',
      },
      audit: isSet('Measure how good the maps of the split are: energy inside silhouettes, deletion, randomisation'),
      confusers: isSet('Show what else looks like each class: places beside the object that raise its logit'),
      features: {
        kind: 'parsed',
        parse: text,
        optional: true,
        brief: 'Show the activations of this layer for the pictures',
        placeholder: 'layer',
      },
      filters: isSet("Show the first layer's filters, and count on how many pictures of the split each filter wakes"),
      patterns: {
        kind: 'parsed',
        parse: text,
        optional: true,
        brief: 'Draw what excites the filters of this layer',
        placeholder: 'layer',
      },
      seed: {
        kind: 'parsed',
        parse: wholeNumber(0),
        default: '0',
        brief: 'Of whatever is random: noise, shuffled weights, patterns',
        placeholder: 'n',
      },
      out: {
        kind: 'parsed',
        parse: text,
        optional: true,
        brief: "Folder for the pictures; default explain/ in the run's folder",
        placeholder: 'dir',
      },
      json: jsonFlag,
      project: projectFlag,
    },
    positional: {
      kind: 'array',
      parameter: {
        brief: 'Name of the run, then pictures or ids of samples',
        parse: text,
        placeholder: 'run pictures',
      },
      minimum: 1,
    },
  },
  docs: {
    brief: 'Show what a model looks at, and whether that is any good',
    customUsage: ['<run> [<pictures or ids>...]'],
    fullDescription: `Writes for each picture a figure of all classes (heatmaps above, superimposed below) and each map by
itself at the picture's own size, and a contact sheet. Without pictures, the ${DEFAULT_COUNT} samples of the validation split
the model was least sure of. --json prints the maps themselves as well: values row by row, and where their cells lie.

Examples:
  toonvision explain suit-baseline-1 --wrong 20
  toonvision explain suit-baseline-1 'ttc/ttc_0012_a#2' new.jpg --class predicted --layer conv2d_1
  toonvision explain suit-baseline-1 --audit
  toonvision explain suit-baseline-1 --confusers
  toonvision explain suit-baseline-1 --features conv2d_1 new.jpg
  toonvision explain suit-baseline-1 --filters
  toonvision explain suit-baseline-1 --patterns conv2d_1`,
  },
});

function count(brief: string) {
  return { kind: 'parsed', parse: wholeNumber(0), default: '0', brief, placeholder: 'n' } as const;
}

function isSet(brief: string) {
  return { kind: 'boolean', withNegated: false, brief } as const;
}

interface Asked {
  context: Context;
  project: Project;
  run: Run;
  flags: Flags;
  out: string;
  names: readonly string[];
}

function explainerOf({ method, layer, of, seed }: Flags): ExplainerOptions {
  return { method: METHOD_FLAGS[method], layer, of, seed };
}

async function maps({ context, project, run, flags, out, names }: Asked, isNamed: boolean): Promise<void> {
  const { classChoice, explainSamples } = await import('../explain/index.ts');
  const { terminal, signal } = context;
  const classes = classChoice(flags.class, run);
  const progress = terminal.progress({ label: 'Explaining', unit: 'pictures', transient: flags.json });
  const explained = await explainSamples({
    ...explainerOf(flags),
    ...{ project, run, names, classes, out, signal },
    wrong: flags.wrong,
    leastConfident: isNamed ? flags.leastConfident : DEFAULT_COUNT,
    split: flags.split,
    colours: flags.colours,
    scale: flags.scale,
    onProgress: progress.update,
  });
  progress.end();
  if (flags.json) {
    const samples = explained.samples.map((sample) => ({
      ...sample,
      maps: sample.maps.map((map) => ({ ...map, values: [...map.values] })),
    }));
    terminal.printJson({ ...explained, samples });
    return;
  }
  for (const line of explanationLines(explained, { out, split: flags.split })) terminal.print(line);
}

async function audit({ context, project, run, flags, out }: Asked): Promise<void> {
  const { auditExplanations } = await import('../explain/index.ts');
  const { UserError } = await import('../errors/index.ts');
  const { terminal, signal } = context;
  const classes = flags.class === 'all' ? 'predicted' : flags.class;
  if (classes !== 'predicted' && classes !== 'true') {
    throw new UserError('an audit explains the predicted or the true class of each sample', {
      remedy: 'Say --class predicted or --class true.',
      exitCode: 2,
    });
  }
  const progress = terminal.progress({ label: 'Auditing', unit: 'pictures', transient: flags.json });
  const found = await auditExplanations({
    ...explainerOf(flags),
    ...{ project, run, classes, out, signal },
    split: flags.split,
    onProgress: progress.update,
  });
  progress.end();
  if (flags.json) return terminal.printJson(found);
  for (const line of auditLines(found, run.record.config.classNames)) terminal.print(line);
  terminal.print(`\nWritten: audit.json and charts in ${out}`);
}

async function confusers({ context, project, run, flags, out }: Asked): Promise<void> {
  const { confusersOfRun } = await import('../explain/index.ts');
  const { terminal, signal } = context;
  const progress = terminal.progress({ label: 'Looking for confusers', unit: 'pictures', transient: flags.json });
  const found = await confusersOfRun({ project, run, split: flags.split, out, signal, onProgress: progress.update });
  progress.end();
  if (flags.json) return terminal.printJson(found);
  for (const line of confuserLines(found, run.record.config.classNames)) terminal.print(line);
  terminal.print(`\nWritten: a sheet a class and confusers.json in ${out}`);
}

async function features({ context, project, run, flags, out, names }: Asked, layer: string): Promise<void> {
  const room = await import('../explain/index.ts');
  const { UserError } = await import('../errors/index.ts');
  const { writeFileAtomic } = await import('../files/index.ts');
  const { loadRunModel } = await import('../training/index.ts');
  const { terminal, signal } = context;
  const model = await loadRunModel(run);
  room.findSpatialLayer(model, layer);
  const { wrong, leastConfident, split } = flags;
  const subjects = await room.selectSubjects({ project, run, names, wrong, leastConfident, split, signal });
  if (subjects.length === 0) {
    throw new UserError('no picture is given', { remedy: 'Name one or more after the run.', exitCode: 2 });
  }
  const written: string[] = [];
  for (const { name, file } of subjects) {
    if (signal.aborted) break;
    const { pixels } = await room.loadPicture(file, run.record.config.input);
    const found = await room.featureMaps(model, pixels, layer);
    const path = join(out, `features-${layer}-${room.fileStem(name)}.png`);
    await writeFileAtomic(path, await room.featureSheet(found, { title: name, colours: flags.colours }));
    written.push(path);
  }
  if (flags.json) return terminal.printJson({ run: run.name, layer, files: written });
  for (const path of written) terminal.print(`Written: ${path}`);
}

async function filters({ context, project, run, flags, out }: Asked): Promise<void> {
  const room = await import('../explain/index.ts');
  const { writeJson, writeFileAtomic } = await import('../files/index.ts');
  const { loadRunModel } = await import('../training/index.ts');
  const { terminal, signal } = context;
  const model = await loadRunModel(run);
  const sheet = await room.filterSheet(room.firstFilters(model));
  const subjects = await room.subjectsOfSplit(project, run, flags.split);
  const progress = terminal.progress({ label: 'Watching filters', unit: 'pictures', transient: flags.json });
  const use = await room.filterUse(model, run.record.config, subjects, { signal, onProgress: progress.update });
  progress.end();
  await writeFileAtomic(join(out, 'filters.png'), sheet);
  await writeJson(join(out, 'filters.json'), { format: 1, run: run.name, split: flags.split, filters: use });
  if (flags.json) return terminal.printJson({ run: run.name, split: flags.split, filters: use });
  for (const line of filterLines(use)) terminal.print(line);
  terminal.print(`\nWritten: ${join(out, 'filters.png')}, filters.json`);
}

async function patterns({ context, run, flags, out }: Asked, layer: string): Promise<void> {
  const room = await import('../explain/index.ts');
  const { writeFileAtomic } = await import('../files/index.ts');
  const { loadRunModel } = await import('../training/index.ts');
  const { terminal, signal } = context;
  const found = await room.filterPatterns(await loadRunModel(run), layer, { seed: flags.seed, signal });
  signal.throwIfAborted();
  const path = join(out, `patterns-${layer}.png`);
  await writeFileAtomic(path, await room.patternSheet(layer, found));
  if (flags.json) {
    const filtersFound = found.map(({ filter, before, after }) => ({ filter, before, after }));
    return terminal.printJson({ run: run.name, layer, seed: flags.seed, filters: filtersFound, file: path });
  }
  terminal.print(`Written: ${path}`);
}
