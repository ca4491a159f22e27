// `toonvision inspect`: what the dataset is like, what it lacks, what is wrong with it.

import { buildCommand } from '@stricli/core';
import type { Project } from '../config/index.ts';
import { UserError } from '../errors/index.ts';
import { plural } from '../format/index.ts';
import { jsonFlag, projectArgument, projectFlag, text, wholeNumber } from './arguments.ts';
import { previewAugmentation } from './augmentationPreview.ts';
import { commandName } from './commandName.ts';
import type { Context } from './context.ts';
import { tellInspection } from './tellInspection.ts';

interface Flags {
  target?: string;
  strict: boolean;
  limit?: readonly string[];
  pictures: boolean;
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

/** At most so many for each fold of --label-errors. */
const FOLD_EPOCHS = 50;

/** Trains a model a fold and leaves the predictions where the inspection looks for them. */
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
    epochs: FOLD_EPOCHS,
    onEpoch: (fold, all, epoch) => {
      if (epoch === 1)
        progress = terminal.progress({ label: `Fold ${fold} of ${all}`, unit: 'epochs', transient: json });
      progress?.update(epoch, FOLD_EPOCHS);
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
      pictures: flags.pictures,
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
    else tellInspection(this.terminal, inspection, { top, directory: project.directory });
    const above = findings.filter((finding) => finding.above);
    if (strict && above.length > 0)
      throw new UserError(
        `${plural(above.length, 'finding is', 'findings are')} above ${above.length === 1 ? 'its limit' : 'their limits'}: ${above
          .map(({ kind, number, limit: most }) => `${kind} ${Number(number.toFixed(4))} > ${most}`)
          .join(', ')}`,
        { remedy: 'Mend the data, or set a limit in inspect.limits of the configuration or with --limit.' },
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
        brief: 'Whose classes are compared with streets and split [config]',
        placeholder: 'name',
      },
      strict: { kind: 'boolean', withNegated: false, brief: 'Fail when a finding is above its limit' },
      limit: {
        kind: 'parsed',
        parse: text,
        variadic: true,
        optional: true,
        brief: 'A limit that differs from the configuration, such as near-duplicates=0.1; can be given again',
        placeholder: 'finding=n',
      },
      pictures: { kind: 'boolean', default: true, brief: 'Read the crops; --no-pictures only counts' },
      files: { kind: 'boolean', default: true, brief: 'Write charts and sheets; --no-files only prints' },
      png: { kind: 'boolean', withNegated: false, brief: 'Write each chart as PNG, too' },
      theme: { kind: 'enum', values: ['light', 'dark'], default: 'light', brief: 'Of charts and sheets' },
      predictions: {
        kind: 'parsed',
        parse: text,
        optional: true,
        brief: 'JSON lines of predictions of samples a model did not train on, to find wrong labels',
        placeholder: 'file',
      },
      labelErrors: {
        kind: 'boolean',
        withNegated: false,
        brief: 'Train a model a fold first (minutes) and look for wrong labels; the test side stays sealed',
      },
      model: {
        kind: 'parsed',
        parse: text,
        default: 'baseline',
        brief: 'For --label-errors and --augmentation: a built-in model or a file',
        placeholder: 'name',
      },
      folds: {
        kind: 'parsed',
        parse: wholeNumber(3),
        default: '5',
        brief: 'For --label-errors: 3 to 20',
        placeholder: 'n',
      },
      augmentation: {
        kind: 'parsed',
        parse: wholeNumber(1),
        optional: true,
        brief: 'Write only a sheet of samples as the model sees them in the first n epochs',
        placeholder: 'n',
      },
      sample: {
        kind: 'parsed',
        parse: text,
        variadic: true,
        optional: true,
        brief: 'For --augmentation: id of a sample; can be given again [six of the training side]',
        placeholder: 'id',
      },
      seed: {
        kind: 'parsed',
        parse: wholeNumber(0),
        default: '0',
        brief: 'For --augmentation: of the run that is looked at',
        placeholder: 'n',
      },
      top: {
        kind: 'parsed',
        parse: wholeNumber(0),
        default: '15',
        brief: 'How many lines of what to collect next',
        placeholder: 'n',
      },
      json: jsonFlag,
      project: projectFlag,
    },
  },
  docs: {
    brief: 'Show what the dataset is like, what it lacks and what is wrong with it',
    fullDescription: `Prints samples per class, entity and street beside their goals, what to collect next, sizes of the crops and
the quality of the data: duplicates, broken, tiny and cut crops, leaks between the sides of the split, streets that tell the
class, labels that are probably wrong. Writes charts, mean pictures and contact sheets to dataset/inspect.

Examples:
  toonvision inspect
  toonvision inspect --strict --limit near-duplicates=0.1
  toonvision inspect --no-pictures --json | jq .collectNext
  toonvision inspect --label-errors --model tuned
  toonvision inspect --augmentation 8 --model tuned
  toonvision inspect --target entity --png --theme dark`,
  },
});
