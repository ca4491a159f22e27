// Makes the split of a project, unless one is there that runs may rest on.

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
  /** What differs from the configuration. */
  settings?: Partial<SplitSettings>;
  /** Replace a split of other settings. Default false. */
  force?: boolean;
  /** A file with the test samples, absolute. Default: that of the configuration, unless `settings` leaves something out. */
  testList?: string;
  /**
   * Make the split anew although samples came or went; else those that were split before keep their sides and only the
   * others are shared out. Default false.
   */
  fresh?: boolean;
  /** Take whatever split is there and fits the samples, of any settings. Default false. */
  keep?: boolean;
}

/**
 * `unchanged`: the same split was there already; `extended`: samples came or went, and all others kept their sides;
 * `renewed`: the old one no longer fitted the samples; `replaced`: it was of other settings, or made anew on demand.
 */
type SplitState = 'new' | 'unchanged' | 'extended' | 'renewed' | 'replaced';

/** The split there is now, and whether it was made, kept or extended. */
export interface SplitOutcome {
  split: Split;
  state: SplitState;
  samples: number;
  /** How many of them have a side that their source gave and that is kept. */
  given: number;
}

/**
 * Splits the samples of a project and writes `dataset/split.json`. A split of the same settings that is there stays: when
 * samples came or went, the others keep their sides, so that what was test stays unseen. One of other settings is
 * replaced only with `force`, because whatever was trained on it could no longer be tested fairly.
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
    // Damaged, or of other samples.
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
    throw new UserError(`a split of other settings is there (${describeSettings(found)})`, {
      where: project.paths.split,
      remedy: `${
        runs.length === 0 ? '' : `${plural(runs.length, 'run')} may rest on it. `
      }Run it again with --force to replace it by ${describeSettings(made)}.`,
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
    ...(sourceSides === 'keep' ? [] : ["without the source's own sides"]),
    ...(leaveOut === undefined ? [] : [`${leaveOut.attribute} ${leaveOut.value} left out`]),
    ...(test === undefined
      ? []
      : [`a fixed list of ${test.length} test samples (${sha256(test.join('\n')).slice(0, 8)})`]),
  ].join(', ');
}
