// `toonvision inspect`: class balance, what to collect next, and data issues.

import { buildCommand } from '@stricli/core';
import type { Project } from '../config/index.ts';
import { UserError } from '../errors/index.ts';
import { plural } from '../format/index.ts';
import { jsonFlag, projectArgument, projectFlag, text, wholeNumber } from './arguments.ts';
import { previewAugmentation } from './augmentationPreview.ts';
import { commandName } from './commandName.ts';
import type { Context } from './context.ts';
import { printInspection } from './printInspection.ts';

interface Flags {
  target?: string;
  strict: boolean;
  limit?: readonly string[];
  images: boolean;
  files: boolean;
  png: boolean;
  theme: 'light' | 'dark';
  predictions?: string;
  labelErrors: boolean;
  model: string;
  folds: number;
  augmentation?: number;
  sample?: readonly string[];
  seed: number;
  top: number;
  json: boolean;
  project: string;
}

/** Maximum epochs per fold of --label-errors. */
const MAX_FOLD_EPOCHS = 50;

/** Trains a model per fold, and stores its out-of-fold predictions for the inspection. */
async function predictOutOfFold(
  { terminal, signal }: Context,
  project: Project,
  { target, model, folds, json }: Pick<Flags, 'target' | 'model' | 'folds' | 'json'>,
): Promise<void> {
  const { findTarget } = await import('../config/index.ts');
  const { crossValidate, sealedSplit, writeOutOfFold } = await import('../inspect/index.ts');
  const { findModel } = await import('../models/index.ts');
  const { build } = await findModel(model);
  const { name } = findTarget(project, target);
  const sealed = await sealedSplit(project);
  let progress: ReturnType<Context['terminal']['progress']> | undefined;
  const predictions = await crossValidate({
    project,
    model: build,
    target: name,
    folds,
    sealed,
    signal,
    epochs: MAX_FOLD_EPOCHS,
    onEpoch: (fold, all, epoch) => {
      if (epoch === 1)
        progress = terminal.progress({ label: `Fold ${fold} of ${all}`, unit: 'epochs', transient: json });
      progress?.update(epoch, MAX_FOLD_EPOCHS);
    },
  });
  progress?.end();
  await writeOutOfFold(project, name, predictions);
}

export const inspectCommand = buildCommand<Flags, [], Context>({
  async func({ project: directory, json, strict, top, limit = [], files, ...flags }) {
    const { loadConfig } = await import('../config/index.ts');
    const { inspectProject, parseLimit } = await import('../inspect/index.ts');
    const limits = Object.assign({}, ...limit.map(parseLimit));
    const project = await loadConfig(directory);
    const { augmentation } = flags;
    if (augmentation !== undefined) return previewAugmentation(this, project, { ...flags, augmentation, json });
    if (flags.labelErrors) await predictOutOfFold(this, project, { ...flags, json });
    const progress = this.terminal.progress({ label: 'Reading crops', unit: 'crops', transient: json });
    const inspection = await inspectProject({
      project,
      target: flags.target,
      images: flags.images,
      write: files,
      png: flags.png,
      theme: flags.theme,
      limits,
      predictions: flags.predictions,
      onProgress: progress.update,
      signal: this.signal,
    });
    progress.drop();
    const { findings, notes } = inspection;
    for (const note of notes) this.terminal.notice(`notice: ${note}`);
    if (json) this.terminal.printJson(inspection);
    else printInspection(this.terminal, inspection, { top, directory: project.directory });
    const above = findings.filter((finding) => finding.above);
    if (strict && above.length > 0)
      throw new UserError(
        `${plural(above.length, 'finding is', 'findings are')} above ${above.length === 1 ? 'its limit' : 'their limits'}: ${above
          .map(({ kind, number, limit }) => `${kind} ${Number(number.toFixed(4))} > ${limit}`)
          .join(', ')}`,
        { remedy: 'Fix the data, or set a limit in inspect.limits of the configuration or with --limit.' },
      );
    if (!json && inspection.split === undefined)
      this.terminal.print(`Next: ${commandName} split${projectArgument(directory)}`);
  },
  parameters: {
    flags: {
      target: {
        kind: 'parsed',
        parse: text,
        optional: true,
        brief: 'Target whose classes are compared with streets and splits [config]',
        placeholder: 'name',
      },
      strict: { kind: 'boolean', withNegated: false, brief: 'Fail if a finding is above its limit' },
      limit: {
        kind: 'parsed',
        parse: text,
        variadic: true,
        optional: true,
        brief: 'Limit of a finding, such as near-duplicates=0.1; can be repeated [config]',
        placeholder: 'finding=n',
      },
      images: { kind: 'boolean', default: true, brief: 'Read the crops; --no-images only counts samples' },
      files: { kind: 'boolean', default: true, brief: 'Write charts and sheets; --no-files only prints' },
      png: { kind: 'boolean', withNegated: false, brief: 'Also write charts as PNG' },
      theme: { kind: 'enum', values: ['light', 'dark'], default: 'light', brief: 'Theme of charts and sheets' },
      predictions: {
        kind: 'parsed',
        parse: text,
        optional: true,
        brief: 'Out-of-fold predictions as JSON lines, to find label errors',
        placeholder: 'file',
      },
      labelErrors: {
        kind: 'boolean',
        withNegated: false,
        brief: 'Find label errors by cross-validation (takes minutes); the test split stays sealed',
      },
      model: {
        kind: 'parsed',
        parse: text,
        default: 'baseline',
        brief: 'Model for --label-errors and --augmentation: built-in or a file',
        placeholder: 'name',
      },
      folds: {
        kind: 'parsed',
        parse: wholeNumber(3),
        default: '5',
        brief: 'Number of folds for --label-errors, 3 to 20',
        placeholder: 'n',
      },
      augmentation: {
        kind: 'parsed',
        parse: wholeNumber(1),
        optional: true,
        brief: 'Only write a sheet of samples as augmented in the first n epochs',
        placeholder: 'n',
      },
      sample: {
        kind: 'parsed',
        parse: text,
        variadic: true,
        optional: true,
        brief: 'Sample id for --augmentation; can be repeated [six training samples]',
        placeholder: 'id',
      },
      seed: {
        kind: 'parsed',
        parse: wholeNumber(0),
        default: '0',
        brief: 'Seed of the run for --augmentation',
        placeholder: 'n',
      },
      top: {
        kind: 'parsed',
        parse: wholeNumber(0),
        default: '15',
        brief: 'Number of lines of what to collect next',
        placeholder: 'n',
      },
      json: jsonFlag,
      project: projectFlag,
    },
  },
  docs: {
    brief: 'Show class balance, what to collect next, and data issues',
    fullDescription: `Prints samples per class, entity and street compared with their goals, what to collect next, crop sizes and data issues:
duplicates, broken, tiny and truncated crops, leaks between splits, streets that predict the class, probable label errors.
Writes charts, mean images and contact sheets to dataset/inspect.

Examples:
  toonvision inspect
  toonvision inspect --strict --limit near-duplicates=0.1
  toonvision inspect --no-images --json | jq .collectNext
  toonvision inspect --label-errors --model tuned
  toonvision inspect --augmentation 8 --model tuned
  toonvision inspect --target entity --png --theme dark`,
  },
});
