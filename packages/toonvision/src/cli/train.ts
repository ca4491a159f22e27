// `toonvision train`: trains a model and writes a run.

import { buildCommand } from '@stricli/core';
import { InterruptedError } from '../errors/index.ts';
import type { Run } from '../training/index.ts';
import { jsonFlag, positiveNumber, projectArgument, projectFlag, text, wholeNumber } from './arguments.ts';
import { commandName } from './commandName.ts';
import type { Context } from './context.ts';
import { EpochTable } from './epochTable.ts';
import { count, duration, magnitude, megabytes, percent } from './numbers.ts';

interface Flags {
  model: string;
  target?: string;
  seed: number;
  threads?: number;
  epochs: number;
  batch: number;
  learningRate: number;
  patience: number;
  name?: string;
  json: boolean;
  project: string;
}

export const trainCommand = buildCommand<Flags, [], Context>({
  async func(flags) {
    const run = await trainAndTell(this, flags);
    if (flags.json) this.terminal.printJson({ directory: run.directory, ...run.record });
    const { result, status } = run.record;
    if (status === 'interrupted') {
      const kept = result?.bestEpoch ? `the weights of epoch ${result.bestEpoch} are kept` : 'no epoch had ended';
      throw new InterruptedError(`interrupted: ${kept}, the run ${run.name} is marked interrupted`);
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
        default: 'baseline',
        brief: 'baseline, tuned, random, bayesian1, bayesian2, or the path of a .ts file',
        placeholder: 'model',
      },
      target: {
        kind: 'parsed',
        parse: text,
        optional: true,
        brief: "What to tell apart: suit, entity, kind, animal, ... [the config's target]",
        placeholder: 'name',
      },
      seed: { kind: 'parsed', parse: wholeNumber(0), default: '0', brief: 'Same seed, same weights', placeholder: 'n' },
      threads: {
        kind: 'parsed',
        parse: wholeNumber(1),
        optional: true,
        brief: 'Worker threads; change the speed, never the result [one a core]',
        placeholder: 'n',
      },
      epochs: { kind: 'parsed', parse: wholeNumber(1), default: '100', brief: 'At most so many', placeholder: 'n' },
      batch: { kind: 'parsed', parse: wholeNumber(1), default: '64', brief: 'Images a step', placeholder: 'n' },
      learningRate: { kind: 'parsed', parse: positiveNumber(1), default: '0.001', brief: 'Of Adam', placeholder: 'x' },
      patience: {
        kind: 'parsed',
        parse: wholeNumber(1),
        default: '5',
        brief: 'Epochs without a lower validation loss before it stops',
        placeholder: 'n',
      },
      name: {
        kind: 'parsed',
        parse: text,
        optional: true,
        brief: 'Name of the run [<target>-<model>-<n>]',
        placeholder: 'name',
      },
      json: jsonFlag,
      project: projectFlag,
    },
  },
  docs: {
    brief: 'Train a model; writes a run folder',
    fullDescription: `Trains a model with early stopping on the validation loss and writes runs/<name>/ with run.json,
history.csv, history.json, model.json and weights.safetensors (of the best epoch). The same seed and data give the same
weights to the last bit, whatever the number of threads. Ctrl-C ends it cleanly and keeps the best weights.

Examples:
  toonvision train
  toonvision train --model tuned --seed 7 --name first-try
  toonvision train --target kind --epochs 20 --learning-rate 0.003
  toonvision train --model models/tiny.ts --project demo-town`,
  },
});

/** Trains a run and shows how it goes; used by `train` and `tour`. */
export async function trainAndTell(context: Context, flags: Flags): Promise<Run> {
  const { loadConfig } = await import('../config/index.ts');
  const { findModel } = await import('../models/index.ts');
  const { trainRun } = await import('../training/index.ts');
  const { terminal } = context;
  const project = await loadConfig(flags.project);
  const { name: modelName, build, file } = await findModel(flags.model);
  const cache = terminal.progress({ label: 'Building the pixel cache', unit: 'samples', transient: flags.json });
  const table = new EpochTable(terminal, { epochs: flags.epochs, quiet: flags.json });
  const run = await trainRun({
    project,
    model: build,
    modelName,
    modelFile: file,
    target: flags.target,
    seed: flags.seed,
    threads: flags.threads,
    epochs: flags.epochs,
    batchSize: flags.batch,
    learningRate: flags.learningRate,
    patience: flags.patience,
    name: flags.name,
    command: context.commandLine,
    signal: context.signal,
    onProgress: cache.update,
    onStart: ({ name, record }, warnings) => {
      cache.end();
      for (const { message, remedy } of warnings) terminal.notice(`notice: ${message}. ${remedy}`);
      if (flags.json) return;
      const { data, config, threads } = record;
      terminal.print(
        `Run ${name}: ${modelName} with ${count(record.model.parameters)} parameters and ` +
          `${magnitude(record.model.multiplyAdds)} multiply-adds an image`,
      );
      terminal.print(
        `${config.target} of ${config.classes.length} classes: train ${data.train}, val ${data.val}, test ${data.test} sealed; ` +
          `seed ${config.seed}, ${threads} ${threads === 1 ? 'thread' : 'threads'}`,
      );
      table.begin();
    },
    onBatch: (batch) => table.batch(batch, flags.batch),
    onEpoch: (epoch) => table.epoch(epoch),
  });
  terminal.dropProgress();
  if (!flags.json) tellResult(context, run);
  return run;
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
