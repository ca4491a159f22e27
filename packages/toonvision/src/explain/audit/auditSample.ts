// Audits the explanation of a sample: energy inside the object, deletion and insertion curves.
import { openPredictor, type Predictor, type Sequential, streamKey, uniform } from '@toonvision/nn';
import { resizeMap } from '../drawing/index.ts';
import { type ExplainedRun, explainImage, type LoadedImage, type Subject } from '../explainedSample.ts';
import type { Explainer } from '../maps/index.ts';
import { type MapEnergy, mapEnergy } from './energy.ts';
import { type PerturbationCurves, perturbationCurves, rankPixels } from './perturbation.ts';
import { readSilhouette } from './silhouettes.ts';

/** Options of `auditSample`. */
export interface SampleAuditOptions {
  /** Class to explain. */
  classes: 'predicted' | 'true';
  /** Number of steps of the deletion and insertion curves; 0 skips them. */
  steps: number;
  /** Seed of the random order. */
  seed: number;
}

/** Result of `auditSample`. */
export interface SampleAudit {
  name: string;
  truth: string;
  predicted: string;
  street: string | null;
  /** Whether the map has no positive value. */
  isZero: boolean;
  /** Null without a silhouette or for a zero map. */
  energy: MapEnergy | null;
  hasSilhouette: boolean;
  /** Curves in the order of the map, and of a random map of the same resolution; null if skipped or for a zero map. */
  curves: { map: PerturbationCurves; random: PerturbationCurves } | null;
}

const predictors = new WeakMap<Sequential, Promise<Predictor>>();

/** Audits a sample. */
export async function auditSample(
  model: Sequential,
  explainer: Explainer,
  run: ExplainedRun,
  subject: Subject,
  loaded: LoadedImage,
  { classes, steps, seed }: SampleAuditOptions,
): Promise<SampleAudit> {
  const sample = explainImage(explainer, run, subject, loaded, classes);
  const [map] = sample.maps;
  const silhouette = await readSilhouette(subject);
  const base = {
    name: subject.name,
    truth: subject.truth ?? '',
    predicted: sample.predicted,
    street: subject.street ?? null,
    hasSilhouette: silhouette !== undefined,
  };
  if (map === undefined || map.isZero) return { ...base, isZero: true, energy: null, curves: null };
  const { image, pixels } = loaded;
  const fits = silhouette?.width === image.width && silhouette.height === image.height;
  const energy = fits ? mapEnergy(resizeMap(map, image, sample.area), silhouette.mask) : null;
  if (steps === 0) return { ...base, isZero: false, energy, curves: null };

  const opened = predictors.get(model) ?? openPredictor(model);
  predictors.set(model, opened);
  const predictor = await opened;
  const { height, width, channels } = run.input;
  const whole = { top: 0, left: 0, height, width };
  const probabilityOf = (bytes: Uint8Array) => predictor.predict(bytes)[map.classIndex] ?? 0;
  const computeCurves = (values: Float32Array) => {
    const order = rankPixels(resizeMap({ ...map, values }, { width, height }, whole));
    return perturbationCurves(pixels, channels, order, steps, probabilityOf);
  };
  const random = uniform(streamKey(seed, `audit/${subject.name}`), map.values.length, 0, 1);
  return { ...base, isZero: false, energy, curves: { map: computeCurves(map.values), random: computeCurves(random) } };
}
