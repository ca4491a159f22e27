// A project with every default filled in: the form in which all other rooms see the configuration.
import { basename, join, relative, resolve, sep } from 'node:path';
import type { SourceKind } from '../annotations/formats.ts';
import { describeUnknownName, UserError, unknownName } from '../errors/index.ts';
import { settingConflicts, TRAIN_SETTINGS } from '../settings/index.ts';
import type { Interpolation } from './defineConfig.ts';
import { compileLabelPattern, type LabelPattern } from './labelPattern.ts';
import { type ConfigProblem, fieldPath, type ParsedConfig, parseConfig } from './schema.ts';
import type { ParsedTrainSettings } from './trainSettings.ts';

/** One thing to tell apart. `classes` is the order of every table; `names` has an entry for each class. */
export interface Target {
  readonly name: string;
  readonly classes: readonly string[];
  readonly names: Readonly<Record<string, string>>;
}

/** What the model sees: pixels, and how a crop is brought to that size. */
export interface InputSize {
  readonly height: number;
  readonly width: number;
  readonly fit: 'stretch' | 'letterbox';
  readonly interpolation: Interpolation;
}

/** How samples are split; `ratio` holds the shares of train, val and test, of any sum. */
export interface SplitSettings {
  readonly ratio: readonly [number, number, number];
  readonly seed: number;
  readonly rounding: 'nearest' | 'truncate';
  readonly stratifyBy: readonly string[];
  readonly groupBy: readonly string[];
  /** Whether sides that the source gives are kept. Default `'keep'`. */
  readonly sourceSides?: 'keep' | 'ignore';
  /** Everything with this value of this attribute, and what is in a group with it, is the test side. */
  readonly leaveOut?: { readonly attribute: string; readonly value: string };
  /** The ids of the test samples, where they are fixed. */
  readonly test?: readonly string[];
}

/** What the annotations are; `file` is absolute. */
export interface SourceSettings {
  readonly kind: SourceKind | 'auto';
  readonly file: string | null;
}

/** What is cut out of a screenshot: the box with `margin` of its sides on each side, from `minSize` pixels on. */
export interface CropSettings {
  readonly margin: number;
  readonly minSize: number;
}

/** A loaded project. Paths in `paths` and `directory` are absolute; `screenshots` is relative to `directory`, with `/`. */
export interface Project {
  readonly name: string;
  readonly directory: string;
  /** Name of the configuration file inside `directory`. */
  readonly configFile: string;
  readonly screenshots: string;
  readonly source: SourceSettings;
  readonly crop: CropSettings;
  readonly label: LabelPattern;
  readonly street: 'folder' | 'none';
  readonly burst: LabelPattern;
  readonly targets: Readonly<Record<string, Target>>;
  /** The target when a command names none. */
  readonly target: string;
  readonly split: SplitSettings;
  /** The file with the test samples, absolute; null for none. */
  readonly testList: string | null;
  readonly input: InputSize;
  /** As written; what is left out has its default in `TrainSettings`, since some depend on others. */
  readonly train: ParsedTrainSettings;
  /** Goals by label part and limits by kind of finding, as written; `inspect` checks the names. */
  readonly inspect: {
    readonly goals: Readonly<Record<string, number>>;
    readonly limits: Readonly<Record<string, number>>;
  };
  readonly paths: {
    readonly screenshots: string;
    /** `dataset/samples.json` */
    readonly samples: string;
    /** `dataset/crops` */
    readonly crops: string;
    /** `dataset/split.json` */
    readonly split: string;
    /** `.toonvision/cache`; safe to delete. */
    readonly cache: string;
    /** `runs` */
    readonly runs: string;
  };
}

const DEFAULT_BURST = '^(?<burst>.+?)_[a-z]$';
const DEFAULT_INPUT: InputSize = { height: 600, width: 200, fit: 'stretch', interpolation: 'bilinear' };
/** What a sample has beside the parts of its label; a label part of that name would be ambiguous. */
const OWN_ATTRIBUTES = ['label', 'street', 'screenshot', 'burst'];

/** Raises a fault in one field. */
function fail(configFile: string, path: readonly PropertyKey[], what: string, remedy: string): never {
  throw new UserError(`${fieldPath(path)}: ${what}`, { where: configFile, remedy, exitCode: 2 });
}

function invalidConfig(problems: readonly ConfigProblem[], configFile: string): UserError {
  const lines = problems.map(({ path, message }) =>
    path.length === 0 ? `the configuration ${message}` : `${fieldPath(path)}: ${message}`,
  );
  const what =
    lines.length === 1
      ? String(lines[0])
      : `${lines.length} problems\n${lines.map((line) => `  - ${line}`).join('\n')}`;
  return new UserError(what, {
    where: configFile,
    remedy: 'Correct the fields named above; everything else has a default.',
    exitCode: 2,
  });
}

function resolveTargets(config: ParsedConfig, label: LabelPattern, configFile: string): Record<string, Target> {
  const targets: Record<string, Target> = {};
  for (const [name, { classes, names = {} }] of Object.entries(config.targets)) {
    if (!label.parts.includes(name)) {
      const message = describeUnknownName('label part', name, label.parts);
      fail(configFile, ['targets', name], message, 'Use a group of label.pattern.');
    }
    const twice = classes.find((value, index) => classes.indexOf(value) !== index);
    if (twice !== undefined)
      fail(configFile, ['targets', name, 'classes'], `${twice} stands there twice`, 'Name each class once.');
    for (const key of Object.keys(names))
      if (!classes.includes(key))
        fail(
          configFile,
          ['targets', name, 'names', key],
          `no class is called ${key}; the classes are ${classes.join(', ')}`,
          'Use the names in classes.',
        );
    targets[name] = {
      name,
      classes,
      names: Object.fromEntries(classes.map((value) => [value, names[value] ?? value])),
    };
  }
  return targets;
}

function checkAttributes(attributes: readonly string[], known: readonly string[], path: string[], configFile: string) {
  attributes.forEach((attribute, index) => {
    if (known.includes(attribute)) return;
    fail(configFile, [...path, index], describeUnknownName('attribute', attribute, known), 'Use a known attribute.');
  });
}

/**
 * Checks a configuration object and fills in the defaults. `directory` is the project's folder, absolute or relative to
 * the working directory; `configFile` is named in messages.
 *
 * @throws UserError (exit code 2) naming the file and every field that does not fit.
 *
 * @example
 * resolveConfig({ label: { pattern: '^(?<suit>bb|lb)' }, targets: { suit: ['bb', 'lb'] } }, '.').input.height // 600
 */
export function resolveConfig(config: unknown, directory: string, configFile = 'toonvision.config.ts'): Project {
  const parsed = parseConfig(config);
  if ('problems' in parsed) throw invalidConfig(parsed.problems, configFile);
  const given = parsed.config;
  const root = resolve(directory);
  const label = compileLabelPattern(given.label.pattern, `${configFile}: label.pattern`);
  const taken = label.parts.find((part) => OWN_ATTRIBUTES.includes(part));
  if (taken !== undefined)
    fail(configFile, ['label', 'pattern'], `a sample has a ${taken} already`, `Give the group ${taken} another name.`);
  const burst = compileLabelPattern(given.burst?.pattern ?? DEFAULT_BURST, `${configFile}: burst.pattern`);
  if (!burst.parts.includes('burst'))
    fail(configFile, ['burst', 'pattern'], 'the group burst is missing', `Write it like '${DEFAULT_BURST}'.`);
  const targets = resolveTargets(given, label, configFile);
  const names = Object.keys(targets);
  const first =
    names[0] ?? fail(configFile, ['targets'], 'there is none', "Name one, for example { suit: ['bb', 'lb'] }.");
  const target = given.target ?? first;
  if (!names.includes(target))
    fail(configFile, ['target'], describeUnknownName('target', target, names), 'Name one of them.');

  const ratio = given.split?.ratio ?? ([60, 20, 20] as const);
  if (ratio[0] <= 0)
    fail(configFile, ['split', 'ratio', 0], 'the training share is 0', 'Give train a share, for example [60, 20, 20].');
  const stratifyBy = given.split?.stratifyBy ?? [label.parts.includes('entity') ? 'entity' : target];
  const groupBy = given.split?.groupBy ?? ['screenshot', 'burst'];
  checkAttributes(stratifyBy, [...label.parts, ...OWN_ATTRIBUTES], ['split', 'stratifyBy'], configFile);
  checkAttributes(groupBy, [...label.parts, ...OWN_ATTRIBUTES], ['split', 'groupBy'], configFile);

  const { sourceSides, leaveOut, testList } = given.split ?? {};
  if (leaveOut !== undefined)
    checkAttributes([leaveOut.attribute], [...label.parts, ...OWN_ATTRIBUTES], ['split', 'leaveOut'], configFile);
  if (leaveOut !== undefined && testList !== undefined)
    fail(configFile, ['split'], 'leaveOut and testList both say what the test side is', 'Keep one of them.');

  const train = given.train ?? {};
  const [conflict] = settingConflicts(TRAIN_SETTINGS, train);
  if (conflict !== undefined) fail(configFile, ['train', ...conflict.path], conflict.message, 'Remove one of the two.');

  const screenshots = resolve(root, given.screenshots ?? 'screenshots');
  return {
    name: given.name ?? basename(root),
    directory: root,
    configFile,
    screenshots: relative(root, screenshots).split(sep).join('/') || '.',
    source: {
      kind: given.source?.kind ?? 'auto',
      file: given.source?.file === undefined ? null : resolve(root, given.source.file),
    },
    crop: { margin: given.crop?.margin ?? 0, minSize: given.crop?.minSize ?? 1 },
    label,
    street: given.street ?? 'folder',
    burst,
    targets,
    target,
    split: {
      ratio: [...ratio],
      seed: given.split?.seed ?? 0,
      rounding: given.split?.rounding ?? 'nearest',
      stratifyBy,
      groupBy,
      sourceSides,
      leaveOut,
    },
    testList: testList === undefined ? null : resolve(root, testList),
    input: {
      height: given.input?.height ?? DEFAULT_INPUT.height,
      width: given.input?.width ?? DEFAULT_INPUT.width,
      fit: given.input?.fit ?? DEFAULT_INPUT.fit,
      interpolation: given.input?.interpolation ?? DEFAULT_INPUT.interpolation,
    },
    train,
    inspect: { goals: given.inspect?.goals ?? {}, limits: given.inspect?.limits ?? {} },
    paths: {
      screenshots,
      samples: join(root, 'dataset', 'samples.json'),
      crops: join(root, 'dataset', 'crops'),
      split: join(root, 'dataset', 'split.json'),
      cache: join(root, '.toonvision', 'cache'),
      runs: join(root, 'runs'),
    },
  };
}

/**
 * The target called `name`, or the project's own when no name is given.
 *
 * @throws UserError (exit code 2) naming the nearest target.
 */
export function findTarget(project: Project, name: string = project.target): Target {
  const target = Object.hasOwn(project.targets, name) ? project.targets[name] : undefined;
  if (target !== undefined) return target;
  throw unknownName('target', name, Object.keys(project.targets), {
    where: project.configFile,
    remedy: `Add ${name} to \`targets\` if the label has such a part.`,
  });
}
