// Problems in the data: a code, a place and values; and the one place that turns them into a message and a remedy.
import type { ProblemPlace, SourceProblem } from '../annotations/index.ts';
import { byCodeUnits } from '../files/index.ts';
import { type BoxError, explainBox } from './fitBox.ts';
import { describeInvalidLabel, type InvalidLabel } from './labels.ts';
import type { ClassWarning } from './selectTarget.ts';

interface Size {
  width: number;
  height: number;
}

/** One problem as data. */
export type ProblemRecord =
  | SourceProblem
  | (ProblemPlace &
      (
        | { kind: 'broken-image' | 'broken-annotation'; reason: string; fix?: string }
        | { kind: 'size-differs'; annotated: Size; actual: Size }
        | { kind: 'box-clamped'; label: string; actual: Size; fix: string }
        | { kind: BoxError['kind']; label: string; error: BoxError; fix: string }
        | { kind: 'unknown-label'; error: InvalidLabel; configFile: string; fix: string }
        | { kind: ClassWarning['kind']; warning: ClassWarning }
      ));

/** What can be wrong with an image, its annotation or a class. */
export type ProblemKind = ProblemRecord['kind'];

/** One problem, with its text. */
export interface Problem extends ProblemPlace {
  kind: ProblemKind;
  /** Names the line, image and label, not the file and object. */
  message: string;
  /** What to do, an imperative sentence. */
  remedy: string;
}

type Text = { message: string; remedy: string };

function describeUnannotated(problem: Extract<ProblemRecord, { kind: 'image-without-annotation' }>): Text {
  if ('expected' in problem)
    return {
      message: `there is no annotation ${problem.expected}`,
      remedy:
        problem.howTo === 'annotate'
          ? 'Annotate the image, or move it out of the folder.'
          : 'Nothing is taken from it; annotate it if there is something on it.',
    };
  if ('classFolder' in problem)
    return { message: 'it is in no folder of a class', remedy: 'Move it into the folder of its class.' };
  const { title, others } = problem;
  const more = others === 0 ? '' : `, and neither ${others === 1 ? 'is 1 other image' : `are ${others} other images`}`;
  return {
    message: `it is in no ${title} file${more}`,
    remedy: 'Nothing is taken from them; annotate them if there is something on them.',
  };
}

function describe(problem: ProblemRecord): Text {
  switch (problem.kind) {
    case 'broken-image':
    case 'broken-annotation':
      return { message: problem.reason, remedy: problem.fix ?? 'Fix the file or delete it.' };
    case 'broken-object':
      return { message: problem.reason, remedy: problem.fix };
    case 'image-without-annotation':
      return describeUnannotated(problem);
    case 'annotation-without-image':
      if (problem.addition !== undefined)
        return {
          message: `added sample ${problem.addition}: there is no image ${problem.named}`,
          remedy: 'Put the image back, or undo the added sample on the dataset page of the studio.',
        };
      return problem.named === undefined
        ? {
            message: 'there is no image of that name next to the annotation',
            remedy: 'Put the image back, or delete the annotation.',
          }
        : {
            message: `there is no image ${problem.named}`,
            remedy: 'Put the image below the screenshots folder, or remove it from the file.',
          };
    case 'several-images':
      return {
        message: `it shares the annotation ${problem.annotation} with ${problem.used}, which is used`,
        remedy: 'Delete one of the two images, or give each a name of its own.',
      };
    case 'several-annotations':
      return problem.splitOfLine === undefined
        ? {
            message: `the image ${problem.named} is annotated twice; the first counts`,
            remedy: 'Remove one of the two.',
          }
        : {
            message: `${problem.named} has another split in line ${problem.splitOfLine}, which counts`,
            remedy: 'Give all rows of an image the same split.',
          };
    case 'size-differs': {
      const [annotated, actual] = [problem.annotated, problem.actual].map(({ width, height }) => `${width}x${height}`);
      return {
        message: `annotated at ${annotated}, but the image has ${actual}; the boxes may not fit`,
        remedy: 'Put back the image that was annotated, or draw the boxes again.',
      };
    }
    case 'box-clamped': {
      const { width, height } = problem.actual;
      return {
        message: `${problem.label}: the box reaches beyond the image of ${width}x${height} and was clamped`,
        remedy: `${problem.fix} if too little is left of it.`,
      };
    }
    case 'box-empty':
    case 'box-outside':
      return {
        message: `${problem.label}: ${explainBox(problem.error)}`,
        remedy: `${problem.fix}, or delete the object.`,
      };
    case 'box-too-small':
      return {
        message: `${problem.label}: ${explainBox(problem.error)}`,
        remedy: 'Nothing needs to be done; lower crop.minSize in the configuration to use it.',
      };
    case 'unknown-label':
      return describeInvalidLabel(problem.error, problem);
    case 'class-without-sample':
    case 'class-with-one-sample': {
      const { target, className, message, remedy } = problem.warning;
      return { message: `targets.${target}.${className}: ${message}`, remedy };
    }
  }
}

/** A problem with its text. */
export function describeProblem(record: ProblemRecord): Problem {
  const { kind, severity, file, line, object, image } = record;
  const { message, remedy } = describe(record);
  const place = [line === undefined ? undefined : `line ${line}`, image].filter((part) => part !== undefined);
  return {
    kind,
    severity,
    file,
    line,
    object,
    image,
    message: [...place, message].join(': '),
    remedy,
  };
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
