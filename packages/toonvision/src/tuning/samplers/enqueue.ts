// Known points first: what a user wants tried before a sampler chooses.
import { UserError } from '../../errors/index.ts';
import { describeValues, faultOf, valuesKey } from '../space/index.ts';
import type { Ask, Suggestion } from './sampler.ts';

/** How many points were begun in the lowest rung: those that go up, or stand in for a rung of failures, are no new ones. */
export function begunPoints({ asked }: Pick<Ask, 'asked'>): number {
  return asked.filter(({ rung = 0, fromTrial }) => rung === 0 && fromTrial === undefined).length;
}

/**
 * The enqueued point of that trial, if there is one.
 *
 * @throws UserError (exit code 2) for a point that is not in the space, is impossible or comes twice
 */
export function enqueuedPoint(
  { number, space, isPossible }: Ask,
  enqueued: Ask['asked'][number]['values'][],
): Suggestion | undefined {
  const values = enqueued[number];
  if (values === undefined) return undefined;
  const fault =
    faultOf(space, values) ??
    (isPossible(values) ? undefined : 'it is impossible, or above the limits') ??
    (enqueued.slice(0, number).some((other) => valuesKey(other) === valuesKey(values))
      ? 'it is enqueued twice'
      : undefined);
  if (fault === undefined) return { values };
  throw new UserError(fault, {
    where: `enqueued point ${number + 1} (${describeValues(values)})`,
    remedy: 'Correct it, or leave it out.',
    exitCode: 2,
  });
}
