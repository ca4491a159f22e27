// Checks by shape inference whether a point of a space gives a valid model within the limits, before it is trained.

import { ModelError } from '@toonvision/nn';
import { UserError } from '../../errors/index.ts';
import { count } from '../../format/index.ts';
import type { ImageSize } from '../../models/index.ts';
import { describeValues, modelOfPoint, type SpaceFunction } from './define.ts';
import { gridOf, type Values } from './hyperparameter.ts';
import { isActive, type Space } from './space.ts';

/** Limits on the size of a model. */
export interface PointLimits {
  maxParameters?: number;
  maxMultiplyAdds?: number;
}

/** Whether a point can be trained, and if not, why. */
export type PointCheck =
  | { ok: true; parameters: number; multiplyAdds: number }
  /** `blame`: hyperparameters of which another value alone would make the point valid. */
  | { ok: false; reason: string; blame: string[] };

interface Task {
  build: SpaceFunction;
  input: ImageSize;
  classes: number;
  where: string;
}

function measure({ build, input, classes, where }: Task, values: Values): PointCheck {
  try {
    const { builder, input: own } = modelOfPoint(build, values, input, classes, where);
    const model = builder(own, classes);
    return { ok: true, parameters: model.parameters, multiplyAdds: model.multiplyAdds };
  } catch (error) {
    if (error instanceof ModelError) return { ok: false, reason: error.message, blame: [] };
    if (error instanceof UserError && error.cause instanceof ModelError)
      return { ok: false, reason: error.cause.message, blame: [] };
    throw error;
  }
}

/** Checks one point, without looking for the hyperparameters to blame. */
function checkValues(task: Task, values: Values, { maxParameters, maxMultiplyAdds }: PointLimits): PointCheck {
  const check = measure(task, values);
  if (!check.ok) return check;
  if (maxParameters !== undefined && check.parameters > maxParameters)
    return {
      ok: false,
      reason: `${count(check.parameters)} parameters, more than ${count(maxParameters)}`,
      blame: [],
    };
  if (maxMultiplyAdds !== undefined && check.multiplyAdds > maxMultiplyAdds)
    return {
      ok: false,
      reason: `${count(check.multiplyAdds)} multiply-adds, more than ${count(maxMultiplyAdds)}`,
      blame: [],
    };
  return check;
}

/**
 * Checks a point by shape inference alone. For an invalid point, the other values of each hyperparameter are tried, and the
 * hyperparameters that would fix it on their own are named.
 *
 * @example
 * checkPoint(task, space, { pool_1_size: 4, pool_2_size: 4, pool_3_size: 4, pool_4_size: 4, ... }, { maxParameters: 10_000 });
 * // { ok: false, reason: 'maxPooling2d_3: ...', blame: ['pool_1_size', ...] }
 */
export function checkPoint(
  task: Task,
  { hyperparameters }: Space,
  values: Values,
  limits: PointLimits = {},
  { explain = true } = {},
): PointCheck {
  const check = checkValues(task, values, limits);
  if (check.ok || !explain) return check;
  const blame = hyperparameters
    .filter(
      (hyperparameter) =>
        isActive(hyperparameter, values) &&
        !hyperparameters.some(({ when }) => when.some(({ name }) => name === hyperparameter.name)),
    )
    .filter((hyperparameter) =>
      (gridOf(hyperparameter, 3) ?? []).some(
        (value) =>
          value !== values[hyperparameter.name] &&
          checkValues(task, { ...values, [hyperparameter.name]: value }, limits).ok,
      ),
    )
    .map(({ name }) => name);
  return { ...check, blame };
}

/** Formats an invalid point: its values, the reason, and the hyperparameters to change. */
export function describeImpossible(
  values: Values,
  { reason, blame }: { reason: string; blame: readonly string[] },
): string {
  const names =
    blame.length === 0 ? 'changing a single hyperparameter does not fix it' : `change ${blame.join(' or ')}`;
  return `${describeValues(values)}: ${reason}; ${names}`;
}
