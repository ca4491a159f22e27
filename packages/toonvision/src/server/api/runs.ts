// Answers about runs, their evaluations, predictions and maps, repeats and comparisons.
import type { ClassificationReport, EvaluationMetric } from '../../evaluation/index.ts';
import type { Distribution, MetricComparison, RepeatedRun, RepeatedSample } from '../../repeats/index.ts';
import type { Evaluation, RunRow } from '../../training/index.ts';

/** GET /api/runs */
export type { RunRow } from '../../training/index.ts';

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
  /** Set while the run is active. */
  progress: Progress | null;
  /** The group of repeats it belongs to. */
  repeats: string | null;
  evaluated: ('val' | 'test')[];
  hasReport: boolean;
}

/** Progress of an active run after an epoch. */
export interface Progress {
  epoch: number;
  /** Maximum number of epochs. */
  epochs: number;
  /** An upper bound: the run may stop early. */
  secondsLeft: number | null;
  values: Record<string, number | null>;
}

/** GET /api/runs/:name/validation?epoch=: validation confusion matrix after an epoch (default: the last). */
export interface ValidationView {
  classes: string[];
  /** Epochs with a stored matrix; empty before the first epoch and for runs that stored none. */
  epochs: number[];
  /** Rows are true classes, columns predicted ones; null for epochs without a matrix. */
  validation: { epoch: number; confusion: number[][] } | null;
}

/** GET /api/runs/:name/evaluation/:split, .../chart/:chart?theme=. POST evaluates; opening the test split is logged. */
export interface EvaluationView {
  evaluation: Evaluation;
  outdated: string[];
  /** A classification report per street. */
  streets: { street: string; report: ClassificationReport }[];
  /** Paths of the charts (SVG), by name; `?theme=` light or dark. */
  charts: Record<string, string>;
}

/** Sort orders of predictions. */
export type PredictionOrder = 'mostConfident' | 'leastConfident' | 'smallestMargin' | 'highestEntropy' | 'highestLoss';

export interface PredictionRow {
  id: string;
  thumbnail: string;
  true: string;
  predicted: string;
  probabilities: number[];
  confidence: number;
  margin: number;
  entropy: number;
  loss: number;
}

/**
 * GET /api/runs/:name/predictions/:split?true=&predicted=&outcome=&order=&offset=&limit=
 *
 * `outcome` is `correct` or `wrong`. At most 500 per page; `total` counts the predictions that match the filters.
 */
export interface PredictionPage {
  total: number;
  offset: number;
  predictions: PredictionRow[];
}

/** GET /api/runs/:name/maps?sample=ID&method=gradCam&layer=&of=logit: one class activation map per class. */
export interface MapsView {
  sample: string;
  /** The true class, if the sample has one for the run's target. */
  truth?: string;
  predicted: string;
  classes: string[];
  probabilities: number[];
  method: string;
  of: 'logit' | 'probability';
  layer: string;
  /** Layers that a method can use. */
  layers: { name: string; height: number; width: number }[];
  methods: { name: string; title: string; needsLayer: boolean }[];
  /** Size of the model's input and of the image in pixels, and the area of the input that the image covers. */
  input: { width: number; height: number };
  image: { width: number; height: number };
  area: { top: number; left: number; height: number; width: number };
  maps: {
    class: string;
    probability: number;
    height: number;
    width: number;
    /** Position of the cells in the input. */
    grid: { top: number; left: number; stepY: number; stepX: number };
    /** The largest value; 0 when nothing in the image supports the class. */
    peak: number;
    isZero: boolean;
    /** Base64 of little-endian float32 values, row by row. */
    values: string;
  }[];
}

/** POST /api/runs/:name/try with the bytes of an image, which is not stored; `?maps=no` returns probabilities only. */
export type TryView = Pick<MapsView, 'predicted' | 'classes' | 'probabilities'> & Partial<MapsView>;

/** GET /api/repeats, newest first. */
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

/** GET /api/repeats/:name, .../chart/:metric?split=&theme=&with=; POST .../resume continues interrupted repeats. */
export interface RepeatsView extends RepeatsRow {
  classes: string[];
  settings: Record<string, unknown>;
  command: string | null;
  metrics: Record<'val' | 'test', { metric: EvaluationMetric; distribution: Distribution; chart: string }[]>;
  runs: RepeatedRun[];
  /** On the test split; null when no run was evaluated on it. */
  extremes: { best: string; worst: string } | null;
  /** Of the test split, the most often misclassified first. */
  samples: (RepeatedSample & { thumbnail: string })[];
  /** Other repeats with the same classes, for comparison. */
  others: string[];
}

/** GET /api/repeats/:name/against/:other?split=: differences of `other` minus this, paired by seed. */
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
  /** Settings that differ, with one value per run. */
  settings: { field: string; values: string[] }[];
  curves: { run: string; history: Record<string, number | null>[] }[];
  /** The first two runs on a split that both were evaluated on, or the reason why they cannot be compared. */
  paired:
    | {
        split: 'val' | 'test';
        samples: number;
        onlyFirst: number;
        onlySecond: number;
        /** Accuracy of the second run minus that of the first. */
        difference: number;
        interval: { low: number; high: number };
        pValue: number;
        /** Samples that only one of them classifies correctly. */
        differing: { id: string; true: string; first: string; second: string }[];
      }
    | { missing: string };
}
