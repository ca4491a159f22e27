// `toonvision study narrow`: proposes a narrowed search space.
import { buildCommand } from '@stricli/core';
import { jsonFlag, projectArgument, projectFlag, text, wholeNumber } from './arguments.ts';
import { commandName } from './commandName.ts';
import type { Context } from './context.ts';

export const narrowCommand = buildCommand<{ top?: number; json: boolean; project: string }, [string], Context>({
  async func({ top, json, project: directory }, name) {
    const { loadConfig } = await import('../config/index.ts');
    const tuning = await import('../tuning/index.ts');
    const { terminal } = this;
    const { record, trials } = await tuning.readStudy(await loadConfig(directory), name);
    const proposal = tuning.proposeNarrowing(record, trials, top);
    if (json) return terminal.printJson(proposal);
    if (proposal.reasons.length === 0) {
      terminal.print('The best trials cover the whole space; nothing to narrow.');
      return;
    }
    for (const reason of proposal.reasons) terminal.print(reason);
    const narrowing = tuning.formatNarrowing({ ...record.settings.narrowing, ...proposal.narrowing });
    terminal.print(
      `\nNext: ${commandName} tune --name ${name}-2 --space ${record.settings.space} --narrow '${narrowing}'${projectArgument(directory)}`,
    );
  },
  parameters: {
    flags: {
      top: {
        kind: 'parsed',
        parse: wholeNumber(3),
        optional: true,
        brief: 'Number of best trials to use [a third, at least 5]',
        placeholder: 'n',
      },
      json: jsonFlag,
      project: projectFlag,
    },
    positional: { kind: 'tuple', parameters: [{ brief: 'Name of the study', parse: text, placeholder: 'study' }] },
  },
  docs: { brief: 'Propose a narrowed search space from the best trials' },
});
