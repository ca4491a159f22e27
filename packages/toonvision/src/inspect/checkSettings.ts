// Checks the names in `inspect.goals` and `inspect.limits`: a misspelt one would silently mean nothing.
import type { Project } from '../config/index.ts';
import { UserError, unknownName } from '../errors/index.ts';
import { FINDING_KINDS, type FindingKind, type FindingLimits } from '../quality/index.ts';

const isKind = (name: string): name is FindingKind => Object.hasOwn(FINDING_KINDS, name);

/** A limit as written on the command line: `near-duplicates=0.1`. Throws UserError (exit code 2) for anything else. */
export function parseLimit(text: string): Partial<FindingLimits> {
  const [kind = '', value = '', ...rest] = text.split('=');
  const limit = Number(value);
  if (rest.length > 0 || value.trim() === '' || !Number.isFinite(limit) || limit < 0)
    throw new UserError(`${text} is not <finding>=<number of 0 or more> as in near-duplicates=0.1`, { exitCode: 2 });
  if (!isKind(kind)) throw unknownName('finding', kind, Object.keys(FINDING_KINDS), { where: '--limit' });
  return { [kind]: limit };
}

/**
 * The limits of a project.
 *
 * @throws UserError (exit code 2) when a goal names no label part or a limit no kind of finding
 */
export function checkSettings({ inspect, label, configFile }: Project): Partial<FindingLimits> {
  const parts = [...label.parts, 'class', 'cell'];
  for (const name of Object.keys(inspect.goals))
    if (!parts.includes(name))
      throw unknownName('goal', name, parts, { where: `${configFile}: inspect.goals.${name}` });
  const limits: Partial<Record<FindingKind, number>> = {};
  for (const [name, limit] of Object.entries(inspect.limits)) {
    if (!isKind(name))
      throw unknownName('finding', name, Object.keys(FINDING_KINDS), {
        where: `${configFile}: inspect.limits.${name}`,
      });
    limits[name] = limit;
  }
  return limits;
}
