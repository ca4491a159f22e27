// Audits a run's explanations over a split: metrics, a JSON file and charts.
import { join } from 'node:path';
import { explainAuditCurves, explainAuditEnergy, renderSvg } from '../../charts/index.ts';
import { UserError } from '../../errors/index.ts';
import { writeFileAtomic, writeJson } from '../../files/index.ts';
import { loadRunModel } from '../../training/index.ts';
import { type ExplainerOptions, METHOD_TITLES, openExplainer, type ScoreKind } from '../maps/index.ts';
import { runJobs, type ThreadOptions } from '../runJobs.ts';
import { readSplitSubjects, type SelectOptions } from '../selectSubjects.ts';
import {
  type EnergyRow,
  type PerturbationSummary,
  type RandomizationRow,
  summarizeEnergy,
  summarizePerturbation,
  summarizeRandomization,
} from './summary.ts';

/** Options of `auditExplanations`. */
export interface AuditOptions
  extends Pick<SelectOptions, 'project' | 'run' | 'split'>,
    ExplainerOptions,
    ThreadOptions {
  /** Class to explain. Default `predicted`. */
  classes?: 'predicted' | 'true';
  /** Number of steps of the deletion and insertion curves. Default 20. */
  curveSteps?: number;
  /** Number of images of the randomization check, evenly spread over the split. Default 24. */
  randomizationSamples?: number;
  /** Output folder for `audit.json` and charts; without it no files are written. */
  out?: string;
}

/** Result of an audit, as stored in `audit.json`. */
export interface ExplanationAudit {
  format: 1;
  run: string;
  /** SHA-256 of the audited weights; null if the run has not finished. */
  weightsSha256: string | null;
  split: 'val' | 'test';
  method: string;
  layer: string;
  /** Resolution of the maps. */
  height: number;
  width: number;
  of: ScoreKind;
  classes: 'predicted' | 'true';
  seed: number;
  samples: number;
  /** Number of maps without a positive value. */
  zero: number;
  /** Empty if no sample has a silhouette. */
  energy: EnergyRow[];
  perturbation: PerturbationSummary | null;
  randomization: RandomizationRow[];
}

/**
 * Audits the maps of every sample of a split. Energy and pointing game need silhouettes (`NAME.truth.json`); deletion
 * and insertion curves and the randomization check do not.
 *
 * @throws UserError like `explainSamples`, and if the split has no samples
 *
 * @example
 * const audit = await auditExplanations({ project, run });
 * audit.energy[0]; // { by: 'all', energy: 0.71, area: 0.52, hits: 0.86, ... }
 */
export async function auditExplanations(options: AuditOptions): Promise<ExplanationAudit> {
  const {
    project,
    run,
    split = 'val',
    classes = 'predicted',
    curveSteps = 20,
    randomizationSamples = 24,
    seed = 0,
    out,
  } = options;
  const model = await loadRunModel(run);
  const { layer, method, of, patches, steps, copies, noise } = options;
  const explainer = { layer, method, of, patches, steps, copies, noise, seed };
  const opened = await openExplainer(model, explainer);
  const subjects = await readSplitSubjects(project, run, split);
  if (subjects.length === 0) {
    throw new UserError(`the ${split} split has no samples of the target`, {
      remedy: 'Assign samples to it with `toonvision split`.',
    });
  }
  const randomized = subjects.filter(
    (_, index) =>
      Math.floor((index * randomizationSamples) / subjects.length) !==
      Math.floor(((index - 1) * randomizationSamples) / subjects.length),
  );
  const total = subjects.length + randomized.length;
  const shared = { model, run: run.record.config, explainer };
  const audits = await runJobs(
    subjects.map((subject) => ({ kind: 'audit' as const, subject, options: { classes, steps: curveSteps, seed } })),
    shared,
    { ...options, onProgress: (done) => options.onProgress?.(done, total) },
  );
  const shuffled = await runJobs(
    randomized.map((subject) => ({ kind: 'randomize' as const, subject, seed })),
    shared,
    { ...options, onProgress: (done) => options.onProgress?.(subjects.length + done, total) },
  );
  const samples = audits.map(({ audit }) => audit);
  const { height, width } = opened;
  const audit: ExplanationAudit = {
    format: 1,
    run: run.name,
    weightsSha256: run.record.result?.weightsSha256 ?? null,
    split,
    ...{ method: opened.method, layer: opened.layer, height, width, of: opened.of, classes, seed },
    samples: samples.length,
    zero: samples.filter(({ isZero }) => isZero).length,
    energy: summarizeEnergy(samples, run.record.config.classes),
    perturbation: summarizePerturbation(samples) ?? null,
    randomization: summarizeRandomization(shuffled.map(({ correlations }) => correlations)),
  };
  if (out !== undefined)
    await writeAudit(audit, out, { classNames: run.record.config.classNames, title: METHOD_TITLES[opened.method] });
  return audit;
}

async function writeAudit(
  audit: ExplanationAudit,
  out: string,
  { classNames, title }: { classNames: Record<string, string>; title: string },
): Promise<void> {
  const { layer, height, width, of, samples, energy, perturbation } = audit;
  const subtitle = `${title} of the ${of} at ${layer} (${height}x${width}), ${samples} samples of ${audit.split}`;
  if (energy.length > 0) {
    await writeFileAtomic(
      join(out, 'audit-energy.svg'),
      await renderSvg(explainAuditEnergy(energy, { title: 'Map energy inside the silhouette', subtitle, classNames })),
    );
  }
  if (perturbation !== null) {
    await writeFileAtomic(
      join(out, 'audit-curves.svg'),
      await renderSvg(explainAuditCurves(perturbation, { title: 'Deletion and insertion', subtitle })),
    );
  }
  await writeJson(join(out, 'audit.json'), audit);
}
