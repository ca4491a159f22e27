// `toonvision train --repeats n`: trains over several seeds and prints how much the runs differ.
import type { TrainSettings } from '../config/index.ts';
import { InterruptedError } from '../errors/index.ts';
import { compactNumber, count, duration } from '../format/index.ts';
import type { RepeatsRecord } from '../repeats/index.ts';
import { projectArgument } from './arguments.ts';
import { augmentationNotices } from './augmentationNotices.ts';
import { commandName } from './commandName.ts';
import type { Context } from './context.ts';
import { repeatedRunLine, repeatsLines } from './repeatsText.ts';
import type { TrainFlags } from './trainFlags.ts';

export interface RepeatFlags extends Pick<TrainFlags, 'model' | 'target' | 'fold' | 'name' | 'json' | 'project'> {
  repeats: number;
  parallel?: number;
}

/** Trains repeats and prints progress and results; used by `train --repeats` and `tour`. */
export async function repeatAndPrint(
  context: Context,
  flags: RepeatFlags,
  { seed, ...settings }: TrainSettings,
): Promise<RepeatsRecord> {
  const { loadConfig } = await import('../config/index.ts');
  const repeatsModule = await import('../repeats/index.ts');
  const { terminal, signal, commandLine, report } = context;
  const { json, repeats, parallel, target, fold, name } = flags;
  const project = await loadConfig(flags.project);
  const firstSeed = seed ?? project.train.seed ?? 0;
  const cache = terminal.progress({ label: 'Building the pixel cache', unit: 'samples', transient: json });
  const progress = terminal.progress({ label: 'Training', unit: 'epochs', transient: json });
  const record = await repeatsModule.trainRepeats({
    ...settings,
    project,
    model: flags.model ?? 'baseline',
    seeds: Array.from({ length: repeats }, (_, index) => firstSeed + index),
    target,
    fold,
    name,
    parallel,
    command: commandLine,
    signal,
    onCache: cache.update,
    onStart: ({ name, parameters, multiplyAdds, seeds, asked, augmentationOfModel }) => {
      cache.end();
      report({ kind: 'repeats', name });
      for (const line of augmentationNotices(augmentationOfModel, asked.model)) terminal.notice(line);
      if (json) return;
      terminal.print(
        `Repeats ${name}: ${asked.model} with ${count(parameters)} parameters and ${compactNumber(multiplyAdds)} multiply-adds per image`,
      );
      terminal.print(`Seeds ${seeds[0]} to ${seeds.at(-1)}; each run is evaluated on val and on the sealed test split`);
    },
    onProgress: ({ epochs, expected }) => progress.update(epochs, expected),
    onRun: (run) => {
      if (json) return;
      progress.clear();
      terminal.print(repeatedRunLine(run));
    },
  });
  progress.end();
  if (json) terminal.printJson(record);
  if (record.status === 'interrupted') {
    const finished = record.runs.filter(({ status }) => status === 'finished').length;
    throw new InterruptedError(
      `interrupted: ${finished} of ${record.seeds.length} runs have finished`,
      `Resume with the same command and --name ${record.name}.`,
    );
  }
  if (json) return record;
  const { formatConfusionMatrix } = await import('../evaluation/index.ts');
  terminal.print();
  for (const line of repeatsLines({ ...repeatsModule, formatConfusionMatrix }, record, (text) =>
    terminal.style('bold', text),
  ))
    terminal.print(line);
  const seconds = record.runs.reduce((sum, run) => sum + run.seconds, 0);
  terminal.print(`Training time: ${duration(seconds)}. Written: ${project.directory}/repeats/${record.name}`);
  terminal.print(`Next: ${commandName} repeats ${record.name}${projectArgument(flags.project)}`);
  return record;
}
