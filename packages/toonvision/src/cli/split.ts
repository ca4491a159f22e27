// `toonvision split`: puts the samples into train, val and test.

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
  ignoreSourceSides: boolean;
  fresh: boolean;
  force: boolean;
  json: boolean;
  project: string;
}

const STATES = {
  new: 'Split',
  unchanged: 'Unchanged: the split of these settings was there already,',
  extended: 'Extended: samples came or went, all others keep their sides;',
  renewed: 'The samples had changed: split anew',
  replaced: 'Replaced the old split: split',
};

/** `street` or `street=ttc`. */
function leaveOutParts(flag: string | undefined): [attribute?: string, value?: string] {
  if (flag === undefined) return [];
  const at = flag.indexOf('=');
  if (at < 0) return [flag];
  return [flag.slice(0, at), flag.slice(at + 1)];
}

/** One line a split: its sides, and how far its worst row is off. */
function foldTable(folds: readonly Fold[], partsOf: typeof countSplits): string {
  const rows = folds.map(({ name, split }) => {
    const { train, val, test } = partsOf(split);
    const { worst } = split.audit;
    return [name, `${train}`, `${val}`, `${test}`, worst.deviation.toFixed(1), worst.name];
  });
  return textTable(['split', 'train', 'val', 'test', 'off by', 'worst'], rows, { right: [1, 2, 3, 4] });
}

export const splitCommand = buildCommand<Flags, [], Context>({
  async func({ force, fresh, json, project: directory, ...flags }) {
    const { loadConfig } = await import('../config/index.ts');
    const dataset = await import('../dataset/index.ts');
    const { ensureSplit } = await import('../training/index.ts');
    const project = await loadConfig(directory);
    const [attribute, value] = leaveOutParts(flags.leaveOut);
    if (flags.folds !== undefined && attribute !== undefined && value === undefined)
      throw new UserError('--folds and --leave-out without a value both make several splits', {
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
      ...(flags.ignoreSourceSides ? { sourceSides: 'ignore' } : {}),
      ...(attribute === undefined || value === undefined ? {} : { leaveOut: { attribute, value } }),
    };
    const testList = flags.testList === undefined ? undefined : resolve(flags.testList);
    const { split, state, samples, given } = await ensureSplit({ project, settings, force, fresh, testList });
    const parts = dataset.countSplits(split);

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
      const told = folds.map((fold) => {
        const { assignments: _of, ...foldSplit } = fold.split;
        return { name: fold.name, parts: dataset.countSplits(fold.split), ...foldSplit };
      });
      this.terminal.printJson({
        state,
        samples,
        parts,
        file: project.paths.split,
        ...rest,
        ...(folds.length === 0 ? {} : { folds: told }),
      });
      return;
    }
    this.terminal.print(dataset.formatSplitAudit(split.audit, { targets: project.targets }));
    this.terminal.print();
    this.terminal.print(
      `${STATES[state]} ${count(samples)} samples into train ${parts.train}, val ${parts.val}, test ${parts.test} ` +
        `(seed ${split.seed}), in ${project.paths.split}.`,
    );
    if (given > 0)
      this.terminal.print(
        `${count(given)} of them have a side in the source, which is kept; --ignore-source-sides splits anew.`,
      );
    if (state === 'extended' && !split.audit.withinOne)
      this.terminal.print('What stayed limits the balance; --fresh splits anew, and then old runs no longer fit it.');
    if (folds.length > 0) {
      this.terminal.print();
      this.terminal.print(foldTable(folds, dataset.countSplits));
      this.terminal.print(`${folds.length} more splits, one a file, in ${dataset.foldsFolder(project)}.`);
    }
    this.terminal.print(`Next: ${commandName} train${projectArgument(directory)}`);
  },
  parameters: {
    flags: {
      ratio: {
        kind: 'parsed',
        parse: ratio,
        optional: true,
        brief: 'Shares of train, val and test [config, else 60/20/20]',
        placeholder: 'a/b/c',
      },
      seed: {
        kind: 'parsed',
        parse: wholeNumber(0),
        optional: true,
        brief: 'Same seed, same split [config, else 0]',
        placeholder: 'n',
      },
      rounding: {
        kind: 'enum',
        values: ['nearest', 'truncate'],
        optional: true,
        brief: 'nearest: within one sample of each share; truncate: cut, the rest to test [config, else nearest]',
      },
      group: {
        kind: 'parsed',
        parse: nameList,
        optional: true,
        brief: 'What stays together, with commas, or none [config, else screenshot,burst]',
        placeholder: 'names',
      },
      stratify: {
        kind: 'parsed',
        parse: nameList,
        optional: true,
        brief: 'What keeps its proportion on every side, with commas [config, else entity]',
        placeholder: 'names',
      },
      folds: {
        kind: 'parsed',
        parse: wholeNumber(2),
        optional: true,
        brief: 'Also make k folds of train and val, each once val; the test side stays sealed',
        placeholder: 'k',
      },
      leaveOut: {
        kind: 'parsed',
        parse: text,
        optional: true,
        brief: 'street: also make a split for each street with it as test; street=ttc: that street is the test side',
        placeholder: 'name[=value]',
      },
      testList: {
        kind: 'parsed',
        parse: text,
        optional: true,
        brief: 'The test samples: a sample id, screenshot or crop a line',
        placeholder: 'file',
      },
      ignoreSourceSides: {
        kind: 'boolean',
        withNegated: false,
        brief: 'Split anew what the source has in folders train, val and test',
      },
      fresh: {
        kind: 'boolean',
        withNegated: false,
        brief: 'Split from the beginning after samples came or went, instead of keeping the sides',
      },
      force: { kind: 'boolean', withNegated: false, brief: 'Replace a split of other settings' },
      json: jsonFlag,
      project: projectFlag,
    },
  },
  docs: {
    brief: 'Put the samples into train, val and test',
    fullDescription: `Puts the samples into train, val and test and prints an audit: for every class and entity how many
samples are on each side and, in brackets, how many should be. Whole screenshots and bursts stay together, so that
nothing of a test picture is seen in training. No file moves: the split is dataset/split.json.

Sides that the source has (folders train, val, test) are kept. After new samples were extracted, those that were split
before keep their sides and only the new ones are shared out.

Examples:
  toonvision split
  toonvision split --ratio 70/15/15 --seed 3 --force
  toonvision split --rounding truncate --group none     the rule of the original project
  toonvision split --folds 5                            five more splits for cross-validation
  toonvision split --leave-out street                   one more split for each street
  toonvision split --leave-out street=ttc --force       ttc is the test side`,
  },
});
