// Comparison of runs: learning curves, settings that differ, and the paired difference of the first two.
import { Hono } from 'hono';
import { z } from 'zod';
import { UserError } from '../../errors/index.ts';
import { compareRuns, type Run, runDifferences, runRow } from '../../training/index.ts';
import { readQuery } from '../answer.ts';
import type { ComparisonView } from '../api.ts';
import type { Evaluations } from '../evaluations.ts';
import { findRun } from '../findRun.ts';
import type { Studio } from '../studio.ts';
import { historyOf } from './runs.ts';

/** More curves cannot be distinguished. */
const MAX_RUNS = 6;

async function pairedOf(runs: readonly Run[], evaluations: Evaluations): Promise<ComparisonView['paired']> {
  const [a, b] = runs;
  if (a === undefined || b === undefined) return { missing: 'Select two runs.' };
  for (const split of ['test', 'val'] as const) {
    const [first, second] = [await evaluations.of(a, split), await evaluations.of(b, split)];
    if (first === undefined || second === undefined) continue;
    try {
      const compared = compareRuns(first.stored, second.stored);
      const { samples, onlyA, onlyB, accuracyDifference, mcnemar } = compared;
      return {
        split,
        samples,
        onlyFirst: onlyA,
        onlySecond: onlyB,
        difference: accuracyDifference.value,
        interval: accuracyDifference.interval,
        pValue: mcnemar.pValue,
        differing: compared.differing.map(({ id, true: truth, a: firstClass, b: secondClass }) => ({
          id,
          true: truth,
          first: firstClass,
          second: secondClass,
        })),
      };
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      return { missing: error.message };
    }
  }
  return { missing: `Evaluate ${a.name} and ${b.name} on the same split to compare them sample by sample.` };
}

/** GET /compare?runs=a,b */
export function compareRoutes(studio: Studio, evaluations: Evaluations): Hono {
  return new Hono().get('/compare', async (context) => {
    const { runs: names } = readQuery(context, z.object({ runs: z.string().min(1, 'must name a run') }));
    const requested = [...new Set(names.split(',').filter(Boolean))];
    if (requested.length > MAX_RUNS)
      throw new UserError(`cannot compare ${requested.length} runs`, { remedy: `Select at most ${MAX_RUNS}.` });
    const runs = await Promise.all(requested.map((name) => findRun(studio, name)));
    const view: ComparisonView = {
      runs: await Promise.all(runs.map(runRow)),
      settings: runDifferences(runs).map(({ field, values }) => ({
        field,
        values: values.map((value) => (value === undefined || value === null ? '–' : String(value))),
      })),
      curves: await Promise.all(runs.map(async (run) => ({ run: run.name, history: await historyOf(run) }))),
      paired: await pairedOf(runs, evaluations),
    };
    return context.json(view);
  });
}
