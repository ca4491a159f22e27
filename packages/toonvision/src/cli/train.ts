// `toonvision train`: trains a model and writes a run.

import { buildCommand } from '@stricli/core';
import type {
  ClassWeighting,
  OptimizerName,
  RunLossName,
  Sampling,
  ScheduleName,
  TrainSettings,
} from '../config/index.ts';
import { InterruptedError, UserError } from '../errors/index.ts';
import type { Run, TrainingWatch } from '../training/index.ts';
import {
  fraction,
  jsonFlag,
  numberFrom,
  positiveNumber,
  projectArgument,
  projectFlag,
  text,
  wholeNumber,
} from './arguments.ts';
import { commandName } from './commandName.ts';
import type { Context } from './context.ts';
import { EpochTable } from './epochTable.ts';
import { count, duration, magnitude, megabytes, percent } from './numbers.ts';

/** What is left out is as the configuration says, else as by default. */
export interface TrainFlags {
  model?: string;
  target?: string;
  fold?: string;
  seed?: number;
  threads?: number;
  epochs?: number;
  batch?: number;
  optimizer?: OptimizerName;
  learningRate?: number;
  schedule?: ScheduleName;
  loss?: 'crossentropy' | 'focal';
  focalGamma?: number;
  labelSmoothing?: number;
  classWeight?: ClassWeighting;
  effectiveNumberBeta?: number;
  sampling?: Sampling;
  patience?: number;
  name?: string;
  json: boolean;
  project: string;
}

interface Flags extends TrainFlags {
  resume?: string;
  force: boolean;
}

const LOSSES: Readonly<Record<'crossentropy' | 'focal', RunLossName>> = {
  crossentropy: 'sparseCategoricalCrossentropy',
  focal: 'categoricalFocalCrossentropy',
};

export const trainCommand = buildCommand<Flags, [], Context>({
  async func({ resume, force, ...flags }) {
    const run =
      resume === undefined ? await trainAndTell(this, flags) : await resumeAndTell(this, resume, { ...flags, force });
    if (flags.json) this.terminal.printJson({ directory: run.directory, ...run.record });
    const { result, status } = run.record;
    if (status === 'interrupted') {
      const kept = result?.bestEpoch ? `the weights of epoch ${result.bestEpoch} are kept` : 'no epoch had ended';
      throw new InterruptedError(
        `interrupted: ${kept}, the run ${run.name} is marked interrupted`,
        `Go on with: ${commandName} train --resume ${run.name}${projectArgument(flags.project)}`,
      );
    }
    if (!flags.json) {
      this.terminal.print(`Next: ${commandName} evaluate ${run.name}${projectArgument(flags.project)}`);
    }
  },
  parameters: {
    flags: {
      model: {
        kind: 'parsed',
        parse: text,
        optional: true,
        brief: 'baseline, tuned, random, bayesian1, bayesian2, or the path of a .ts file [baseline]',
        placeholder: 'model',
      },
      target: {
        kind: 'parsed',
        parse: text,
        optional: true,
        brief: "What to tell apart: suit, entity, kind, animal, ... [the config's target]",
        placeholder: 'name',
      },
      fold: {
        kind: 'parsed',
        parse: text,
        optional: true,
        brief: 'Train on this one of dataset/folds instead of dataset/split.json',
        placeholder: 'name',
      },
      seed: {
        kind: 'parsed',
        parse: wholeNumber(0),
        optional: true,
        brief: 'Same seed, same weights [config, else 0]',
        placeholder: 'n',
      },
      threads: {
        kind: 'parsed',
        parse: wholeNumber(1),
        optional: true,
        brief: 'Worker threads; change the speed, never the result [one a core]',
        placeholder: 'n',
      },
      epochs: {
        kind: 'parsed',
        parse: wholeNumber(1),
        optional: true,
        brief: 'At most so many [config, else 100]',
        placeholder: 'n',
      },
      batch: {
        kind: 'parsed',
        parse: wholeNumber(1),
        optional: true,
        brief: 'Images a step [config, else 64]',
        placeholder: 'n',
      },
      optimizer: {
        kind: 'enum',
        values: ['adam', 'adamW', 'sgd', 'rmsprop'],
        optional: true,
        brief: 'Its options stand in the configuration [config, else adam]',
      },
      learningRate: {
        kind: 'parsed',
        parse: positiveNumber(1),
        optional: true,
        brief: 'The first one [config, else 0.001, for sgd 0.01]',
        placeholder: 'x',
      },
      schedule: {
        kind: 'enum',
        values: ['constant', 'cosineDecay', 'exponentialDecay'],
        optional: true,
        brief: 'How the learning rate changes [config, else constant]',
      },
      loss: {
        kind: 'enum',
        values: ['crossentropy', 'focal'],
        optional: true,
        brief: 'focal: samples that are right already count less [config, else crossentropy]',
      },
      focalGamma: {
        kind: 'parsed',
        parse: numberFrom(0),
        optional: true,
        brief: 'How much less; 0 is crossentropy [config, else 2]',
        placeholder: 'x',
      },
      labelSmoothing: {
        kind: 'parsed',
        parse: fraction,
        optional: true,
        brief: 'Share of each label spread over the classes [config, else 0]',
        placeholder: 'x',
      },
      classWeight: {
        kind: 'enum',
        values: ['none', 'balanced', 'effectiveNumber'],
        optional: true,
        brief: 'Weigh the training loss by class [config, else none]',
      },
      effectiveNumberBeta: {
        kind: 'parsed',
        parse: fraction,
        optional: true,
        brief: 'From 0, no weights, towards 1, balanced [config, else 0.999]',
        placeholder: 'x',
      },
      sampling: {
        kind: 'enum',
        values: ['none', 'class', 'street', 'classAndStreet'],
        optional: true,
        brief: 'What an epoch draws equally often [config, else none: every sample once]',
      },
      patience: {
        kind: 'parsed',
        parse: wholeNumber(1),
        optional: true,
        brief: 'Epochs without a lower validation loss before it stops [config, else 5]',
        placeholder: 'n',
      },
      name: {
        kind: 'parsed',
        parse: text,
        optional: true,
        brief: 'Name of the run [<target>-<model>-<n>]',
        placeholder: 'name',
      },
      resume: {
        kind: 'parsed',
        parse: text,
        optional: true,
        brief: 'Go on with this interrupted run, with its own settings',
        placeholder: 'run',
      },
      force: {
        kind: 'boolean',
        withNegated: false,
        brief: 'With --resume: go on although another host seems to train the run',
      },
      json: jsonFlag,
      project: projectFlag,
    },
  },
  docs: {
    brief: 'Train a model; writes a run folder',
    fullDescription: `Trains a model with early stopping on the validation loss and writes runs/<name>/ with run.json,
history.csv, history.json, model.json and weights.safetensors (of the best epoch). The same seed and data give the same
weights to the last bit, whatever the number of threads. Ctrl-C ends it cleanly and keeps the best weights; --resume goes
on with it, and with a run that was killed, to the same weights as if nothing had happened.

Settings that are not given are those of \`train\` in toonvision.config.ts. Against imbalance there are class weights,
balanced sampling and the focal loss; the validation loss is never weighted, and with the focal loss it is another number.

Examples:
  toonvision train
  toonvision train --model tuned --seed 7 --name first-try
  toonvision train --target kind --epochs 20 --learning-rate 0.003
  toonvision train --class-weight balanced
  toonvision train --sampling classAndStreet --loss focal --focal-gamma 1.5
  toonvision train --fold fold-1
  toonvision train --resume suit-baseline-1
  toonvision train --model models/tiny.ts --project demo-town`,
  },
});

/** Trains a run and shows how it goes; used by `train` and `tour`. */
export async function trainAndTell(context: Context, flags: TrainFlags): Promise<Run> {
  const { loadConfig } = await import('../config/index.ts');
  const { findModel } = await import('../models/index.ts');
  const { trainRun } = await import('../training/index.ts');
  const project = await loadConfig(flags.project);
  const { name: modelName, build, file } = await findModel(flags.model ?? 'baseline');
  const run = await trainRun({
    ...watching(context, flags.json),
    ...settingsOf(flags),
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
  if (!flags.json) tellResult(context, run);
  return run;
}

/** The settings of training among the flags. */
export function settingsOf({ batch, loss, ...flags }: TrainFlags): TrainSettings {
  const { seed, epochs, optimizer, learningRate, schedule, focalGamma, labelSmoothing } = flags;
  const { classWeight, effectiveNumberBeta, sampling, patience } = flags;
  return {
    seed,
    epochs,
    batchSize: batch,
    optimizer,
    learningRate,
    schedule,
    loss: loss === undefined ? undefined : LOSSES[loss],
    focalGamma,
    labelSmoothing,
    classWeight,
    effectiveNumberBeta,
    sampling,
    patience,
  };
}

/** Goes on with a run and shows how it goes. */
async function resumeAndTell(
  context: Context,
  name: string,
  { project: directory, json, threads, force, ...others }: Omit<Flags, 'resume'>,
): Promise<Run> {
  const given = Object.entries(others).find(([, value]) => value !== undefined)?.[0];
  if (given !== undefined) {
    const flag = given.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
    throw new UserError(`--${flag} cannot be changed in a run that goes on`, {
      remedy: 'Leave it out, or train a new run.',
      exitCode: 2,
    });
  }
  const { loadConfig } = await import('../config/index.ts');
  const { resumeRun } = await import('../training/index.ts');
  const project = await loadConfig(directory);
  const run = await resumeRun({ ...watching(context, json), project, name, threads, force });
  context.terminal.dropProgress();
  if (!json) tellResult(context, run);
  return run;
}

/** Shows a run on the terminal while it is trained. */
function watching({ terminal, signal }: Context, json: boolean): TrainingWatch {
  const cache = terminal.progress({ label: 'Building the pixel cache', unit: 'samples', transient: json });
  let table: EpochTable | undefined;
  let batchSize = 1;
  return {
    signal,
    onProgress: cache.update,
    onStart: (run, warnings, earlier) => {
      cache.end();
      for (const { message, remedy } of warnings) terminal.notice(`notice: ${message}. ${remedy}`);
      const { config } = run.record;
      batchSize = config.batchSize;
      if (config.classWeight.weights !== null && config.sampling.startsWith('class'))
        terminal.notice('notice: classes are balanced twice, by their weights and by sampling; one of them is usual.');
      table = new EpochTable(terminal, { epochs: config.epochs, quiet: json, earlier });
      if (json) return;
      for (const line of runLines(run)) terminal.print(line);
      if (earlier.length > 0) terminal.print(`Goes on after epoch ${earlier.length}.`);
      table.begin();
    },
    onBatch: (batch) => table?.batch(batch, batchSize),
    onEpoch: (epoch) => table?.epoch(epoch),
  };
}

/** What is trained on what, and every setting that is not as by default. */
function runLines({ name, record }: Run): string[] {
  const { data, config, threads, model } = record;
  const { classWeight, sampling, loss, optimizer, schedule, fold } = config;
  const rounded = (values: readonly number[]) => values.map((value) => value.toFixed(2)).join(', ');
  const settings = [
    ...(fold === null ? [] : [`fold ${fold}`]),
    ...(classWeight.weights === null ? [] : [`class weights ${classWeight.kind}: ${rounded(classWeight.weights)}`]),
    ...(sampling === 'none' ? [] : [`sampling by ${sampling === 'classAndStreet' ? 'class and street' : sampling}`]),
    ...(loss.gamma === undefined ? [] : [`focal loss, gamma ${loss.gamma}`]),
    ...(loss.labelSmoothing === 0 ? [] : [`label smoothing ${loss.labelSmoothing}`]),
    ...(optimizer.name === 'adam' ? [] : [optimizer.name]),
    ...(schedule.name === 'constant' ? [] : [schedule.name]),
  ];
  return [
    `Run ${name}: ${config.model} with ${count(model.parameters)} parameters and ` +
      `${magnitude(model.multiplyAdds)} multiply-adds an image`,
    `${config.target} of ${config.classes.length} classes: train ${data.train}, val ${data.val}, test ${data.test} sealed; ` +
      `seed ${config.seed}, ${threads} ${threads === 1 ? 'thread' : 'threads'}`,
    ...(settings.length === 0 ? [] : [settings.join('; ')]),
  ];
}

function tellResult({ terminal }: Context, run: Run): void {
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
      `${megabytes(result.peakMemoryBytes)} at most, weights ${result.weightsSha256.slice(0, 12)}`,
  );
  terminal.print(`Written: ${run.directory}`);
}
