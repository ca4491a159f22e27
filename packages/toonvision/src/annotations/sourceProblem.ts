// Problems of a source that are found before its objects are read.

/** Location and severity of a problem. */
export interface ProblemPlace {
  /** `skipped`: the data is not used; `repaired`: it is used after a correction; `notice`: it is used as it is. */
  severity: 'skipped' | 'repaired' | 'notice';
  /** Path relative to the project folder, with `/`; the configuration file for problems of a class. */
  file: string;
  /** 1-based line number in the file. */
  line?: number;
  /** 1-based number of the object in the annotation of its image. */
  object?: number;
  /** The image, if `file` annotates several. */
  image?: string;
}

/** A problem of a source: its kind, its location, and the values for the message. */
export type SourceProblem = ProblemPlace &
  (
    | { kind: 'image-without-annotation'; expected: string; howTo: 'annotate' | 'ignore' }
    | { kind: 'image-without-annotation'; title: string; others: number }
    | { kind: 'image-without-annotation'; classFolder: true }
    | { kind: 'annotation-without-image'; named?: string; addition?: number }
    | { kind: 'several-images'; annotation: string; used: string }
    | { kind: 'several-annotations'; named: string; splitOfLine?: number }
    | { kind: 'broken-object'; reason: string; fix: string }
  );
