// Validates the names in `inspect.goals` and `inspect.limits`.
import type { Project } from '../config/index.ts';
import { UserError, unknownName } from '../errors/index.ts';
import { FINDING_KINDS, type FindingKind, type FindingLimits, RENAMED_FINDING_KINDS } from '../quality/index.ts';

const isKind = (name: string): name is FindingKind => Object.hasOwn(FINDING_KINDS, name);

function unknownFinding(name: string, where: string): UserError {
  const renamed = Object.hasOwn(RENAMED_FINDING_KINDS, name) ? RENAMED_FINDING_KINDS[name] : undefined;
  if (renamed !== undefined) return new UserError(`${name} is now called ${renamed}`, { where, exitCode: 2 });
  return unknownName('finding', name, Object.keys(FINDING_KINDS), { where });
}

/**
 * Parses a limit of the command line, such as `near-duplicates=0.1`. Throws UserError (exit code 2) if it is invalid.
 */
export function parseLimit(text: string): Partial<FindingLimits> {
  const [kind = '', value = '', ...rest] = text.split('=');
  const limit = Number(value);
  if (rest.length > 0 || value.trim() === '' || !Number.isFinite(limit) || limit < 0)
    throw new UserError(`expected <finding>=<number of at least 0> as in near-duplicates=0.1, got "${text}"`, {
      where: '--limit',
      exitCode: 2,
    });
  if (!isKind(kind)) throw unknownFinding(kind, '--limit');
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
    if (!isKind(name)) throw unknownFinding(name, `${configFile}: inspect.limits.${name}`);
    limits[name] = limit;
  }
  return limits;
}
