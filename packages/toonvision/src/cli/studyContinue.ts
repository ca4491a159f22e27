// `toonvision study continue`: trains a trial that the budget ended on to more epochs.
import { buildCommand } from '@stricli/core';
import { InterruptedError } from '../errors/index.ts';
import { projectArgument, projectFlag, text, wholeNumber } from './arguments.ts';
import { commandName } from './commandName.ts';
import type { Context } from './context.ts';

interface Flags {
  epochs: number;
  execution: number;
  project: string;
}

export const continueCommand = buildCommand<Flags, [string, number], Context>({
  async func({ epochs, execution, project: directory }, name, trial) {
    const { loadConfig } = await import('../config/index.ts');
    const { continueTrial, readStudy } = await import('../tuning/index.ts');
    const { terminal, signal, commandLine } = this;
    const project = await loadConfig(directory);
    const before = (await readStudy(project, name)).trials[trial]?.result?.executions[execution - 1];
    const progress = terminal.progress({ label: `${name} trial ${trial}`, unit: 'epochs' });
    const { record } = await continueTrial({
      ...{ project, name, trial, epochs, signal, command: commandLine, execution: execution - 1 },
      onEpoch: ({ epoch }) => progress.update(epoch, epochs),
    });
    progress.end();
    if (record.status === 'interrupted')
      throw new InterruptedError(
        `interrupted: runs/${record.name} is kept`,
        'Delete it to begin again from the trial.',
      );
    const after = record.result;
    terminal.print(
      `runs/${record.name}: best epoch ${after?.bestEpoch} of ${after?.epochs}, validation loss ${after?.best?.valLoss?.toFixed(4)}`,
    );
    if (before !== undefined)
      terminal.print(
        `The trial: best epoch ${before.bestEpoch} of ${before.epochs}, validation loss ${before.metrics.valLoss?.toFixed(4)}. The study stays as it is.`,
      );
    terminal.print(`Next: ${commandName} evaluate ${record.name} --split val${projectArgument(directory)}`);
  },
  parameters: {
    flags: {
      epochs: { kind: 'parsed', parse: wholeNumber(1), brief: 'In all, those of the trial included', placeholder: 'n' },
      execution: {
        kind: 'parsed',
        parse: wholeNumber(1),
        default: '1',
        brief: 'Which of its seeds, where it has several',
        placeholder: 'n',
      },
      project: projectFlag,
    },
    positional: {
      kind: 'tuple',
      parameters: [
        { brief: 'Name of the study', parse: text, placeholder: 'study' },
        { brief: 'Number of the trial', parse: wholeNumber(0), placeholder: 'trial' },
      ],
    },
  },
  docs: {
    brief: 'Train a trial on that the budget ended',
    fullDescription: `A trial marked as cut short was still getting better at its last epoch. This trains it on, to the same bits as if it
had been given so many epochs at once, in a run of its own below runs/. The study is not changed.

Example:
  toonvision study continue small 7 --epochs 150`,
  },
});
