// `toonvision study model`: writes the architecture of a trial as a model file.
import { buildCommand } from '@stricli/core';
import { UserError } from '../errors/index.ts';
import { formatAugmentation } from '../settings/index.ts';
import { projectFlag, text, wholeNumber } from './arguments.ts';
import { commandName } from './commandName.ts';
import type { Context } from './context.ts';

export const modelCommand = buildCommand<{ out: string; project: string }, [string, number], Context>({
  async func({ out, project: directory }, name, number) {
    const { existsSync } = await import('node:fs');
    const { loadConfig } = await import('../config/index.ts');
    const { writeFileAtomic } = await import('../files/index.ts');
    const tuning = await import('../tuning/index.ts');
    const project = await loadConfig(directory);
    if (existsSync(out))
      throw new UserError('already exists', { where: out, remedy: 'Choose another --out.', exitCode: 2 });
    const { text: source, learningRate, augmentation } = await tuning.trialModelFile(project, name, number);
    await writeFileAtomic(out, source);
    this.terminal.print(`Written: ${out}`);
    const rate = learningRate === undefined || learningRate === 1e-3 ? '' : ` --learning-rate ${learningRate}`;
    const layers = Object.keys(augmentation).length === 0 ? '' : ` --augmentation ${formatAugmentation(augmentation)}`;
    this.terminal.print(`Next: ${commandName} train --model ${out} --repeats 10${rate}${layers}`);
  },
  parameters: {
    flags: {
      out: {
        kind: 'parsed',
        parse: text,
        brief: 'File to write: a .ts file that train --model takes',
        placeholder: 'file',
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
  docs: { brief: 'Write the architecture of a trial as a model file' },
});
