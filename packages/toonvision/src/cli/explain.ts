// `toonvision explain`: class activation maps, their audit, confusers, and what filters respond to.
import { join, resolve } from 'node:path';
import { buildCommand } from '@stricli/core';
import { text } from './arguments.ts';
import type { Context } from './context.ts';
import { drawFeatures, drawFilters, drawPatterns } from './explainFilters.ts';
import { type ExplainFlags, type ExplainRequest, explainFlags } from './explainFlags.ts';
import { DEFAULT_COUNT, explainMaps } from './explainMaps.ts';
import { auditMaps, findConfusers } from './explainQuality.ts';

export const explainCommand = buildCommand<ExplainFlags, [string, ...string[]], Context>({
  async func(flags, name, ...names) {
    const { loadConfig } = await import('../config/index.ts');
    const { UserError } = await import('../errors/index.ts');
    const { readRun, unfinishedNotice } = await import('../training/index.ts');
    const modes = [
      flags.audit && '--audit',
      flags.confusers && '--confusers',
      flags.features !== undefined && '--features',
      flags.filters && '--filters',
      flags.patterns !== undefined && '--patterns',
    ].filter((mode) => mode !== false);
    if (modes.length > 1) {
      throw new UserError(`${modes.join(' and ')} cannot be combined`, { remedy: 'Use one at a time.', exitCode: 2 });
    }
    const project = await loadConfig(flags.project);
    const run = await readRun(project, name);
    const notice = unfinishedNotice(run);
    if (notice !== undefined) this.terminal.notice(`notice: ${notice}.`);
    const out = flags.out === undefined ? join(run.directory, 'explain') : resolve(flags.out);
    const request: ExplainRequest = { context: this, project, run, flags, out, names };
    const isNamed = names.length > 0 || flags.wrong > 0 || flags.leastConfident > 0;
    if (modes.length === 1 && modes[0] !== '--features' && isNamed) {
      throw new UserError(`${modes[0]} does not take images`, {
        remedy: 'Omit the images.',
        exitCode: 2,
      });
    }
    if (flags.audit) return auditMaps(request);
    if (flags.confusers) return findConfusers(request);
    if (flags.features !== undefined) return drawFeatures(request, flags.features);
    if (flags.filters) return drawFilters(request);
    if (flags.patterns !== undefined) return drawPatterns(request, flags.patterns);
    return explainMaps(request, isNamed);
  },
  parameters: {
    flags: explainFlags,
    positional: {
      kind: 'array',
      parameter: {
        brief: 'Name of the run, then images or sample ids',
        parse: text,
        placeholder: 'run images',
      },
      minimum: 1,
    },
  },
  docs: {
    brief: 'Show what drives the predictions of a model',
    customUsage: ['<run> [<images or ids>...]'],
    fullDescription: `Writes a figure of all classes for each image (heatmaps above, overlays below), each map at the size of the image, and
a contact sheet. Without images, explains the ${DEFAULT_COUNT} least confident samples of the validation split. --json also prints
the maps: values row by row, and where their cells lie.

Examples:
  toonvision explain suit-baseline-1 --wrong 20
  toonvision explain suit-baseline-1 'ttc/ttc_0012_a#2' new.jpg --class predicted --layer conv2d_1
  toonvision explain suit-baseline-1 --audit
  toonvision explain suit-baseline-1 --confusers
  toonvision explain suit-baseline-1 --features conv2d_1 new.jpg
  toonvision explain suit-baseline-1 --filters
  toonvision explain suit-baseline-1 --patterns conv2d_1`,
  },
});
