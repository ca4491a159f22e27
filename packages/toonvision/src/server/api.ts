// What the studio's page and its server say to each other: the shape of every answer and request, by route.
import type { Box, Part } from '../dataset/index.ts';
import type { ClassificationReport } from '../evaluation/index.ts';
import type { Distribution, MetricComparison, RepeatedMetric, RepeatedRun, RepeatedSample } from '../repeats/index.ts';
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
  /** Where it is while it goes. */
  progress: Progress | null;
  /** The group of repeats it belongs to. */
  repeats: string | null;
  evaluated: ('val' | 'test')[];
  hasReport: boolean;
}

/** How far a going run is, after an epoch. */
export interface Progress {
  epoch: number;
  /** At most. */
  epochs: number;
  /** At most: it may stop early. */
  secondsLeft: number | null;
  values: Record<string, number | null>;
}

/** GET /api/runs/:name/validation?epoch=: what was taken for what after an epoch, without one after the last. */
export interface ValidationView {
  classes: string[];
  /** Epochs that were kept; none before the first has ended, and of runs that did not keep them. */
  epochs: number[];
  /** Rows true, columns predicted; null where none was kept of the epoch. */
  validation: { epoch: number; confusion: number[][] } | null;
}

/** GET /api/runs/:name/evaluation/:split, .../chart/:chart?theme=; POST evaluates (opening the test split is logged). */
export interface EvaluationView {
  evaluation: Evaluation;
  outdated: string[];
  /** The report of the samples of each street. */
  streets: { street: string; report: ClassificationReport }[];
  /** Paths of the drawn charts (SVG), by name; `?theme=` light or dark. */
  charts: Record<string, string>;
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
  /** Its class, where it is a sample of the run's target. */
  truth?: string;
  predicted: string;
  classes: string[];
  probabilities: number[];
  method: string;
  of: 'logit' | 'probability';
  layer: string;
  /** Those a method can look at. */
  layers: { name: string; height: number; width: number }[];
  methods: { name: string; title: string; needsLayer: boolean }[];
  /** Pixels of the model's input, of the picture, and where the picture lies in the input. */
  input: { width: number; height: number };
  picture: { width: number; height: number };
  area: { top: number; left: number; height: number; width: number };
  maps: {
    class: string;
    probability: number;
    height: number;
    width: number;
    /** Where the cells lie in the input. */
    grid: { top: number; left: number; stepY: number; stepX: number };
    /** The largest value; nothing speaks for the class where it is 0. */
    peak: number;
    isZero: boolean;
    /** Base64 of little-endian float32, row by row. */
    values: string;
  }[];
}

/** POST /api/runs/:name/try with the bytes of a picture, `?maps=no` for the probabilities alone; the picture is not kept. */
export type TryView = Pick<MapsView, 'predicted' | 'classes' | 'probabilities'> & Partial<MapsView>;

/** GET /api/repeats: the newest first. */
export interface RepeatsRow {
  name: string;
  status: string;
  model: string;
  target: string;
  seeds: number;
  finished: number;
  parameters: number;
  valAccuracy: Distribution | null;
  testAccuracy: Distribution | null;
  testWrong: Distribution | null;
  startedAt: string;
}

/** GET /api/repeats/:name; POST goes on with those that were interrupted. Charts by GET .../chart/:metric?split=&theme=&with= */
export interface RepeatsView extends RepeatsRow {
  classes: string[];
  settings: Record<string, unknown>;
  command: string | null;
  metrics: Record<'val' | 'test', { metric: RepeatedMetric; distribution: Distribution; chart: string }[]>;
  runs: RepeatedRun[];
  /** Of the test split; null where no run was evaluated on it. */
  extremes: { best: string; worst: string } | null;
  /** Of the test split, those that are wrong most often first. */
  samples: (RepeatedSample & { thumbnail: string })[];
  /** Others of the same classes, to compare with. */
  others: string[];
}

/** GET /api/repeats/:name/against/:other?split=: the other less this one, paired by seed. */
export type RepeatsComparisonView =
  | {
      split: 'val' | 'test';
      seeds: number[];
      level: number;
      metrics: MetricComparison[];
      charts: Record<string, string>;
    }
  | { missing: string };

/** GET /api/compare?runs=a,b */
export interface ComparisonView {
  runs: RunRow[];
  /** Settings that differ, a value a run. */
  settings: { field: string; values: string[] }[];
  curves: { run: string; history: Record<string, number | null>[] }[];
  /** Of the first two runs, where both were evaluated on one side of the same split; else why there is none. */
  paired:
    | {
        split: 'val' | 'test';
        samples: number;
        onlyFirst: number;
        onlySecond: number;
        /** Accuracy of the second less that of the first. */
        difference: number;
        interval: { low: number; high: number };
        pValue: number;
        /** Samples that just one of them got right. */
        differing: { id: string; true: string; first: string; second: string }[];
      }
    | { missing: string };
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
  /** `flip,rotation=0.05`, or `none`. */
  augmentation?: string;
  optimizer?: string;
  schedule?: string;
  loss?: string;
  name?: string;
  repeats?: number;
  /** Goes on with an interrupted run of this name; the rest is ignored. */
  resume?: string;
}
export interface JobView {
  id: number;
  run: string | null;
  /** The study it goes on with, where it is a search. */
  study: string | null;
  /** The group, where it trains repeats. */
  repeats: string | null;
  command: string;
  status: 'starting' | 'running' | 'ended' | 'failed';
  startedAt: string;
  /** Last lines it printed. */
  output: string[];
}

/** GET /api/studies: the newest first. */
export interface StudyRow {
  name: string;
  space: string;
  sampler: string;
  target: string;
  objectives: string[];
  finished: number;
  running: number;
  failed: number;
  /** Of the smallest within one standard error of the best. */
  best: { trial: number; value: number; parameters: number } | null;
  createdAt: string;
}

export interface StudyTrial {
  number: number;
  state: 'running' | 'finished' | 'failed';
  values: Record<string, string | number | boolean>;
  /** On each axis, 0 to 1; null where the hyperparameter does not count. */
  places: (number | null)[];
  /** As they are, in the order of the study's; null while there is no result. */
  objectives: number[] | null;
  accuracy: number | null;
  parameters: number | null;
  multiplyAdds: number | null;
  epochs: number | null;
  bestEpoch: number | null;
  seconds: number | null;
  /** It was still improving when its epochs ended. */
  cutShort: boolean;
  isOnFront: boolean;
  error: string | null;
  startedAt: string;
}

/** GET /api/studies/:name; charts by GET /api/studies/:name/chart/:chart?theme= */
export interface StudyView {
  name: string;
  space: string;
  sampler: string;
  target: string;
  epochs: number;
  createdAt: string;
  objectives: { name: string; maximize: boolean }[];
  /** Hyperparameters that vary. */
  axes: { name: string; ticks: { at: number; text: string }[] }[];
  trials: StudyTrial[];
  best: number | null;
  importances: { name: string; gain: number }[];
  /** A tighter space from the best trials, as `study narrow` proposes it; null where there is none. */
  narrowing: { reasons: string[]; text: string } | null;
  /** Paths of the drawn charts (SVG), by name. */
  charts: Record<string, string>;
}

/** POST /api/studies: searches in a process of its own; POST /api/studies/:name/resume goes on with what was asked for then. */
export interface TuneRequest {
  name: string;
  space?: string;
  sampler?: string;
  target?: string;
  trials?: number;
  epochs?: number;
  seed?: number;
  executions?: number;
  objectives?: string[];
  augmentation?: string;
  maxParameters?: number;
  maxMultiplyAdds?: number;
  narrow?: string;
}

/** GET /api/events (server-sent; `Last-Event-ID` brings what was missed): `data` of each event by its name. */
export interface Events {
  /** A run was made, changed or is gone. */
  run: { name: string; status: string };
  /** An epoch of a going run has ended. */
  epoch: Progress & { run: string };
  job: JobView;
  /** Trials of a study began or ended, or it is gone. */
  study: { name: string };
  /** A run of repeats ended, or they are gone. */
  repeats: { name: string };
  edit: EditView;
  /** Something was labelled, or a label taken back. */
  labels: Record<string, never>;
  /** What was missed is no longer known: load everything anew. */
  reset: Record<string, never>;
}

/** A picture of the project: `url` and `thumbnail` are paths to GET. */
export interface PictureRow {
  path: string;
  url: string;
  thumbnail: string;
}

/** GET /api/unlabelled: pictures that nothing annotates; at most 500. */
export interface UnlabelledView {
  /** The kind of the project's annotations; Pascal VOC is written beside the picture, for others a sample record. */
  kind: string;
  /** Whether samples are whole pictures. */
  whole: boolean;
  total: number;
  pictures: PictureRow[];
}

/** GET /api/screenshots?text=&street=&offset=&limit=: all pictures of the project. */
export interface ScreenshotPage {
  total: number;
  offset: number;
  streets: string[];
  whole: boolean;
  screenshots: (PictureRow & { boxes: { label: string; box: Box }[] })[];
}

/** GET /api/suggestions?run=: what to label next, by `toonvision suggest`. Looking takes a while: until then it says how far it is. */
export type SuggestionsView =
  | { state: 'reading'; done: number; total: number }
  | {
      state: 'ready';
      run: string;
      target: string;
      classes: string[];
      unlabelled: number;
      looked: number;
      /** The most helpful first; at most 500. */
      suggestions: (PictureRow & {
        /** That may hold an object, the likeliest first; empty where the picture is one as a whole. */
        boxes: Box[];
        predicted: string;
        probabilities: number[];
        /** Null for a screenshot. */
        margin: number | null;
        reason: string;
      })[];
    };

/**
 * POST /api/labels: writes what is on a picture: Pascal VOC beside it, never over another file, or a sample record in
 * `dataset/added.jsonl`. Boxes are in pixels of the picture, null for all of it. POST /api/labels/withdraw takes a Pascal VOC
 * file back that was written of the same request.
 */
export interface LabelRequest {
  picture: string;
  objects: { box: Box | null; label: string }[];
}
export interface LabelAnswer {
  kind: 'voc' | 'added' | 'folder';
  picture: string;
  /** Null where the folder itself says the label. */
  annotation: string | null;
  objects: number;
  /** Numbers of the records, which DELETE /api/additions/:number takes back. */
  additions: number[];
}

/**
 * POST /api/pictures, a form with the fields `picture` (a file) and `request` (this, as JSON): stores a picture from outside in a
 * folder below the screenshots and writes what is on it.
 */
export interface PictureRequest {
  folder: string;
  name: string;
  objects: LabelRequest['objects'];
}

/** GET /api/additions: what was added by hand; DELETE /api/additions/:number undoes one. */
export interface AdditionView {
  number: number;
  picture: string;
  box: Box | null;
  label: string;
  who: string;
  when: string;
  undone: boolean;
}
