// `toonvision split`: splits the samples into train, validation and test.

import { resolve } from 'node:path';
import { buildCommand } from '@stricli/core';
import type { SplitSettings } from '../config/index.ts';
import type { countSplits, Fold } from '../dataset/index.ts';
import { UserError } from '../errors/index.ts';
import { count } from '../format/index.ts';
import { jsonFlag, nameList, projectArgument, projectFlag, ratio, text, wholeNumber } from './arguments.ts';
import { commandName } from './commandName.ts';
import type { Context } from './context.ts';
import { textTable } from './textTable.ts';

interface Flags {
  ratio?: [number, number, number];
  seed?: number;
  rounding?: 'nearest' | 'truncate';
  group?: string[];
  stratify?: string[];
  folds?: number;
  leaveOut?: string;
  testList?: string;
  ignoreSourceSplits: boolean;
  fresh: boolean;
  force: boolean;
  json: boolean;
  project: string;
}

const STATES = {
  new: 'Split',
  unchanged: 'Unchanged:',
  extended: 'Extended to added samples, all others keep their split:',
  renewed: 'Split again, since the samples have changed:',
  replaced: 'Replaced the existing split:',
};

/** Parses `street` or `street=ttc`. */
function parseLeaveOut(flag: string | undefined): [attribute?: string, value?: string] {
  if (flag === undefined) return [];
  const index = flag.indexOf('=');
  if (index < 0) return [flag];
  return [flag.slice(0, index), flag.slice(index + 1)];
}

/** A line per fold: sizes of its splits, and its largest deviation from the proportions. */
function foldTable(folds: readonly Fold[], count: typeof countSplits): string {
  const rows = folds.map(({ name, split }) => {
    const { train, val, test } = count(split);
    const { worst } = split.audit;
    return [name, `${train}`, `${val}`, `${test}`, worst.deviation.toFixed(1), worst.name];
  });
  return textTable(['split', 'train', 'val', 'test', 'max deviation', 'of'], rows, { right: [1, 2, 3, 4] });
}

export const splitCommand = buildCommand<Flags, [], Context>({
  async func({ force, fresh, json, project: directory, ...flags }) {
    const { loadConfig } = await import('../config/index.ts');
    const dataset = await import('../dataset/index.ts');
    const { ensureSplit } = await import('../training/index.ts');
    const project = await loadConfig(directory);
    const [attribute, value] = parseLeaveOut(flags.leaveOut);
    if (flags.folds !== undefined && attribute !== undefined && value === undefined)
      throw new UserError('--folds cannot be combined with --leave-out without a value', {
        remedy: 'Use one of them.',
        exitCode: 2,
      });
    if (flags.testList !== undefined && value !== undefined)
      throw new UserError('--test-list and --leave-out both define the test split', {
        remedy: 'Use one of them.',
        exitCode: 2,
      });
    const settings: Partial<SplitSettings> = {
      ...(flags.ratio === undefined ? {} : { ratio: flags.ratio }),
      ...(flags.seed === undefined ? {} : { seed: flags.seed }),
      ...(flags.rounding === undefined ? {} : { rounding: flags.rounding }),
      ...(flags.group === undefined ? {} : { groupBy: flags.group }),
      ...(flags.stratify === undefined ? {} : { stratifyBy: flags.stratify }),
      ...(flags.ignoreSourceSplits ? { sourceSides: 'ignore' } : {}),
      ...(attribute === undefined || value === undefined ? {} : { leaveOut: { attribute, value } }),
    };
    const testList = flags.testList === undefined ? undefined : resolve(flags.testList);
    const { split, state, samples, given } = await ensureSplit({ project, settings, force, fresh, testList });
    const sizes = dataset.countSplits(split);

    let folds: Fold[] = [];
    if (flags.folds !== undefined) {
      const all = await dataset.readSamples(project);
      const previous = fresh ? new Map() : await dataset.previousFolds(project, flags.folds, split);
      folds = dataset.splitFolds({ samples: all, base: split, folds: flags.folds, previous });
    } else if (attribute !== undefined && value === undefined) {
      const { leaveOut: _leaveOut, test: _test, ...rest } = { ...project.split, ...settings };
      folds = dataset.splitLeaveOneOut({ samples: await dataset.readSamples(project), ...rest, attribute });
    }
    if (folds.length > 0) await dataset.writeFolds(project, folds);

    if (json) {
      const { assignments: _assignments, ...rest } = split;
      const foldRecords = folds.map((fold) => {
        const { assignments: _of, ...foldSplit } = fold.split;
        return { name: fold.name, parts: dataset.countSplits(fold.split), ...foldSplit };
      });
      this.terminal.printJson({
        state,
        samples,
        parts: sizes,
        file: project.paths.split,
        ...rest,
        ...(folds.length === 0 ? {} : { folds: foldRecords }),
      });
      return;
    }
    this.terminal.print(dataset.formatSplitAudit(split.audit, { targets: project.targets }));
    this.terminal.print();
    this.terminal.print(
      `${STATES[state]} ${count(samples)} samples into train ${sizes.train}, val ${sizes.val}, test ${sizes.test} ` +
        `(seed ${split.seed}), in ${project.paths.split}.`,
    );
    if (given > 0)
      this.terminal.print(
        `${count(given)} of them keep the split of the source (folders train, val, test); --ignore-source-splits ignores it.`,
      );
    if (state === 'extended' && !split.audit.withinOne)
      this.terminal.print(
        'The existing split limits the balance; --fresh splits from scratch, which outdates existing runs.',
      );
    if (folds.length > 0) {
      this.terminal.print();
      this.terminal.print(foldTable(folds, dataset.countSplits));
      this.terminal.print(`Written: ${folds.length} more splits in ${dataset.foldsFolder(project)}`);
    }
    this.terminal.print(`Next: ${commandName} train${projectArgument(directory)}`);
  },
  parameters: {
    flags: {
      ratio: {
        kind: 'parsed',
        parse: ratio,
        optional: true,
        brief: 'Proportions of train, val and test [config, else 60/20/20]',
        placeholder: 'a/b/c',
      },
      seed: {
        kind: 'parsed',
        parse: wholeNumber(0),
        optional: true,
        brief: 'Seed; the same seed gives the same split [config, else 0]',
        placeholder: 'n',
      },
      rounding: {
        kind: 'enum',
        values: ['nearest', 'truncate'],
        optional: true,
        brief:
          'nearest: within one sample of the proportions; truncate: round down, rest to test [config, else nearest]',
      },
      group: {
        kind: 'parsed',
        parse: nameList,
        optional: true,
        brief: 'Comma-separated groups that share a split, or none [config, else screenshot,burst]',
        placeholder: 'names',
      },
      stratify: {
        kind: 'parsed',
        parse: nameList,
        optional: true,
        brief: 'Comma-separated attributes to stratify by [config, else entity]',
        placeholder: 'names',
      },
      folds: {
        kind: 'parsed',
        parse: wholeNumber(2),
        optional: true,
        brief: 'Also create k cross-validation folds of train and val; the test split stays sealed',
        placeholder: 'k',
      },
      leaveOut: {
        kind: 'parsed',
        parse: text,
        optional: true,
        brief: 'street: also create a split per street with it as test; street=ttc: use that street as test',
        placeholder: 'name[=value]',
      },
      testList: {
        kind: 'parsed',
        parse: text,
        optional: true,
        brief: 'File with the test samples: a sample id, screenshot or crop per line',
        placeholder: 'file',
      },
      ignoreSourceSplits: {
        kind: 'boolean',
        withNegated: false,
        brief: 'Ignore the splits of the source (folders train, val, test)',
      },
      fresh: {
        kind: 'boolean',
        withNegated: false,
        brief: 'Split from scratch after samples were added or removed',
      },
      force: { kind: 'boolean', withNegated: false, brief: 'Replace a split with other settings' },
      json: jsonFlag,
      project: projectFlag,
    },
  },
  docs: {
    brief: 'Split the samples into train, val and test, without leaks',
    fullDescription: `Splits the samples into train, val and test, stratified and grouped, and prints an audit: for each class and entity the
number of samples per split and, in brackets, the number for exact proportions. Samples of a screenshot or burst share a
split, so that training never sees part of a test image. Files are not moved: the split is dataset/split.json.

Splits of the source (folders train, val, test) are kept. If samples have been added, existing ones keep their split.

Examples:
  toonvision split
  toonvision split --ratio 70/15/15 --seed 3 --force
  toonvision split --rounding truncate --group none     as in the original project
  toonvision split --folds 5                            five folds for cross-validation
  toonvision split --leave-out street                   one more split per street
  toonvision split --leave-out street=ttc --force       test on ttc`,
  },
});
