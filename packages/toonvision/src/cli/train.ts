// `toonvision train`: trains a model, resumes a run, or trains repeats.

import { buildCommand } from '@stricli/core';
import { InterruptedError, UserError } from '../errors/index.ts';
import { compactNumber, count, duration, megabytes, percent, plural } from '../format/index.ts';
import { flagOf, TRAIN_SETTINGS } from '../settings/index.ts';
import type { Run, TrainingWatch } from '../training/index.ts';
import { projectArgument } from './arguments.ts';
import { augmentationNotices } from './augmentationNotices.ts';
import { commandName } from './commandName.ts';
import type { Context } from './context.ts';
import { EpochTable } from './epochTable.ts';
import { repeatAndPrint } from './repeatRuns.ts';
import { settingsOfFlags } from './settingFlags.ts';
import { type TrainCommandFlags, type TrainFlags, trainFlags } from './trainFlags.ts';

export const trainCommand = buildCommand<TrainCommandFlags, [], Context>({
  async func({ resume, force, repeats, parallel, ...flags }) {
    if (repeats !== undefined) {
      if (resume !== undefined || flags.threads !== undefined) {
        throw new UserError(`--${resume === undefined ? 'threads' : 'resume'} cannot be combined with --repeats`, {
          remedy: 'To resume repeats, run the same command with their --name; --parallel sets how many run at once.',
          exitCode: 2,
        });
      }
      await repeatAndPrint(this, { ...flags, repeats, parallel }, settingsOfFlags(TRAIN_SETTINGS, flags));
      return;
    }
    if (parallel !== undefined) {
      throw new UserError('--parallel requires --repeats', { remedy: 'Remove it, or add --repeats.', exitCode: 2 });
    }
    const run =
      resume === undefined ? await trainAndPrint(this, flags) : await resumeAndPrint(this, resume, { ...flags, force });
    if (flags.json) this.terminal.printJson({ directory: run.directory, ...run.record });
    const { result, status } = run.record;
    if (status === 'interrupted') {
      const kept = result?.bestEpoch ? `the weights of epoch ${result.bestEpoch} are kept` : 'no epoch had finished';
      throw new InterruptedError(
        `interrupted: ${kept} (run ${run.name})`,
        `Resume: ${commandName} train --resume ${run.name}${projectArgument(flags.project)}`,
      );
    }
    if (!flags.json) {
      this.terminal.print(`Next: ${commandName} evaluate ${run.name}${projectArgument(flags.project)}`);
    }
  },
  parameters: {
    flags: trainFlags,
  },
  docs: {
    brief: 'Train a model, or resume a run',
    fullDescription: `Trains a model with early stopping on the validation loss and writes runs/<name>/ with run.json,
history.csv, history.json, model.json and weights.safetensors (of the best epoch). The same seed and data give the same
weights bit by bit, whatever the number of threads. Ctrl-C stops cleanly and keeps the best weights. --resume continues an
interrupted or killed run, to the same weights as without the interruption.

Augmentation layers are added in front of the model and change each training image differently in every epoch: flip (or
flip=vertical), rotation, zoom, translation, brightness, contrast, fog, blur, pixelate, erasing. To preview them, run
\`inspect --augmentation 8\`.

Defaults come from \`train\` in toonvision.config.ts. For imbalanced classes there are class weights, balanced sampling and the
focal loss. The validation loss is never weighted; with the focal loss it is not comparable to cross-entropy.

--repeats trains once per seed, evaluates each run on val and test, and prints how much they differ. Run it again with the
same --name to resume. \`compare\` tests whether two of them differ by more than seed variance.

Examples:
  toonvision train
  toonvision train --model tuned --seed 7 --name first-try
  toonvision train --target kind --epochs 20 --learning-rate 0.003
  toonvision train --class-weight balanced
  toonvision train --augmentation flip,rotation=0.02,zoom,fog=0.4
  toonvision train --sampling classAndStreet --loss focal --focal-gamma 1.5
  toonvision train --fold fold-1
  toonvision train --resume suit-baseline-1
  toonvision train --model tuned --repeats 10 --name tuned-10
  toonvision train --model models/tiny.ts --project demo-town`,
  },
});

/** Trains a run and prints progress and results; used by `train` and `tour`. */
export async function trainAndPrint(context: Context, flags: TrainFlags): Promise<Run> {
  const { loadConfig } = await import('../config/index.ts');
  const { findModel } = await import('../models/index.ts');
  const { trainRun } = await import('../training/index.ts');
  const project = await loadConfig(flags.project);
  const { name: modelName, build, file } = await findModel(flags.model ?? 'baseline');
  const run = await trainRun({
    ...watchTraining(context, flags.json),
    ...settingsOfFlags(TRAIN_SETTINGS, flags),
    project,
    model: build,
    modelName,
    modelFile: file,
    target: flags.target,
    fold: flags.fold,
    threads: flags.threads,
    name: flags.name,
    command: context.commandLine,
  });
  context.terminal.dropProgress();
  if (!flags.json) printResult(context, run);
  return run;
}

/** Resumes a run and prints progress and results. */
async function resumeAndPrint(
  context: Context,
  name: string,
  { project: directory, json, threads, force, ...others }: Omit<TrainCommandFlags, 'resume' | 'repeats' | 'parallel'>,
): Promise<Run> {
  const given = Object.entries(others).find(([, value]) => value !== undefined)?.[0];
  if (given !== undefined) {
    throw new UserError(`${flagOf(given)} cannot be changed when a run is resumed`, {
      remedy: 'Omit it, or train a new run.',
      exitCode: 2,
    });
  }
  const { loadConfig } = await import('../config/index.ts');
  const { resumeRun } = await import('../training/index.ts');
  const project = await loadConfig(directory);
  const run = await resumeRun({ ...watchTraining(context, json), project, name, threads, force });
  context.terminal.dropProgress();
  if (!json) printResult(context, run);
  return run;
}

/** Prints epochs and progress of a run while it is trained. */
function watchTraining({ terminal, signal, report }: Context, json: boolean): TrainingWatch {
  const cache = terminal.progress({ label: 'Building the pixel cache', unit: 'samples', transient: json });
  let table: EpochTable | undefined;
  let batchSize = 1;
  return {
    signal,
    onProgress: cache.update,
    onStart: (run, warnings, earlier) => {
      cache.end();
      report({ kind: 'run', name: run.name });
      for (const { message, remedy } of warnings) terminal.notice(`notice: ${message}. ${remedy}`);
      const { config } = run.record;
      batchSize = config.batchSize;
      if (config.classWeight.weights !== null && config.sampling.startsWith('class'))
        terminal.notice('notice: class weights and sampling by class balance twice; use one of them.');
      for (const line of augmentationNotices(config.augmentationOfModel, config.model)) terminal.notice(line);
      table = new EpochTable(terminal, { epochs: config.epochs, quiet: json, earlier });
      if (json) return;
      for (const line of runLines(run)) terminal.print(line);
      if (earlier.length > 0) terminal.print(`Resumed after epoch ${earlier.length}.`);
      table.start();
    },
    onBatch: (batch) => table?.batch(batch, batchSize),
    onEpoch: (epoch) => table?.epoch(epoch),
  };
}

/** The model, the data, and the settings that differ from the defaults. */
function runLines({ name, record }: Run): string[] {
  const { data, config, threads, model } = record;
  const { classWeight, sampling, loss, optimizer, schedule, fold, augmentation } = config;
  const rounded = (values: readonly number[]) => values.map((value) => value.toFixed(2)).join(', ');
  const settings = [
    ...(fold === null ? [] : [`fold ${fold}`]),
    ...(classWeight.weights === null ? [] : [`class weights ${classWeight.kind}: ${rounded(classWeight.weights)}`]),
    ...(sampling === 'none' ? [] : [`sampling by ${sampling === 'classAndStreet' ? 'class and street' : sampling}`]),
    ...(augmentation === undefined
      ? []
      : [
          `augmentation ${Object.entries(augmentation)
            .map(([name, value]) => `${name} ${value}`)
            .join(', ')}`,
        ]),
    ...(loss.gamma === undefined ? [] : [`focal loss, gamma ${loss.gamma}`]),
    ...(loss.labelSmoothing === 0 ? [] : [`label smoothing ${loss.labelSmoothing}`]),
    ...(optimizer.name === 'adam' ? [] : [optimizer.name]),
    ...(schedule.name === 'constant' ? [] : [schedule.name]),
  ];
  return [
    `Run ${name}: ${config.model} with ${count(model.parameters)} parameters and ` +
      `${compactNumber(model.multiplyAdds)} multiply-adds per image`,
    `Target ${config.target} (${config.classes.length} classes): train ${data.train}, val ${data.val}, test ${data.test} (sealed); ` +
      `seed ${config.seed}, ${plural(threads, 'thread')}`,
    ...(settings.length === 0 ? [] : [settings.join('; ')]),
  ];
}

function printResult({ terminal }: Context, run: Run): void {
  const { result } = run.record;
  if (result === undefined) return;
  const { best } = result;
  terminal.print();
  terminal.print(`Stopped: ${result.stopReason.message}.`);
  if (best !== undefined) {
    terminal.print(
      terminal.style(
        'bold',
        `Best epoch ${best.epoch} of ${result.epochs}: validation loss ${best.valLoss?.toFixed(4)}, ` +
          `accuracy ${percent(best.valAccuracy ?? 0)}.`,
      ),
    );
  }
  terminal.print(
    `${duration(result.seconds)}, ${count(Math.round(result.imagesPerSecond))} images/s, ` +
      `${megabytes(result.peakMemoryBytes)} peak memory, weights SHA-256 ${result.weightsSha256.slice(0, 12)}`,
  );
  terminal.print(`Written: ${run.directory}`);
}
