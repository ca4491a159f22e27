// Checks whether a label is one of the project's, and which one was probably meant.
import type { Project } from '../config/index.ts';
import { nearestName, UserError } from '../errors/index.ts';

/** Why a label is not one of the project's. */
export interface InvalidLabel {
  label: string;
  /** The part whose value is not among its classes; undefined where the label does not match the pattern. */
  unknown?: { part: string; value: string };
  /** The class, or the label in the data, that is spelled most like it. */
  nearest?: string;
}

/** The parts of a label, or why it is not valid. */
export type LabelCheck =
  | { parts: Record<string, string>; error?: undefined }
  | { parts?: undefined; error: InvalidLabel };

/**
 * The parts of a label, or an error: it does not match the pattern, or a part is not among the classes that the project lists
 * for it.
 *
 * @example
 * checkLabel(project, 'cog_bb_flunkie') // { error: { label: ..., unknown: { part: 'entity', value: 'flunkie' }, nearest: 'flunky' } }
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

/** True for a label of the project. */
export const isLabel = (project: Project, label: string): boolean => checkLabel(project, label).error === undefined;

/**
 * The parts of a label.
 *
 * @param where how messages call the place the label is in
 * @throws UserError when the label is not one of the project's
 */
export function requireLabel(project: Project, label: string, where?: string): Record<string, string> {
  const { parts, error } = checkLabel(project, label);
  if (error === undefined) return parts;
  const { message, remedy } = describeInvalidLabel(error, { configFile: project.configFile });
  throw new UserError(message, { where, remedy });
}

/** `cog_bb_flunkie: no entity is called flunkie; did you mean flunky?` */
export function explainLabel({ label, unknown, nearest }: InvalidLabel): string {
  const reason =
    unknown === undefined ? 'it does not match label.pattern' : `no ${unknown.part} is called ${unknown.value}`;
  return `${label}: ${reason}${nearest === undefined ? '' : `; did you mean ${nearest}?`}`;
}

/**
 * Message and remedy for a label.
 *
 * @param fix how to correct the label, without its end
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
