// What can be wrong with a source before its objects are read: a code, where, and the values that the message names.

/** Where a problem is, and what became of the data. */
export interface ProblemPlace {
  /** `skipped` it was left out, `repaired` it was used after a correction, `notice` nothing was changed. */
  severity: 'skipped' | 'repaired' | 'notice';
  /** Relative to the project folder, with `/`; the configuration file for problems of a class. */
  file: string;
  /** 1-based line of the file. */
  line?: number;
  /** 1-based number of the object in its image's annotation. */
  object?: number;
  /** The image, where `file` annotates several. */
  image?: string;
}

/** What can be wrong with a source: a code in `kind`, its place, and the values its message needs. */
export type SourceProblem = ProblemPlace &
  (
    | { kind: 'picture-without-annotation'; expected: string; howTo: 'annotate' | 'ignore' }
    | { kind: 'picture-without-annotation'; title: string; others: number }
    | { kind: 'picture-without-annotation'; classFolder: true }
    | { kind: 'annotation-without-picture'; named?: string; addition?: number }
    | { kind: 'several-pictures'; annotation: string; used: string }
    | { kind: 'several-annotations'; named: string; splitOfLine?: number }
    | { kind: 'broken-object'; reason: string; fix: string }
  );
