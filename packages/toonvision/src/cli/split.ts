// `toonvision split`: puts the samples into train, val and test.

import { buildCommand } from '@stricli/core';
import type { SplitSettings } from '../config/index.ts';
import { jsonFlag, nameList, projectArgument, projectFlag, ratio, wholeNumber } from './arguments.ts';
import { commandName } from './commandName.ts';
import type { Context } from './context.ts';
import { count } from './numbers.ts';

interface Flags {
  ratio?: [number, number, number];
  seed?: number;
  rounding?: 'nearest' | 'truncate';
  group?: string[];
  stratify?: string[];
  force: boolean;
  json: boolean;
  project: string;
}

const STATES = {
  new: 'Split',
  unchanged: 'Unchanged: the split of these settings was there already,',
  renewed: 'The samples had changed: split anew',
  replaced: 'Replaced the old split: split',
};

export const splitCommand = buildCommand<Flags, [], Context>({
  async func({ force, json, project: directory, ...flags }) {
    const { loadConfig } = await import('../config/index.ts');
    const { countParts, formatSplitAudit } = await import('../dataset/index.ts');
    const { ensureSplit } = await import('../training/index.ts');
    const project = await loadConfig(directory);
    const settings: Partial<SplitSettings> = {
      ...(flags.ratio === undefined ? {} : { ratio: flags.ratio }),
      ...(flags.seed === undefined ? {} : { seed: flags.seed }),
      ...(flags.rounding === undefined ? {} : { rounding: flags.rounding }),
      ...(flags.group === undefined ? {} : { groupBy: flags.group }),
      ...(flags.stratify === undefined ? {} : { stratifyBy: flags.stratify }),
    };
    const { split, state, samples } = await ensureSplit({ project, settings, force });
    const parts = countParts(split);
    if (json) {
      const { assignments: _assignments, ...rest } = split;
      this.terminal.printJson({ state, samples, parts, file: project.paths.split, ...rest });
      return;
    }
    this.terminal.print(formatSplitAudit(split.audit, { targets: project.targets }));
    this.terminal.print();
    this.terminal.print(
      `${STATES[state]} ${count(samples)} samples into train ${parts.train}, val ${parts.val}, test ${parts.test} ` +
        `(seed ${split.seed}), in ${project.paths.split}.`,
    );
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

Examples:
  toonvision split
  toonvision split --ratio 70/15/15 --seed 3 --force
  toonvision split --rounding truncate --group none     the rule of the original project`,
  },
});
