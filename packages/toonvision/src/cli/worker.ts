// `toonvision worker`: trains trials of studies in a shared database, until Ctrl-C.
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
    // A worker needs no project, but uses its data if there is one.
    const project = directory !== '.' || (await hasConfig('.')) ? await loadConfig(directory) : undefined;
    const progress = terminal.progress({ label: 'Fetching the data', unit: 'kB' });
    const worker = await startStudyWorker({
      ...{ storage: address, project, slots, threads, maxRetries, dataFolder: data },
      command: commandLine === undefined ? undefined : withoutPassword(commandLine),
      onClaim: (study, number) => terminal.print(`${study} trial ${number}: started`),
      onEnd: (study, number, how, error) =>
        terminal.print(`${study} trial ${number}: ${how}${error === undefined ? '' : `: ${error.split('\n')[0]}`}`),
      onData: (done, total) => {
        progress.update(Math.round(done / 1000), Math.round(total / 1000));
        if (done >= total) progress.end();
      },
      onWarning: (line) => terminal.notice(line),
    });
    terminal.print(`Waiting for trials from ${describeStorage(address)}; data folder: ${data ?? defaultDataFolder()}`);
    terminal.print('Press Ctrl-C to stop; running trials are released, and other workers resume them.');
    const interrupted = new Promise<undefined>((resolve) => {
      if (signal.aborted) resolve(undefined);
      signal.addEventListener('abort', () => resolve(undefined), { once: true });
    });
    const failure = await Promise.race([interrupted, worker.failed]);
    await worker.end();
    if (failure !== undefined) throw failure;
  },
  parameters: {
    flags: {
      storage: storageFlag,
      slots: {
        kind: 'parsed',
        parse: wholeNumber(1),
        optional: true,
        brief: 'Number of trials trained at once [one per core]',
        placeholder: 'n',
      },
      ...settingFlags(TRIAL_SETTINGS, { fallback: 'default' }),
      data: {
        kind: 'parsed',
        parse: text,
        optional: true,
        brief: 'Folder for fetched data [~/.cache/toonvision]',
        placeholder: 'dir',
      },
      project: projectFlag,
    },
  },
  docs: {
    brief: 'Train trials of studies in a shared database',
    fullDescription: `Trains trials of all studies in the database, which \`toonvision tune --storage\` adds. A worker needs no project and no
screenshots: it fetches missing data once from the machine that runs the study. It runs no code from there: models are sent as
lists of layers. If a worker is killed, others retry its trials within 30 seconds.

Examples:
  toonvision worker --storage postgres://me:secret@database/studies
  TOONVISION_STORAGE=postgres://me:secret@database/studies toonvision worker --slots 4`,
  },
});
