// Answers and requests about the project, its samples, findings and corrections.
import type { Box, Part } from '../../dataset/index.ts';

/** One step of the way, with what to do when nothing is there yet. */
export interface Step {
  name: 'extract' | 'split' | 'train' | 'evaluate';
  done: boolean;
  /** What to do, in words; the command beside it. */
  hint: string;
  command: string;
}

/** GET /api/project */
export interface ProjectView {
  name: string;
  directory: string;
  version: string;
  target: string;
  targets: { name: string; classes: { name: string; label: string; colour: { light: string; dark: string } }[] }[];
  input: { height: number; width: number; fit: string };
  models: string[];
  /** What the form of a training offers, by option of `toonvision train`. */
  choices: Record<'optimizer' | 'schedule' | 'loss' | 'classWeight' | 'sampling', string[]>;
  /** The layers that can stand in front of a model; those without a strength are on or off. */
  augmentations: {
    name: string;
    /** As `--augmentation` takes it. */
    short: string;
    strength: { says: string; preset: number; most: number; whole: boolean } | null;
  }[];
  /** What the configuration says, by option; the augmentation as `--augmentation` takes it. */
  configured: Record<string, string>;
  /** Labels that occur, the most frequent first: what a sample can be corrected to. */
  labels: { label: string; count: number; parts: Record<string, string> }[];
  samples: number;
  runs: number;
  studies: number;
  /** What the form of a search offers. */
  search: { spaces: string[]; samplers: string[]; objectives: string[] };
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
    /** The largest class over the smallest that has samples; null with fewer than two. */
    ratio: number | null;
    counts: { className: string; name: string; count: number; goal: number | null }[];
  }[];
  /** Rows entities (or classes), columns streets; `goal` is that of a cell. */
  table: {
    level: string;
    rows: { className: string; name: string }[];
    columns: string[];
    counts: number[][];
    goal: number | null;
  };
  split: { parts: Record<Part, number>; perClass: Record<string, Record<Part, number>> } | null;
  parts: Part[];
  wanted: string[];
  testOpenings: { date: string; run: string; reason: string }[];
}

/** One sample in a gallery. `crop` and `thumbnail` are paths to GET. */
export interface SampleRow {
  id: string;
  label: string;
  street: string | null;
  parts: Record<string, string>;
  part: Part | null;
  width: number;
  height: number;
  thumbnail: string;
  excluded: boolean;
  relabelled: boolean;
}

/**
 * GET /api/samples?target=&class=&entity=&street=&part=&finding=&edited=&minSize=&maxSize=&text=&offset=&limit=
 *
 * At most 500 a page; `total` is the number that fit the filters.
 */
export interface SamplePage {
  total: number;
  offset: number;
  samples: SampleRow[];
}

/** GET /api/samples/:id (the id percent-encoded) */
export interface SampleView extends SampleRow {
  crop: string;
  /** Null where the screenshot is gone. */
  screenshot: { path: string; picture: string; width: number; height: number } | null;
  boxes: { id: string; label: string; box: Box; own: boolean }[];
  /** The label as annotated, before any correction. */
  annotated: string;
  box: Box;
  burst: string;
  source: string;
  /** Where it was added by hand. */
  added: { who: string; when: string } | null;
  flags: string[];
  /** Those that look most alike, by bits of the perceptual hash, 0 to 64; null while the crops are being read. */
  neighbours: (SampleRow & { distance: number })[] | null;
  predictions: { run: string; split: Part; predicted: string; probabilities: number[]; classes: string[] }[];
  findings: string[];
  edits: EditView[];
}

/** GET /api/findings: those of `inspect`; POST reads anew. Reading all crops takes a while: until then it says how far it is. */
export type FindingsView =
  | { state: 'reading'; done: number; total: number }
  | { state: 'ready'; findings: FindingView[]; clean: string[]; unchecked: { kind: string; reason: string }[] };

/** One kind of fault. What belongs together is one group; `done` where an edit has settled it. */
export interface FindingView {
  kind: string;
  /** What the number is. */
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
