// Sample goals of classes and cells: configured, or the sum of the goals of their parts.
import type { LabelCount } from './countLabels.ts';

/**
 * Goals by label part (`entity: 30`). `class` is the default for the finest parts, `cell` the goal for each class of a
 * finest part on each street. 0 disables a goal.
 */
export type Goals = Readonly<Record<string, number>>;

/** Goals of the original article: 30 samples of each entity, 5 on each street. */
export const DEFAULT_GOALS = { class: 30, cell: 5 } as const;

export interface ResolvedGoals {
  isFinest(part: string): boolean;
  ofClass(part: string, className: string): number | undefined;
  ofCell(part: string, className: string): number | undefined;
}

interface GoalsInput {
  parts: readonly string[];
  classesOf: (part: string) => readonly string[];
  goals: Goals | undefined;
}

/** For each value of `fine` the values of `coarse` it occurs with. */
function parentsOf(rows: readonly LabelCount[], fine: string, coarse: string): Map<string, Set<string>> {
  const parents = new Map<string, Set<string>>();
  for (const { parts } of rows) {
    const [own, parent] = [parts[fine], parts[coarse]];
    if (own === undefined || parent === undefined) continue;
    const known = parents.get(own);
    if (known === undefined) parents.set(own, new Set([parent]));
    else known.add(parent);
  }
  return parents;
}

/**
 * Resolves which parts consist of which (an entity has one suit, so suits consist of entities), and their goals. A
 * coarse class without a goal gets the sum of the goals of its known finest classes; a finest class without samples
 * counts if all classes of its part have the same coarse class.
 */
export function goalsOf(rows: readonly LabelCount[], { parts, classesOf, goals = {} }: GoalsInput): ResolvedGoals {
  const given = (name: string): number | undefined => (Object.hasOwn(goals, name) ? goals[name] : undefined);
  const positive = (goal: number | undefined) => (goal === undefined || goal <= 0 ? undefined : goal);
  /** `fine` divides `coarse`: each value of fine has one of coarse, and there are more of them. */
  const divided = new Map<string, Map<string, Map<string, Set<string>>>>();
  for (const coarse of parts) {
    const finer = new Map<string, Map<string, Set<string>>>();
    for (const fine of parts) {
      if (fine === coarse) continue;
      const parents = parentsOf(rows, fine, coarse);
      const values = new Set([...parents.values()].flatMap((x) => [...x]));
      const functional = [...parents.values()].every((x) => x.size === 1);
      if (functional && parents.size > values.size) finer.set(fine, parents);
    }
    divided.set(coarse, finer);
  }
  const isFinest = (part: string) => (divided.get(part)?.size ?? 0) === 0;
  const own = (part: string) =>
    positive(given(part) ?? (isFinest(part) ? (given('class') ?? DEFAULT_GOALS.class) : undefined));
  const cell = positive(given('cell') ?? DEFAULT_GOALS.cell);

  const sumOf = (part: string, className: string, each: (fine: string) => number | undefined): number | undefined => {
    let sum = 0;
    for (const [fine, parents] of divided.get(part) ?? []) {
      if (!isFinest(fine)) continue;
      const all = new Set([...parents.values()].flatMap((x) => [...x]));
      const members = classesOf(fine).filter((name) => {
        const known = parents.get(name);
        return known === undefined ? all.size === 1 && all.has(className) : known.has(className);
      });
      sum += members.length * (each(fine) ?? 0);
    }
    return positive(sum);
  };
  return {
    isFinest,
    ofClass: (part, className) => own(part) ?? (given(part) === undefined ? sumOf(part, className, own) : undefined),
    ofCell: (part, className) => (isFinest(part) ? cell : sumOf(part, className, () => cell)),
  };
}
