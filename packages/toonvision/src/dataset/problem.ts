// A fault in the data: what, where, and what to do. Faults are collected, so that one run shows them all.
import { byCodeUnits } from './codeUnitOrder.ts';

/** What can be wrong with a picture or its annotation. */
export type ProblemKind =
  | 'broken-picture'
  | 'broken-annotation'
  | 'broken-object'
  | 'picture-without-annotation'
  | 'annotation-without-picture'
  | 'several-pictures'
  | 'several-annotations'
  | 'size-differs'
  | 'box-outside'
  | 'box-clamped'
  | 'box-empty'
  | 'box-too-small'
  | 'unknown-label'
  | 'class-without-sample'
  | 'class-with-one-sample';

/** One fault. `severity`: `skipped` something was left out, `repaired` it was used after a correction, `notice` nothing was changed. */
export interface Problem {
  kind: ProblemKind;
  severity: 'skipped' | 'repaired' | 'notice';
  /** Relative to the project folder, with `/`; the configuration file for faults of a class. */
  file: string;
  /** 1-based number of the object in its picture's annotation, where the fault is in one. */
  object?: number;
  message: string;
  /** What to do, an imperative sentence. */
  remedy: string;
}

/** `screenshots/ttc/a.xml, object 3: the box is empty ... Draw it again ...`, on one line. */
export function formatProblem({ file, object, message, remedy }: Problem): string {
  return `${file}${object === undefined ? '' : `, object ${object}`}: ${message}. ${remedy}`;
}

/** For `sort`: by file, then object, then kind. */
export function byPlace(a: Problem, b: Problem): number {
  return (
    byCodeUnits(a.file, b.file) ||
    (a.object ?? 0) - (b.object ?? 0) ||
    byCodeUnits(a.kind, b.kind) ||
    byCodeUnits(a.message, b.message)
  );
}
