// Makes the split of a project, unless one is there that runs may rest on.
import { stat } from 'node:fs/promises';
import type { Project, SplitSettings } from '../config/index.ts';
import { readSamples, readSplit, type Split, split, writeSplit } from '../dataset/index.ts';
import { UserError } from '../errors/index.ts';
import { listRuns } from './runFolder.ts';

export interface EnsureSplitOptions {
  project: Project;
  /** What differs from the configuration. */
  settings?: Partial<SplitSettings>;
  /** Replace a split of other settings. Default false. */
  force?: boolean;
  /** Take whatever split is there and fits the samples, of any settings. Default false. */
  keep?: boolean;
}

/** `unchanged`: the same split was there already; `renewed`: the old one no longer fitted the samples. */
export type SplitState = 'new' | 'unchanged' | 'renewed' | 'replaced';

export interface SplitOutcome {
  split: Split;
  state: SplitState;
  samples: number;
}

/**
 * Splits the samples of a project and writes `dataset/split.json`. A split that is there and is the same stays; one that
 * no longer belongs to the samples is made anew; one of other settings is replaced only with `force`, because whatever
 * was trained on it could no longer be tested fairly.
 *
 * @throws UserError (exit code 2) when a split of other settings is there and `force` is not given
 *
 * @example
 * const { split, state } = await ensureSplit({ project, settings: { seed: 7 } });
 */
export async function ensureSplit({
  project,
  settings = {},
  force = false,
  keep = false,
}: EnsureSplitOptions): Promise<SplitOutcome> {
  const samples = await readSamples(project);
  const made = split({ samples, ...project.split, ...settings });
  const outcome = (state: SplitState): SplitOutcome => ({ split: made, state, samples: samples.length });
  if ((await stat(project.paths.split).catch(() => undefined)) === undefined) {
    await writeSplit(project, made);
    return outcome('new');
  }
  const found = await readSplit(project, samples).catch((error: unknown) => {
    // Damaged, or of other samples: no run can use it any more.
    if (error instanceof UserError) return undefined;
    throw error;
  });
  if (found !== undefined && keep) return { split: found, state: 'unchanged', samples: samples.length };
  if (found !== undefined && describeSettings(found) === describeSettings(made)) {
    if (JSON.stringify(found.assignments) === JSON.stringify(made.assignments)) return outcome('unchanged');
  }
  if (found !== undefined && !force) {
    const runs = await listRuns(project);
    const [there, wanted] = [describeSettings(found), describeSettings(made)];
    const what =
      there === wanted
        ? 'the split that is there is not the one these settings give; it was edited, or made by another version'
        : `a split of other settings is there (${there})`;
    throw new UserError(what, {
      where: project.paths.split,
      remedy: `${
        runs.length === 0 ? '' : `${runs.length} run${runs.length === 1 ? '' : 's'} may rest on it. `
      }Run it again with --force to replace it by ${wanted}.`,
      exitCode: 2,
    });
  }
  await writeSplit(project, made);
  return outcome(found === undefined ? 'renewed' : 'replaced');
}

function describeSettings({ ratio, seed, rounding, stratifyBy, groupBy }: SplitSettings): string {
  const list = (names: readonly string[]) => (names.length === 0 ? 'none' : names.join(','));
  return [
    `ratio ${ratio.join('/')}`,
    `seed ${seed}`,
    `rounding ${rounding}`,
    `stratified by ${list(stratifyBy)}`,
    `grouped by ${list(groupBy)}`,
  ].join(', ');
}
