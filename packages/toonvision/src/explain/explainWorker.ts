// A thread that explains images: maps and their files, audits, confusers.
import { workerData } from 'node:worker_threads';
import { modelFromFiles } from '@toonvision/nn';
import { serveJobs } from '../threads/index.ts';
import { auditSample, type SampleAudit, type SampleAuditOptions } from './audit/auditSample.ts';
import { correlateShuffled, type ShuffledCorrelations } from './audit/randomization.ts';
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

export interface ThreadStart {
  modelJson: string;
  weights: Uint8Array;
  run: ExplainedRun;
  explainer: ExplainerOptions;
}

export type ExplainJob =
  | {
      kind: 'explain';
      subject: Subject;
      classes: ClassChoice;
      /** Folder for the image's files; none are written without. */
      folder?: string;
      colors: ColorScale;
      scale: ScaleKind;
    }
  | { kind: 'audit'; subject: Subject; options: SampleAuditOptions }
  | { kind: 'randomize'; subject: Subject; seed: number }
  | { kind: 'confusers'; subject: Subject };

export type ExplainAnswer =
  | { kind: 'explain'; sample: ExplainedSample; files: string[] }
  | { kind: 'audit'; audit: SampleAudit }
  | { kind: 'randomize'; correlations: ShuffledCorrelations }
  | { kind: 'confusers'; confusers: SampleConfusers };

const start = workerData as ThreadStart;
const model = modelFromFiles(start);
let opened: Promise<Explainer> | undefined;
const explainerOnce = () => {
  opened ??= openExplainer(model, start.explainer);
  return opened;
};

async function answer(job: ExplainJob): Promise<ExplainAnswer> {
  const { subject } = job;
  const loaded = await loadImage(subject.file, start.run.input);
  switch (job.kind) {
    case 'explain': {
      const sample = explainImage(await explainerOnce(), start.run, subject, loaded, job.classes);
      const files = job.folder === undefined ? [] : await writeFigures(sample, loaded.image, job.folder, job);
      return { kind: 'explain', sample, files };
    }
    case 'audit':
      return {
        kind: 'audit',
        audit: await auditSample(model, await explainerOnce(), start.run, subject, loaded, job.options),
      };
    case 'randomize': {
      const correlations = await correlateShuffled(model, start.explainer, loaded.pixels, job.seed);
      return { kind: 'randomize', correlations };
    }
    case 'confusers':
      return { kind: 'confusers', confusers: await findSampleConfusers(model, start.run, subject, loaded) };
  }
}

serveJobs(answer);
