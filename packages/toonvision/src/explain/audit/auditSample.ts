// How good the explanation of one sample is: its energy inside the object, and what taking away its places does.
import { openPredictor, type Predictor, type Sequential, streamKey, uniform } from '@toonvision/nn';
import { resizeMap } from '../drawing/index.ts';
import { type ExplainedRun, explainImage, type LoadedImage, type Subject } from '../explainedSample.ts';
import type { Explainer } from '../maps/index.ts';
import { type MapEnergy, mapEnergy } from './energy.ts';
import { highestFirst, type PerturbationCurves, perturbationCurves } from './perturbation.ts';
import { readSilhouette } from './silhouettes.ts';

export interface SampleAuditOptions {
  /** Which class is explained. */
  classes: 'predicted' | 'true';
  /** Parts of the deletion and insertion curves; 0 leaves them out. */
  steps: number;
  /** Of the random orders. */
  seed: number;
}

export interface SampleAudit {
  name: string;
  truth: string;
  predicted: string;
  street: string | null;
  isZero: boolean;
  /** null without a silhouette, and for a map without a value above 0. */
  energy: MapEnergy | null;
  hasSilhouette: boolean;
  /** By the map, and by a random map of the same resolution; null where they were left out or the map is zero. */
  curves: { map: PerturbationCurves; random: PerturbationCurves } | null;
}

const predictors = new WeakMap<Sequential, Promise<Predictor>>();

/** Audits one sample. */
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
  const curvesBy = (values: Float32Array) => {
    const order = highestFirst(resizeMap({ ...map, values }, { width, height }, whole));
    return perturbationCurves(pixels, channels, order, steps, probabilityOf);
  };
  const random = uniform(streamKey(seed, `audit/${subject.name}`), map.values.length, 0, 1);
  return { ...base, isZero: false, energy, curves: { map: curvesBy(map.values), random: curvesBy(random) } };
}
