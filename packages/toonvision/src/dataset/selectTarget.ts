// Selects the samples of a target and their class indices.
import type { Target } from '../config/index.ts';
import { UserError } from '../errors/index.ts';
import type { Sample } from './sample.ts';

/** A class with too few samples. */
export interface ClassWarning {
  kind: 'class-without-sample' | 'class-with-one-sample';
  target: string;
  className: string;
  message: string;
  remedy: string;
}

/** The samples of a target, with their class. */
export interface TargetSelection {
  target: Target;
  /** In the order of the samples; `classIndex` is the index in `target.classes`. */
  items: { sample: Sample; classIndex: number }[];
  /** Number of samples per class, in the order of `target.classes`. */
  counts: number[];
  warnings: ClassWarning[];
}

/** Returns warnings for classes with fewer than two samples. */
function findThinClasses(target: Target, counts: readonly number[]): ClassWarning[] {
  return target.classes.flatMap((className, index) => {
    const count = counts[index] ?? 0;
    if (count > 1) return [];
    const shown = target.names[className] ?? className;
    const title = shown === className ? className : `${className} (${shown})`;
    return count === 0
      ? {
          kind: 'class-without-sample' as const,
          target: target.name,
          className,
          message: `the ${target.name} ${title} has no sample, so it cannot be learned`,
          remedy: `Annotate some, or remove ${className} from targets.${target.name}.classes.`,
        }
      : {
          kind: 'class-with-one-sample' as const,
          target: target.name,
          className,
          message: `the ${target.name} ${title} has one sample, so it can be used for training or testing, but not both`,
          remedy: 'Annotate at least three, one for each of train, val and test.',
        };
  });
}

/**
 * Selects the samples whose label has the part of the target. Others, such as Toons for the target suit, are excluded.
 *
 * @throws UserError when fewer than two classes have samples, or a sample has an unknown class.
 *
 * @example
 * const { items, warnings } = selectTarget(samples, findTarget(project, 'suit'));
 */
export function selectTarget(samples: readonly Sample[], target: Target): TargetSelection {
  const indexes = new Map(target.classes.map((className, index) => [className, index]));
  const counts = target.classes.map(() => 0);
  const items: TargetSelection['items'] = [];
  for (const sample of samples) {
    const value = Object.hasOwn(sample.parts, target.name) ? sample.parts[target.name] : undefined;
    if (value === undefined) continue;
    const classIndex = indexes.get(value);
    if (classIndex === undefined)
      throw new UserError(`${sample.label}: unknown ${target.name} ${value}`, {
        where: `${sample.screenshot}, object ${sample.object}`,
        remedy: 'The configuration changed since the samples were extracted: run `toonvision extract` again.',
      });
    counts[classIndex] = (counts[classIndex] ?? 0) + 1;
    items.push({ sample, classIndex });
  }
  const filled = target.classes.filter((_, index) => (counts[index] ?? 0) > 0);
  if (filled.length < 2)
    throw new UserError(
      filled.length === 0
        ? 'no class has samples'
        : `only the class ${filled[0]} has samples; at least two classes are needed`,
      {
        where: `target ${target.name}`,
        remedy: `Annotate objects of ${target.classes
          .filter((name) => !filled.includes(name))
          .slice(0, 5)
          .join(', ')}, or choose another target.`,
      },
    );
  return { target, items, counts, warnings: findThinClasses(target, counts) };
}

/** Returns warnings for classes of any target with fewer than two samples. */
export function findThinClassesOf(samples: readonly Sample[], targets: readonly Target[]): ClassWarning[] {
  return targets.flatMap((target) => {
    const counts = target.classes.map(
      (className) =>
        samples.filter(({ parts }) => Object.hasOwn(parts, target.name) && parts[target.name] === className).length,
    );
    return findThinClasses(target, counts);
  });
}
