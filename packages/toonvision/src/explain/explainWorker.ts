// Worker thread of explanations: maps and their files, audits, confusers.
import { workerData } from 'node:worker_threads';
import { modelFromFiles } from '@toonvision/nn';
import { serveJobs } from '../threads/index.ts';
import { auditSample, type SampleAudit, type SampleAuditOptions } from './audit/auditSample.ts';
import { correlateWithShuffled, type ShuffledCorrelations } from './audit/randomization.ts';
import { findSampleConfusers, type SampleConfusers } from './confusers/findSampleConfusers.ts';
import type { ColorScale, ScaleKind } from './drawing/index.ts';
import { writeFigures } from './drawing/writeFigures.ts';
import {
  type ClassChoice,
  type ExplainedRun,
  type ExplainedSample,
  explainImage,
  loadImage,
  type Subject,
} from './explainedSample.ts';
import { type Explainer, type ExplainerOptions, openExplainer } from './maps/index.ts';

/** Data that a worker is started with. */
export interface WorkerInit {
  modelJson: string;
  weights: Uint8Array;
  run: ExplainedRun;
  explainer: ExplainerOptions;
}

/** A job for a worker. */
export type ExplainJob =
  | {
      kind: 'explain';
      subject: Subject;
      classes: ClassChoice;
      /** Output folder; without it no files are written. */
      folder?: string;
      colors: ColorScale;
      scale: ScaleKind;
    }
  | { kind: 'audit'; subject: Subject; options: SampleAuditOptions }
  | { kind: 'randomize'; subject: Subject; seed: number }
  | { kind: 'confusers'; subject: Subject };

/** Result of a job, by its kind. */
export type ExplainResult =
  | { kind: 'explain'; sample: ExplainedSample; files: string[] }
  | { kind: 'audit'; audit: SampleAudit }
  | { kind: 'randomize'; correlations: ShuffledCorrelations }
  | { kind: 'confusers'; confusers: SampleConfusers };

const init = workerData as WorkerInit;
const model = modelFromFiles(init);
let explainer: Promise<Explainer> | undefined;
const getExplainer = () => {
  explainer ??= openExplainer(model, init.explainer);
  return explainer;
};

async function runJob(job: ExplainJob): Promise<ExplainResult> {
  const { subject } = job;
  const loaded = await loadImage(subject.file, init.run.input);
  switch (job.kind) {
    case 'explain': {
      const sample = explainImage(await getExplainer(), init.run, subject, loaded, job.classes);
      const files = job.folder === undefined ? [] : await writeFigures(sample, loaded.image, job.folder, job);
      return { kind: 'explain', sample, files };
    }
    case 'audit':
      return {
        kind: 'audit',
        audit: await auditSample(model, await getExplainer(), init.run, subject, loaded, job.options),
      };
    case 'randomize': {
      const correlations = await correlateWithShuffled(model, init.explainer, loaded.pixels, job.seed);
      return { kind: 'randomize', correlations };
    }
    case 'confusers':
      return { kind: 'confusers', confusers: await findSampleConfusers(model, init.run, subject, loaded) };
  }
}

serveJobs(runJob);
