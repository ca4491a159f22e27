// Says whether a label is one the project knows, and which one was probably meant.
import { nearestName, type Project } from '../config/index.ts';

/** What is wrong with a label and what to do. */
export interface LabelFault {
  message: string;
  remedy: string;
}

/**
 * The parts of a label, or what is wrong with it: it does not match the pattern, or a part is none of the classes that
 * the project lists for it.
 *
 * @example
 * checkLabel(project, 'cog_bb_flunkie') // { message: 'unknown label cog_bb_flunkie: no entity is called flunkie; did you mean flunky?', ... }
 */
export function checkLabel(project: Project, label: string): { parts: Record<string, string> } | LabelFault {
  const parts = project.label.read(label);
  if (parts === undefined)
    return {
      message: `unknown label ${label}: it does not match label.pattern`,
      remedy: `Correct the name in labelImg, or label.pattern in ${project.configFile}.`,
    };
  for (const [part, value] of Object.entries(parts)) {
    const target = Object.hasOwn(project.targets, part) ? project.targets[part] : undefined;
    if (target === undefined || target.classes.includes(value)) continue;
    const nearest = nearestName(value, target.classes);
    return {
      message: `unknown label ${label}: no ${part} is called ${value}${nearest === undefined ? '' : `; did you mean ${nearest}?`}`,
      remedy: `Correct the name in labelImg, or add ${value} to targets.${part}.classes in ${project.configFile}.`,
    };
  }
  return { parts };
}

/** Adds the nearest label that occurs in the data to a message of `checkLabel` that has no guess yet. */
export function guessLabel(message: string, known: Iterable<string>): string {
  const label = /^unknown label (.+): it does not match label\.pattern$/s.exec(message)?.[1];
  const nearest = label === undefined ? undefined : nearestName(label, known);
  return nearest === undefined ? message : `${message}; did you mean ${nearest}?`;
}
