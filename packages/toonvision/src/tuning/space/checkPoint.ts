// Whether a point of a space is a model at all, and within the limits, before any of it is trained.

import { ModelError } from '@toonvision/nn';
import { UserError } from '../../errors/index.ts';
import { count } from '../../format/index.ts';
import type { ImageSize } from '../../models/index.ts';
import { describeValues, modelOfPoint, type SpaceFunction } from './define.ts';
import { gridOf, type Values } from './hyperparameter.ts';
import { isActive, type Space } from './space.ts';

/** What a model may cost at most. */
export interface PointLimits {
  maxParameters?: number;
  maxMultiplyAdds?: number;
}

/** Whether a point of the space can be trained, and if not, why. */
export type PointCheck =
  | { ok: true; parameters: number; multiplyAdds: number }
  /** `blame`: hyperparameters that alone would make it possible if they had another value. */
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

/** Fits, and why not if it does not. */
function judge(task: Task, values: Values, { maxParameters, maxMultiplyAdds }: PointLimits): PointCheck {
  const found = measure(task, values);
  if (!found.ok) return found;
  if (maxParameters !== undefined && found.parameters > maxParameters)
    return {
      ok: false,
      reason: `${count(found.parameters)} parameters, more than ${count(maxParameters)}`,
      blame: [],
    };
  if (maxMultiplyAdds !== undefined && found.multiplyAdds > maxMultiplyAdds)
    return {
      ok: false,
      reason: `${count(found.multiplyAdds)} multiply-adds, more than ${count(maxMultiplyAdds)}`,
      blame: [],
    };
  return found;
}

/**
 * Checks a point by shape inference alone. Where it is impossible, each hyperparameter is tried with its other values: those
 * that would mend it by themselves are named.
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
  const found = judge(task, values, limits);
  if (found.ok || !explain) return found;
  const blame = hyperparameters
    .filter(
      (one) => isActive(one, values) && !hyperparameters.some(({ when }) => when.some(({ name }) => name === one.name)),
    )
    .filter((one) =>
      (gridOf(one, 3) ?? []).some(
        (value) => value !== values[one.name] && judge(task, { ...values, [one.name]: value }, limits).ok,
      ),
    )
    .map(({ name }) => name);
  return { ...found, blame };
}

/** A sentence for people: what is impossible, and which hyperparameters make it so. */
export function describeImpossible(
  values: Values,
  { reason, blame }: { reason: string; blame: readonly string[] },
): string {
  const names =
    blame.length === 0 ? 'no single hyperparameter mends it' : `it would do with another ${blame.join(' or ')}`;
  return `${describeValues(values)}: ${reason}; ${names}`;
}
