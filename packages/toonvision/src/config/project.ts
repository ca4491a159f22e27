// A resolved project: the validated configuration with all defaults filled in.
import { basename, join, relative, resolve, sep } from 'node:path';
import type { SourceKind } from '../annotations/formats.ts';
import { describeUnknownName, UserError, unknownName } from '../errors/index.ts';
import { settingConflicts, TRAIN_SETTINGS } from '../settings/index.ts';
import type { Interpolation } from './defineConfig.ts';
import { compileLabelPattern, type LabelPattern } from './labelPattern.ts';
import { type ConfigProblem, fieldPath, type ParsedConfig, parseConfig } from './schema.ts';
import type { ParsedTrainSettings } from './trainSettings.ts';

/** A classification target. Tables keep the order of `classes`; `names` has a display name for each class. */
export interface Target {
  readonly name: string;
  readonly classes: readonly string[];
  readonly names: Readonly<Record<string, string>>;
}

/** Input size of the model in pixels, and how crops are resized to it. */
export interface InputSize {
  readonly height: number;
  readonly width: number;
  readonly fit: 'stretch' | 'letterbox';
  readonly interpolation: Interpolation;
}

/** How samples are split; `ratio` holds the proportions of train, validation and test, of any sum. */
export interface SplitSettings {
  readonly ratio: readonly [number, number, number];
  readonly seed: number;
  readonly rounding: 'nearest' | 'truncate';
  readonly stratifyBy: readonly string[];
  readonly groupBy: readonly string[];
  /** Whether splits that come with the source are kept. Default `'keep'`. */
  readonly sourceSides?: 'keep' | 'ignore';
  /** Samples with this value of this attribute, and their groups, form the test split. */
  readonly leaveOut?: { readonly attribute: string; readonly value: string };
  /** Ids of the test samples, if they are fixed. */
  readonly test?: readonly string[];
}

/** Annotation format; `file` is absolute. */
export interface SourceSettings {
  readonly kind: SourceKind | 'auto';
  readonly file: string | null;
}

/** Crops: margin as a fraction of the box on each side, and minimum size of a box in pixels. */
export interface CropSettings {
  readonly margin: number;
  readonly minSize: number;
}

/** A loaded project. `paths` and `directory` are absolute; `screenshots` is relative to `directory`, with `/`. */
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
  /** Default target of commands. */
  readonly target: string;
  readonly split: SplitSettings;
  /** Absolute path of the file with the test samples, or null. */
  readonly testList: string | null;
  readonly input: InputSize;
  /** As written, without defaults, since some defaults depend on other settings. */
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
/** Attributes of every sample; a label part of the same name would be ambiguous. */
const SAMPLE_ATTRIBUTES = ['label', 'street', 'screenshot', 'burst'];

/** Throws an error about one field. */
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
    const duplicate = classes.find((value, index) => classes.indexOf(value) !== index);
    if (duplicate !== undefined)
      fail(configFile, ['targets', name, 'classes'], `duplicate class ${duplicate}`, 'List each class once.');
    for (const key of Object.keys(names))
      if (!classes.includes(key))
        fail(
          configFile,
          ['targets', name, 'names', key],
          describeUnknownName('class', key, classes),
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
 * Validates a configuration object and fills in defaults.
 *
 * @param directory Folder of the project, absolute or relative to the working directory
 * @param configFile File name for error messages
 * @throws UserError (exit code 2) naming the file and every invalid field
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
  const reserved = label.parts.find((part) => SAMPLE_ATTRIBUTES.includes(part));
  if (reserved !== undefined)
    fail(configFile, ['label', 'pattern'], `the group name ${reserved} is reserved`, `Rename the group ${reserved}.`);
  const burst = compileLabelPattern(given.burst?.pattern ?? DEFAULT_BURST, `${configFile}: burst.pattern`);
  if (!burst.parts.includes('burst'))
    fail(configFile, ['burst', 'pattern'], 'the group `burst` is missing', `Example: '${DEFAULT_BURST}'.`);
  const targets = resolveTargets(given, label, configFile);
  const names = Object.keys(targets);
  const first =
    names[0] ?? fail(configFile, ['targets'], 'at least one target is required', "Example: { suit: ['bb', 'lb'] }.");
  const target = given.target ?? first;
  if (!names.includes(target))
    fail(configFile, ['target'], describeUnknownName('target', target, names), 'Use one of them.');

  const ratio = given.split?.ratio ?? ([60, 20, 20] as const);
  if (ratio[0] <= 0)
    fail(
      configFile,
      ['split', 'ratio', 0],
      'must be above 0',
      'The first number is the training split, for example [60, 20, 20].',
    );
  const stratifyBy = given.split?.stratifyBy ?? [label.parts.includes('entity') ? 'entity' : target];
  const groupBy = given.split?.groupBy ?? ['screenshot', 'burst'];
  checkAttributes(stratifyBy, [...label.parts, ...SAMPLE_ATTRIBUTES], ['split', 'stratifyBy'], configFile);
  checkAttributes(groupBy, [...label.parts, ...SAMPLE_ATTRIBUTES], ['split', 'groupBy'], configFile);

  const { sourceSides, leaveOut, testList } = given.split ?? {};
  if (leaveOut !== undefined)
    checkAttributes([leaveOut.attribute], [...label.parts, ...SAMPLE_ATTRIBUTES], ['split', 'leaveOut'], configFile);
  if (leaveOut !== undefined && testList !== undefined)
    fail(configFile, ['split'], 'leaveOut and testList both define the test split', 'Remove one of them.');

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
 * Finds a target by name; without one, returns the default target of the project.
 *
 * @throws UserError (exit code 2) suggesting the nearest name
 */
export function findTarget(project: Project, name: string = project.target): Target {
  const target = Object.hasOwn(project.targets, name) ? project.targets[name] : undefined;
  if (target !== undefined) return target;
  throw unknownName('target', name, Object.keys(project.targets), {
    where: project.configFile,
    remedy: `If ${name} is a label part, add it to \`targets\`.`,
  });
}
