// Creates the split of a project, unless runs may depend on an existing one.

import { stat } from 'node:fs/promises';
import type { Project, SplitSettings } from '../config/index.ts';
import {
  readPreviousSplit,
  readSamples,
  readSplit,
  readTestList,
  type Split,
  split,
  writeSplit,
} from '../dataset/index.ts';
import { UserError } from '../errors/index.ts';
import { plural } from '../format/index.ts';
import { listRuns } from './runFolder.ts';
import { sha256 } from './sha256.ts';

/** Options of `ensureSplit`. */
export interface EnsureSplitOptions {
  project: Project;
  /** Settings that override the configuration. */
  settings?: Partial<SplitSettings>;
  /** Whether to replace a split with other settings. Default false. */
  force?: boolean;
  /**
   * Absolute path of a list of test samples. Default: the list of the configuration, unless `settings.leaveOut` is set.
   */
  testList?: string;
  /**
   * Whether to split all samples again if samples were added or removed. Otherwise samples keep their split and only
   * new ones are assigned. Default false.
   */
  fresh?: boolean;
  /** Whether to keep an existing split that fits the samples, whatever its settings. Default false. */
  keep?: boolean;
}

/**
 * `unchanged`: the same split existed; `extended`: samples were added or removed and all others kept their split;
 * `renewed`: the old split did not fit the samples; `replaced`: it had other settings, or was replaced on request.
 */
type SplitState = 'new' | 'unchanged' | 'extended' | 'renewed' | 'replaced';

/** The current split, and whether it was created, kept or extended. */
export interface SplitOutcome {
  split: Split;
  state: SplitState;
  samples: number;
  /** Number of samples whose split comes from their source. */
  given: number;
}

/**
 * Splits the samples of a project and writes `dataset/split.json`. An existing split with the same settings is kept; if
 * samples were added or removed, the others keep their split, so test samples remain unseen. A split with other
 * settings is replaced only with `force`, because runs trained on it could no longer be tested fairly.
 *
 * @throws UserError (exit code 2) if a split with other settings exists and `force` is not set
 *
 * @example
 * const { split, state } = await ensureSplit({ project, settings: { seed: 7 } });
 */
export async function ensureSplit({
  project,
  settings = {},
  force = false,
  fresh = false,
  keep = false,
  testList,
}: EnsureSplitOptions): Promise<SplitOutcome> {
  const samples = await readSamples(project);
  const done = (made: Split, state: SplitState): SplitOutcome => {
    const isKept = made.sourceSides !== 'ignore' && made.leaveOut === undefined && made.test === undefined;
    const given = isKept ? samples.filter((sample) => sample.split !== null).length : 0;
    return { split: made, state, samples: samples.length, given };
  };
  const isThere = (await stat(project.paths.split).catch(() => undefined)) !== undefined;
  const found = await readSplit(project, samples).catch((error: unknown) => {
    // Damaged, or for other samples.
    if (error instanceof UserError) return undefined;
    throw error;
  });
  if (found !== undefined && keep) return done(found, 'unchanged');
  const list = testList ?? (settings.leaveOut === undefined ? project.testList : null);
  const test = list === null ? {} : { test: await readTestList(project, samples, list) };
  const { leaveOut: _leaveOut, ...configured } = project.split;
  const wanted = { ...(list === null ? project.split : configured), ...settings, ...test };
  const made = split({ samples, ...wanted });
  const previous = await readPreviousSplit(project);
  const isSame = previous !== undefined && describeSettings(previous) === describeSettings(made);
  if (isSame && !fresh && found !== undefined) return done(found, 'unchanged');
  if (isSame && !fresh && previous !== undefined) {
    const grown = split({ samples, ...wanted, previous: previous.assignments });
    const extended = { ...grown, extended: (previous.extended ?? 0) + 1 };
    await writeSplit(project, extended);
    return done(extended, 'extended');
  }
  if (found !== undefined && !isSame && !force) {
    const runs = await listRuns(project);
    throw new UserError(`a split with other settings exists (${describeSettings(found)})`, {
      where: project.paths.split,
      remedy: `${
        runs.length === 0 ? '' : `${plural(runs.length, 'run')} may depend on it. `
      }Use --force to replace it with ${describeSettings(made)}.`,
      exitCode: 2,
    });
  }
  await writeSplit(project, made);
  if (!isThere) return done(made, 'new');
  return done(made, found === undefined && !isSame ? 'renewed' : 'replaced');
}

function describeSettings(settings: SplitSettings): string {
  const { ratio, seed, rounding, stratifyBy, groupBy, sourceSides = 'keep', leaveOut, test } = settings;
  const list = (names: readonly string[]) => (names.length === 0 ? 'none' : names.join(','));
  return [
    `ratio ${ratio.join('/')}`,
    `seed ${seed}`,
    `rounding ${rounding}`,
    `stratified by ${list(stratifyBy)}`,
    `grouped by ${list(groupBy)}`,
    ...(sourceSides === 'keep' ? [] : ['ignoring the splits of the source']),
    ...(leaveOut === undefined ? [] : [`${leaveOut.attribute} ${leaveOut.value} held out`]),
    ...(test === undefined
      ? []
      : [`a fixed list of ${test.length} test samples (${sha256(test.join('\n')).slice(0, 8)})`]),
  ].join(', ');
}
