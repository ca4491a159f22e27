// Enqueued points: the points a user wants to try before the sampler chooses.
import { UserError } from '../../errors/index.ts';
import { describeValues, faultOf, valuesKey } from '../space/index.ts';
import type { Ask, Suggestion } from './sampler.ts';

/** Counts new points in the lowest rung; promoted trials and replacements for failed rungs are not new. */
export function countNewPoints({ asked }: Pick<Ask, 'asked'>): number {
  return asked.filter(({ rung = 0, fromTrial }) => rung === 0 && fromTrial === undefined).length;
}

/**
 * Returns the enqueued point of a trial, if there is one.
 *
 * @throws UserError (exit code 2) if the point is not in the space, is invalid, or is enqueued twice
 */
export function enqueuedPoint(
  { number, space, isPossible }: Ask,
  enqueued: Ask['asked'][number]['values'][],
): Suggestion | undefined {
  const values = enqueued[number];
  if (values === undefined) return undefined;
  const problem =
    faultOf(space, values) ??
    (isPossible(values) ? undefined : 'no valid model within the limits') ??
    (enqueued.slice(0, number).some((other) => valuesKey(other) === valuesKey(values)) ? 'duplicate point' : undefined);
  if (problem === undefined) return { values };
  throw new UserError(problem, {
    where: `enqueued point ${number + 1} (${describeValues(values)})`,
    remedy: 'Correct or remove the point.',
    exitCode: 2,
  });
}
