// Validates labels against the configuration and suggests the nearest valid one.
import type { Project } from '../config/index.ts';
import { nearestName, UserError } from '../errors/index.ts';

/** Why a label is invalid. */
export interface InvalidLabel {
  label: string;
  /** Label part with an unknown class; undefined if the label does not match the pattern. */
  unknown?: { part: string; value: string };
  /** The class or label with the most similar spelling. */
  nearest?: string;
}

/** The parts of a label, or why it is invalid. */
export type LabelCheck =
  | { parts: Record<string, string>; error?: undefined }
  | { parts?: undefined; error: InvalidLabel };

/**
 * Parses and validates a label. It is invalid if it does not match the pattern, or if a part is not one of the classes
 * of its target.
 *
 * @example
 * checkLabel(project, 'cog_bb_flunkie').error // { label, unknown: { part: 'entity', value: 'flunkie' }, nearest: 'flunky' }
 */
export function checkLabel(project: Project, label: string): LabelCheck {
  const parts = project.label.read(label);
  if (parts === undefined) return { error: { label } };
  for (const [part, value] of Object.entries(parts)) {
    const target = Object.hasOwn(project.targets, part) ? project.targets[part] : undefined;
    if (target !== undefined && !target.classes.includes(value))
      return { error: { label, unknown: { part, value }, nearest: nearestName(value, target.classes) } };
  }
  return { parts };
}

/** Whether a label is valid. */
export const isLabel = (project: Project, label: string): boolean => checkLabel(project, label).error === undefined;

/**
 * Returns the parts of a valid label.
 *
 * @param where location of the label, for messages
 * @throws UserError when the label is invalid
 */
export function requireLabel(project: Project, label: string, where?: string): Record<string, string> {
  const { parts, error } = checkLabel(project, label);
  if (error === undefined) return parts;
  const { message, remedy } = describeInvalidLabel(error, { configFile: project.configFile });
  throw new UserError(message, { where, remedy });
}

/** Describes an invalid label: `cog_bb_flunkie: unknown entity flunkie; did you mean flunky?` */
export function explainLabel({ label, unknown, nearest }: InvalidLabel): string {
  const reason = unknown === undefined ? 'it does not match label.pattern' : `unknown ${unknown.part} ${unknown.value}`;
  return `${label}: ${reason}${nearest === undefined ? '' : `; did you mean ${nearest}?`}`;
}

/**
 * Returns message and remedy for an invalid label.
 *
 * @param fix how to correct the label, without the period
 */
export function describeInvalidLabel(
  error: InvalidLabel,
  { configFile, fix = 'Correct the label' }: { configFile: string; fix?: string },
): { message: string; remedy: string } {
  const { unknown } = error;
  const change =
    unknown === undefined ? 'correct label.pattern' : `add ${unknown.value} to targets.${unknown.part}.classes`;
  return { message: `unknown label ${explainLabel(error)}`, remedy: `${fix}, or ${change} in ${configFile}.` };
}
