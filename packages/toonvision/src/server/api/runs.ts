// Answers about runs, their evaluations and maps, repeats and comparisons.
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
  metrics: Record<'val' | 'test', { metric: EvaluationMetric; distribution: Distribution; chart: string }[]>;
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
