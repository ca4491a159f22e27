// Problems in the data, and their messages and remedies.
import type { ProblemPlace, SourceProblem } from '../annotations/index.ts';
import { byCodeUnits } from '../files/index.ts';
import { plural } from '../format/index.ts';
import { type BoxError, explainBox } from './fitBox.ts';
import { describeInvalidLabel, type InvalidLabel } from './labels.ts';
import type { ClassWarning } from './selectTarget.ts';

interface Size {
  width: number;
  height: number;
}

/** A problem: its kind, its location, and the values for the message. */
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

/** The kind of a problem with an image, its annotation or a class. */
export type ProblemKind = ProblemRecord['kind'];

/** A problem with message and remedy. */
export interface Problem extends ProblemPlace {
  kind: ProblemKind;
  /** Message with line, image and label, but without file and object. */
  message: string;
  /** What to do, as an imperative sentence. */
  remedy: string;
}

type Text = { message: string; remedy: string };

function describeUnannotated(problem: Extract<ProblemRecord, { kind: 'image-without-annotation' }>): Text {
  if ('expected' in problem)
    return {
      message: `annotation ${problem.expected} not found`,
      remedy:
        problem.howTo === 'annotate'
          ? 'Annotate the image, or move it out of the folder.'
          : 'Annotate the image if it shows an object.',
    };
  if ('classFolder' in problem)
    return { message: 'the image is not in the folder of a class', remedy: 'Move it into the folder of its class.' };
  const { title, others } = problem;
  return {
    message:
      others === 0
        ? `the image is not in a ${title} file`
        : `this image and ${plural(others, 'other image')} are not in a ${title} file`,
    remedy: 'Annotate images that show an object.',
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
          message: `added sample ${problem.addition}: image ${problem.named} not found`,
          remedy: 'Restore the image, or undo the added sample on the dataset page of the studio.',
        };
      return problem.named === undefined
        ? {
            message: 'no image with the name of the annotation found',
            remedy: 'Restore the image, or delete the annotation.',
          }
        : {
            message: `image ${problem.named} not found`,
            remedy: 'Put the image in the screenshots folder, or remove it from the file.',
          };
    case 'several-images':
      return {
        message: `the annotation ${problem.annotation} is already used for ${problem.used}`,
        remedy: 'Delete or rename one of the two images.',
      };
    case 'several-annotations':
      return problem.splitOfLine === undefined
        ? {
            message: `the image ${problem.named} is annotated twice; the first annotation is used`,
            remedy: 'Remove one of the two.',
          }
        : {
            message: `${problem.named} has a different split in line ${problem.splitOfLine}, which is used`,
            remedy: 'Use the same split in all rows of an image.',
          };
    case 'size-differs': {
      const [annotated, actual] = [problem.annotated, problem.actual].map(({ width, height }) => `${width}x${height}`);
      return {
        message: `the annotation is for an image of ${annotated}, but the image has ${actual}; the boxes may be off`,
        remedy: 'Restore the annotated image, or draw the boxes again.',
      };
    }
    case 'box-clamped': {
      const { width, height } = problem.actual;
      return {
        message: `${problem.label}: the box extends beyond the image of ${width}x${height} and was clamped`,
        remedy: `${problem.fix} if too little of the object remains.`,
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
        remedy: 'Lower crop.minSize in the configuration to include it.',
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

/** Adds message and remedy to a problem. */
export function describeProblem(record: ProblemRecord): Problem {
  const { kind, severity, file, line, object, image } = record;
  const { message, remedy } = describe(record);
  const location = [line === undefined ? undefined : `line ${line}`, image].filter((x) => x !== undefined);
  return {
    kind,
    severity,
    file,
    line,
    object,
    image,
    message: [...location, message].join(': '),
    remedy,
  };
}

/** Formats a problem in one line: `screenshots/ttc/a.xml, object 3: the box is empty ... Draw it again ...`. */
export function formatProblem({ file, object, message, remedy }: Problem): string {
  return `${file}${object === undefined ? '' : `, object ${object}`}: ${message}. ${remedy}`;
}

/** Compares problems by file, object and kind, for `sort`. */
export function byPlace(a: Problem, b: Problem): number {
  return (
    byCodeUnits(a.file, b.file) ||
    (a.object ?? 0) - (b.object ?? 0) ||
    byCodeUnits(a.kind, b.kind) ||
    byCodeUnits(a.message, b.message)
  );
}
