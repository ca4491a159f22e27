// `toonvision worker`: trains trials of studies that lie in a shared database, until Ctrl-C.
import { buildCommand } from '@stricli/core';
import { STUDY_RUN_SETTINGS } from '../tuning/study/studySettings.ts';
import { projectFlag, text, wholeNumber } from './arguments.ts';
import type { Context } from './context.ts';
import { type SettingFlags, settingFlags } from './settingFlags.ts';
import { storageAddress, storageFlag } from './storageFlag.ts';

const { threads, maxRetries } = STUDY_RUN_SETTINGS;
const TRIAL_SETTINGS = { threads, maxRetries } as const;

interface Flags extends SettingFlags<typeof TRIAL_SETTINGS> {
  storage?: string;
  slots?: number;
  data?: string;
  project: string;
}

export const workerCommand = buildCommand<Flags, [], Context>({
  async func({ storage, slots, threads, data, maxRetries, project: directory }) {
    const { hasConfig, loadConfig } = await import('../config/index.ts');
    const { defaultDataFolder, describeStorage, withoutPassword, startStudyWorker } = await import(
      '../tuning/index.ts'
    );
    const { terminal, signal, commandLine } = this;
    const address = storageAddress(storage);
    // A worker needs no project; in the folder of one it uses its data.
    const project = directory !== '.' || (await hasConfig('.')) ? await loadConfig(directory) : undefined;
    const progress = terminal.progress({ label: 'Bringing the data', unit: 'kB' });
    const worker = await startStudyWorker({
      ...{ storage: address, project, slots, threads, maxRetries, dataFolder: data },
      command: commandLine === undefined ? undefined : withoutPassword(commandLine),
      onClaim: (study, number) => terminal.print(`${study} trial ${number}: begins`),
      onEnd: (study, number, how, error) =>
        terminal.print(`${study} trial ${number}: ${how}${error === undefined ? '' : `: ${error.split('\n')[0]}`}`),
      onData: (done, total) => {
        progress.update(Math.round(done / 1000), Math.round(total / 1000));
        if (done >= total) progress.end();
      },
      onWarning: (line) => terminal.notice(line),
    });
    terminal.print(`Waiting for trials from ${describeStorage(address)}; data lies in ${data ?? defaultDataFolder()}.`);
    terminal.print('Ctrl-C ends it in order: running trials are released, and other workers resume them.');
    const asked = new Promise<undefined>((ended) => {
      if (signal.aborted) ended(undefined);
      signal.addEventListener('abort', () => ended(undefined), { once: true });
    });
    const fault = await Promise.race([asked, worker.failed]);
    await worker.end();
    if (fault !== undefined) throw fault;
  },
  parameters: {
    flags: {
      storage: storageFlag,
      slots: {
        kind: 'parsed',
        parse: wholeNumber(1),
        optional: true,
        brief: 'Trials side by side [cores]',
        placeholder: 'n',
      },
      ...settingFlags(TRIAL_SETTINGS, { fallback: 'default' }),
      data: {
        kind: 'parsed',
        parse: text,
        optional: true,
        brief: 'Folder for data that is brought here [~/.cache/toonvision]',
        placeholder: 'dir',
      },
      project: projectFlag,
    },
  },
  docs: {
    brief: 'Train trials of studies in a shared database',
    fullDescription: `Takes trials of every study in the database, which \`toonvision tune --storage\` puts there, and trains them. It needs no
project and no screenshots: what it lacks it gets from the machine that runs the study, once. It runs no code from there:
models come as lists of layers. A worker that is killed loses nothing; another takes its trials within half a minute.

Examples:
  toonvision worker --storage postgres://me:secret@database/studies
  TOONVISION_STORAGE=postgres://me:secret@database/studies toonvision worker --slots 4`,
  },
});
