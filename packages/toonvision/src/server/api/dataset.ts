// Answers and requests about the project, its samples, findings and edits.
import type { Box, SplitName } from '../../dataset/index.ts';

/** A step from screenshots to an evaluated model, with a hint and command to carry it out. */
export interface Step {
  name: 'extract' | 'split' | 'train' | 'evaluate';
  done: boolean;
  hint: string;
  command: string;
}

/** GET /api/project */
export interface ProjectView {
  name: string;
  directory: string;
  version: string;
  target: string;
  targets: { name: string; classes: { name: string; label: string; color: { light: string; dark: string } }[] }[];
  input: { height: number; width: number; fit: string };
  models: string[];
  /** Training settings of the configuration as text; the augmentation in the format of `--augmentation`. */
  configured: Record<string, string>;
  /** Labels in use, the most frequent first: those that a sample can be relabeled to. */
  labels: { label: string; count: number; parts: Record<string, string> }[];
  samples: number;
  runs: number;
  studies: number;
  /** The built-in search spaces. */
  spaces: string[];
  /** Cores of the machine. */
  cores: number;
  steps: Step[];
}

/** GET /api/dataset?target=suit&level=entity */
export interface DatasetView {
  total: number;
  excluded: number;
  streets: string[];
  levels: {
    level: string;
    /** Size of the largest class divided by that of the smallest non-empty one; null with fewer than two. */
    ratio: number | null;
    counts: { className: string; name: string; count: number; goal: number | null }[];
  }[];
  /** Rows are entities (or classes), columns streets; `goal` is per cell. */
  table: {
    level: string;
    rows: { className: string; name: string }[];
    columns: string[];
    counts: number[][];
    goal: number | null;
  };
  /** Null before the first split. */
  split: { total: Record<SplitName, number>; perClass: Record<string, Record<SplitName, number>> } | null;
  splits: SplitName[];
  wanted: string[];
  testOpenings: { date: string; run: string; reason: string }[];
}

/** One sample in a gallery. `thumbnail` is a path to GET. */
export interface SampleRow {
  id: string;
  label: string;
  street: string | null;
  parts: Record<string, string>;
  split: SplitName | null;
  width: number;
  height: number;
  thumbnail: string;
  excluded: boolean;
  relabeled: boolean;
  /** The prediction of the run that the request names. */
  prediction?: { true: string; predicted: string; confidence: number };
}

/**
 * GET /api/samples?target=&class=&entity=&street=&split=&finding=&edited=&minSize=&maxSize=&text=&offset=&limit=
 *
 * With `run`, only samples that the run was evaluated on, filtered by `true`, `predicted` and `outcome`; `split` is
 * then the split of the evaluation. At most 500 per page; `total` counts the samples that match the filters.
 */
export interface SamplePage {
  total: number;
  offset: number;
  samples: SampleRow[];
}

/** GET /api/samples/:id (the id percent-encoded) */
export interface SampleView extends SampleRow {
  crop: string;
  /** Null when the file no longer exists. */
  screenshot: { path: string; url: string; width: number; height: number } | null;
  boxes: { id: string; label: string; box: Box; own: boolean }[];
  /** The annotated label, before any edit. */
  annotated: string;
  box: Box;
  burst: string;
  source: string;
  /** Set for samples added by hand. */
  added: { who: string; when: string } | null;
  flags: string[];
  /** The most similar samples, with the number of differing hash bits (0 to 64); null while crops are being read. */
  neighbors: (SampleRow & { distance: number })[] | null;
  predictions: { run: string; split: SplitName; predicted: string; probabilities: number[]; classes: string[] }[];
  findings: string[];
  edits: EditView[];
}

/** GET /api/findings: the findings of `inspect`, or its progress; POST starts another inspection. */
export type FindingsView =
  | { state: 'reading'; done: number; total: number }
  | { state: 'ready'; findings: FindingView[]; clean: string[]; unchecked: { kind: string; reason: string }[] };

/** One kind of data issue. Related samples form a group, which is `done` when an edit has resolved it. */
export interface FindingView {
  kind: string;
  /** What `number` counts. */
  what: string;
  number: number;
  limit: number;
  above: boolean;
  message: string;
  remedy: string;
  groups: { ids: string[]; done: boolean }[];
}

/** GET /api/edits; POST /api/edits with an `EditRequest`; DELETE /api/edits/:number undoes one. */
export type EditRequest =
  | { kind: 'exclude'; sample: string; reason: string }
  | { kind: 'relabel'; sample: string; label: string; reason: string }
  | { kind: 'merge'; keep: string; drop: string[]; reason: string };
export type EditView = EditRequest & { number: number; who: string; when: string; undone: boolean };
