// `toonvision study continue`: continues a trial that hit its epoch budget, as a run.
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
        'Delete it to start again from the trial.',
      );
    const after = record.result;
    terminal.print(
      `runs/${record.name}: best epoch ${after?.bestEpoch} of ${after?.epochs}, validation loss ${after?.best?.valLoss?.toFixed(4)}`,
    );
    if (before !== undefined)
      terminal.print(
        `Before: best epoch ${before.bestEpoch} of ${before.epochs}, validation loss ${before.metrics.valLoss?.toFixed(4)}. The study is unchanged.`,
      );
    terminal.print(`Next: ${commandName} evaluate ${record.name} --split val${projectArgument(directory)}`);
  },
  parameters: {
    flags: {
      epochs: {
        kind: 'parsed',
        parse: wholeNumber(1),
        brief: 'Total number of epochs, including those of the trial',
        placeholder: 'n',
      },
      execution: {
        kind: 'parsed',
        parse: wholeNumber(1),
        default: '1',
        brief: 'Execution to continue, if the trial has several seeds',
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
    brief: 'Continue a trial that hit its epoch budget',
    fullDescription: `Continues a trial that was still improving at its last epoch, as a new run. The result is bit-identical to training all
epochs at once. The study is not changed.

Example:
  toonvision study continue small 7 --epochs 150`,
  },
});
