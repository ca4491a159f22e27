// `toonvision tour`: the whole workflow on a demo project, from screenshots to a report.

import { join } from 'node:path';
import { buildCommand } from '@stricli/core';
import { InterruptedError } from '../errors/index.ts';
import { count, duration } from '../format/index.ts';
import { TRAIN_SETTINGS } from '../settings/index.ts';
import { positiveNumber, projectArgument, text, wholeNumber } from './arguments.ts';
import { commandName } from './commandName.ts';
import type { Context } from './context.ts';
import { evaluateAndPrint } from './evaluate.ts';
import { auditLines } from './explainText.ts';
import { printInspection } from './printInspection.ts';
import { repeatAndPrint } from './repeatRuns.ts';
import { writeAndPrintReport } from './report.ts';
import { type SettingFlags, settingFlags } from './settingFlags.ts';
import { trainAndPrint } from './train.ts';

const { seed, epochs } = TRAIN_SETTINGS;
const TOUR_SETTINGS = { seed, epochs } as const;

interface Flags extends SettingFlags<typeof TOUR_SETTINGS> {
  scale: number;
  repeats: number;
}

export const tourCommand = buildCommand<Flags, [string], Context>({
  async func({ seed, scale, epochs, repeats }, directory) {
    const start = performance.now();
    const { terminal, signal } = this;
    const heading = (number: number, title: string) =>
      terminal.print(`${number === 1 ? '' : '\n'}${terminal.style(['bold', 'cyan'], `${number}. ${title}`)}`);
    const { CONFIG_FILE_NAMES, loadConfig } = await import('../config/index.ts');
    const { existsSync } = await import('node:fs');

    heading(1, 'Create a town of annotated screenshots');
    // The configuration is written last, so a town with one is complete.
    if (CONFIG_FILE_NAMES.some((name) => existsSync(join(directory, name)))) {
      terminal.print(`Using the existing project ${directory}.`);
    } else {
      const { drawTown } = await import('../demo/index.ts');
      const progress = terminal.progress({ label: 'Drawing', unit: 'screenshots' });
      const town = await drawTown(directory, { scale, signal, onProgress: progress.update });
      progress.end();
      terminal.print(`Drew ${count(town.cogs)} Cogs and ${count(town.toons)} Toons into ${directory}.`);
    }
    const project = await loadConfig(directory);

    heading(2, 'Extract: crop the objects');
    const { extract, formatProblem, formatSplitAudit } = await import('../dataset/index.ts');
    const extracting = terminal.progress({ label: 'Extracting', unit: 'screenshots' });
    const { samples, problems, written } = await extract({ project, signal, onProgress: extracting.update });
    extracting.end();
    for (const problem of problems) terminal.notice(`${problem.severity}: ${formatProblem(problem)}`);
    terminal.print(`${count(samples.length)} samples, ${count(written)} crops written.`);

    heading(3, 'Inspect: class balance and data issues');
    const { inspectProject } = await import('../inspect/index.ts');
    const inspecting = terminal.progress({ label: 'Reading crops', unit: 'crops' });
    const inspection = await inspectProject({ project, signal, onProgress: inspecting.update });
    inspecting.drop();
    printInspection(terminal, inspection, { top: 5, directory });

    heading(4, 'Split: train, validation and test without leaks');
    const { ensureSplit } = await import('../training/index.ts');
    const { split, state } = await ensureSplit({ project, keep: true });
    terminal.print(formatSplitAudit(split.audit, { strata: false, targets: project.targets }));
    if (state === 'unchanged') terminal.print('The split is unchanged.');

    heading(5, 'Train the baseline model');
    const run = await trainAndPrint(this, {
      model: 'baseline',
      seed,
      epochs,
      json: false,
      project: directory,
    });
    if (run.record.status === 'interrupted') {
      throw new InterruptedError('interrupted', 'Run the tour again to continue with what exists.');
    }

    heading(6, 'Evaluate on the sealed test split');
    await evaluateAndPrint(this, {
      name: run.name,
      split: 'test',
      reason: 'tour',
      sortLabels: false,
      force: false,
      project: directory,
      quiet: false,
    });

    heading(7, 'Explain: what drives the predictions');
    const { auditExplanations, explainSamples } = await import('../explain/index.ts');
    const out = join(run.directory, 'explain');
    const explaining = terminal.progress({ label: 'Explaining', unit: 'images' });
    const { files } = await explainSamples({
      ...{ project, run, out, signal },
      leastConfident: 8,
      onProgress: explaining.update,
    });
    explaining.end();
    const auditing = terminal.progress({ label: 'Auditing the maps', unit: 'images' });
    const audit = await auditExplanations({ project, run, out, signal, onProgress: auditing.update });
    auditing.end();
    for (const line of auditLines(audit, run.record.config.classNames)) terminal.print(line);
    terminal.print(`Class activation maps of the 8 least confident samples: ${files.at(-1)}`);

    heading(8, 'Report: the run on one page');
    const report = await writeAndPrintReport(this, {
      run: run.name,
      maps: true,
      force: false,
      json: false,
      project: directory,
    });

    if (repeats > 1) {
      heading(9, `Repeats: ${repeats} seeds, to measure seed variance`);
      await repeatAndPrint(
        this,
        { model: 'baseline', name: `${run.name}-repeats`, json: false, project: directory, repeats },
        { seed, epochs },
      );
      // Again, to include the repeats.
      await writeAndPrintReport(this, { run: run.name, maps: true, force: false, json: true, project: directory });
    }

    const projectFlags = projectArgument(directory);
    terminal.print(`\n${terminal.style(['bold', 'cyan'], `Done in ${duration((performance.now() - start) / 1000)}.`)}`);
    terminal.print('Files:');
    terminal.print(`  ${join(directory, project.screenshots)}: the screenshots with their annotations`);
    terminal.print(`  ${join(directory, 'dataset', 'crops')}: what the model sees, one image per object`);
    terminal.print(`  ${join(directory, 'dataset', 'inspect')}: balance and quality of the data, as charts and sheets`);
    terminal.print(`  ${out}: class activation maps and their audit`);
    terminal.print(`  ${join(directory, 'runs', run.name)}: settings, history, weights, predictions`);
    terminal.print(`  ${report.file}: the report, for any browser`);
    terminal.print('Next:');
    terminal.print(`  ${commandName} train --model tuned${projectFlags}   (6,032 parameters instead of 14,620)`);
    terminal.print(`  ${commandName} train --target kind${projectFlags}   (Cog or Toon)`);
    terminal.print(`  ${commandName} predict ${run.name} <image>${projectFlags}`);
  },
  parameters: {
    flags: {
      scale: {
        kind: 'parsed',
        parse: positiveNumber(100),
        default: '1',
        brief: 'Fraction of the objects to draw, as in demo',
        placeholder: 'f',
      },
      ...settingFlags(TOUR_SETTINGS, { fallback: 'default' }),
      repeats: {
        kind: 'parsed',
        parse: wholeNumber(0),
        default: '4',
        brief: 'Number of seeds to measure seed variance; 0 to skip',
        placeholder: 'n',
      },
    },
    positional: {
      kind: 'tuple',
      parameters: [{ brief: 'Project folder; created if it does not exist', parse: text, placeholder: 'dir' }],
    },
  },
  docs: {
    brief: 'Run the whole workflow once on a demo project',
    fullDescription: `Draws a town, extracts, inspects, splits, trains the baseline model, evaluates and explains it, writes a report, and trains
it again with other seeds, in a few minutes. Run it again to reuse the project and train another run.

Examples:
  toonvision tour demo-town
  toonvision tour small-town --scale 0.1 --epochs 5`,
  },
});
