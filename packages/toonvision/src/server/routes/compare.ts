// Runs beside each other: curves, settings that differ, the paired difference of the first two.
import { Hono } from 'hono';
import { z } from 'zod';
import { UserError } from '../../errors/index.ts';
import { compareRuns, type Run, runDifferences, runRow } from '../../training/index.ts';
import { queryOf } from '../answer.ts';
import type { ComparisonView } from '../api.ts';
import type { Evaluations } from '../evaluations.ts';
import type { Studio } from '../studio.ts';
import { findRun, historyOf } from './runs.ts';

/** More curves than that cannot be told apart. */
const MOST = 6;

async function pairedOf(runs: readonly Run[], evaluations: Evaluations): Promise<ComparisonView['paired']> {
  const [a, b] = runs;
  if (a === undefined || b === undefined) return { missing: 'Choose two runs.' };
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
        differing: compared.differing.map(({ id, true: truth, a: one, b: other }) => ({
          id,
          true: truth,
          first: one,
          second: other,
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
    const { runs: names } = queryOf(context, z.object({ runs: z.string().min(1, 'names no run') }));
    const wanted = [...new Set(names.split(',').filter(Boolean))];
    if (wanted.length > MOST)
      throw new UserError(`${wanted.length} runs are too many to compare`, { remedy: `Choose at most ${MOST}.` });
    const runs = await Promise.all(wanted.map((name) => findRun(studio, name)));
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
