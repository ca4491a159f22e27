// What the studio's page and its server say to each other: the shape of every answer and request, by route.
import type { ChartSpec } from '../charts/index.ts';
import type { Box, Part } from '../dataset/index.ts';
import type { Evaluation, RunRow } from '../training/index.ts';

/** Answer of every route that fails: what was wrong, and what to do. */
export interface ApiError {
  error: string;
  remedy?: string;
}

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
  samples: number;
  runs: number;
  studies: number;
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
 * GET /api/samples?target=&class=&entity=&street=&part=&finding=&minSize=&maxSize=&text=&offset=&limit=
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
  screenshot: { path: string; picture: string; width: number; height: number };
  boxes: { id: string; label: string; box: Box; own: boolean }[];
  box: Box;
  burst: string;
  source: string;
  flags: string[];
  neighbours: (SampleRow & { distance: number })[];
  predictions: { run: string; split: Part; predicted: string; probabilities: number[]; classes: string[] }[];
  findings: string[];
  edits: EditView[];
}

/** GET /api/findings: those of `inspect`, with what has been worked off. */
export interface FindingView {
  kind: string;
  name: string;
  count: number;
  limit: number | null;
  action: string;
  samples: { id: string; note: string; done: boolean }[];
}

/** GET /api/edits; POST /api/edits with an `EditRequest`; DELETE /api/edits/:number undoes one. */
export type EditRequest =
  | { kind: 'exclude'; sample: string; reason: string }
  | { kind: 'relabel'; sample: string; label: string; reason: string }
  | { kind: 'merge'; keep: string; drop: string[]; reason: string };
export type EditView = EditRequest & { number: number; who: string; when: string; undone: boolean };

/** GET /api/runs */
export type { RunRow } from '../training/index.ts';

/** GET /api/runs/:name */
export interface RunView extends RunRow {
  config: Record<string, unknown>;
  machine: Record<string, unknown>;
  versions: Record<string, string>;
  stopReason: string | null;
  error: string | null;
  command: string | null;
  data: { train: number; val: number; test: number };
  history: Record<string, number | null>[];
  evaluated: ('val' | 'test')[];
  hasReport: boolean;
}

/** GET /api/runs/:name/evaluation/:split; POST evaluates (opening the test split is logged). */
export interface EvaluationView {
  evaluation: Evaluation;
  outdated: string[];
  charts: Record<string, ChartSpec>;
  /** Samples by doubt, most doubtful first. */
  samples: {
    id: string;
    thumbnail: string;
    true: string;
    predicted: string;
    probabilities: number[];
    confidence: number;
    margin: number;
    entropy: number;
    loss: number;
  }[];
}

/** GET /api/runs/:name/maps?sample=ID&method=gradCam&layer=&of=logit: one map for each class. */
export interface MapsView {
  sample: string;
  layer: string;
  layers: { name: string; height: number; width: number }[];
  methods: string[];
  maps: { class: string; peak: number; height: number; width: number; values: number[]; isZero: boolean }[];
}

/** GET /api/compare?runs=a,b */
export interface ComparisonView {
  runs: RunRow[];
  settings: { field: string; values: string[] }[];
  curves: ChartSpec;
  /** Words of the paired comparison, where two runs were evaluated on the same samples. */
  verdict: string | null;
}

/** POST /api/jobs: starts training in a process of its own; GET /api/jobs lists; DELETE /api/jobs/:run stops (keeps the best weights). */
export interface TrainRequest {
  model: string;
  target?: string;
  seed?: number;
  epochs?: number;
  batchSize?: number;
  learningRate?: number;
  patience?: number;
  classWeight?: string;
  sampling?: string;
  name?: string;
  repeats?: number;
  /** Goes on with an interrupted run of this name; the rest is ignored. */
  resume?: string;
}
export interface JobView {
  id: number;
  run: string | null;
  command: string;
  status: 'starting' | 'running' | 'ended' | 'failed';
  startedAt: string;
  /** Last lines it printed. */
  output: string[];
}

/** GET /api/events (server-sent; `Last-Event-ID` brings what was missed): `data` of each event by its name. */
export interface Events {
  /** A run was made, changed or is gone. */
  run: { name: string; status: string };
  /** An epoch of a going run has ended. */
  epoch: {
    run: string;
    epoch: number;
    epochs: number;
    secondsLeft: number | null;
    values: Record<string, number | null>;
  };
  job: JobView;
  edit: EditView;
  study: { name: string; trials: number };
  /** What was missed is no longer known: load everything anew. */
  reset: Record<string, never>;
}

/** GET /api/studies and /api/studies/:name */
export interface StudyRow {
  name: string;
  status: string;
  sampler: string;
  trials: number;
  finished: number;
  best: string | null;
}

/** GET /api/unlabelled?run=&by=margin: boxes and pictures without a label, the most useful first. */
export interface ProposalView {
  id: string;
  picture: string;
  box: Box | null;
  width: number;
  height: number;
  proposal: { label: string; probabilities: number[]; classes: string[] } | null;
  useful: number;
}

/** POST /api/labels: writes a Pascal VOC file beside the picture (never over one of the user's own objects). */
export interface LabelRequest {
  picture: string;
  box: Box;
  label: string;
}
