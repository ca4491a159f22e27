// Batch normalisation needs sums over the batch, so training cuts the plan in front of each into stages.
//
// Stage k runs for all samples before stage k + 1 begins; what stands between them (a barrier) is the batch's mean and
// variance. The way back is the same in reverse. Of each sample only the barriers' inputs are kept, and stages are
// computed again on the way back; once a barrier's input has been used for the last time, its gradient lies in its place.
import type { Plan } from '../compile/index.ts';
import type { BatchNormalizationStep, Step } from '../steps/index.ts';
import { SLOTS } from './job.ts';
import { sharedBuffer } from './sharedBuffer.ts';

export interface Barrier {
  step: BatchNormalizationStep;
  /** Values of one channel in one sample. */
  positions: number;
  /** Floats of the input that a sample keeps, and where they begin among those of all barriers. */
  floats: number;
  begin: number;
  /** Where its doubles begin in the statistics: mean and variance a channel, then the means of two gradient sums. */
  statistics: number;
}

/** Steps between two barriers. */
export interface Stage {
  /** Forward it begins with the normalisation of the barrier before it. */
  forward: { steps: Step[] };
  /** Backward it ends after that. */
  backward: { steps: Step[] };
}

export interface Stages {
  /** One more than barriers. */
  stages: Stage[];
  barriers: Barrier[];
  /** Floats that a sample keeps, doubles of sums a slot, doubles of statistics. */
  sampleFloats: number;
  slotDoubles: number;
  statisticsDoubles: number;
}

/** One meeting of the workers: a stage forward, or backward. The last stage turns around: forward, loss, backward. */
export interface Phase {
  direction: 'forward' | 'backward';
  stage: number;
  /** Whether the batch ends with it. */
  last: boolean;
}

/** What the workers share while they run a batch in stages. */
export interface StageBuffers {
  samples: SharedArrayBuffer | ArrayBuffer;
  sums: SharedArrayBuffer | ArrayBuffer;
  statistics: SharedArrayBuffer | ArrayBuffer;
}

/** The stages of a plan; undefined for one without batch normalisation, which runs in one go. */
export function stagesOf({ steps }: Pick<Plan, 'steps'>): Stages | undefined {
  const barriers: Barrier[] = [];
  const stages: Stage[] = [];
  let sampleFloats = 0;
  let statisticsDoubles = 0;
  let slotDoubles = 0;
  let from = 0;
  steps.forEach((step, at) => {
    if (step.kind !== 'batchNormalization') return;
    const { channels, height, width } = step.from;
    const floats = step.input.bytes / 4;
    barriers.push({ step, positions: height * width, floats, begin: sampleFloats, statistics: statisticsDoubles });
    sampleFloats += floats;
    statisticsDoubles += 4 * channels;
    slotDoubles = Math.max(slotDoubles, 2 * channels);
    stages.push(stageOf(steps, from, at));
    from = at;
  });
  if (barriers.length === 0) return undefined;
  stages.push(stageOf(steps, from, steps.length));
  return { stages, barriers, sampleFloats, slotDoubles, statisticsDoubles };
}

function stageOf(steps: Step[], from: number, to: number): Stage {
  const first = steps[from]?.kind === 'batchNormalization' ? from + 1 : from;
  return { forward: { steps: steps.slice(from, to) }, backward: { steps: steps.slice(first, to) } };
}

/** The phases of a batch in order; backward no further than gradients are needed. */
export function phasesOf({ stages, barriers }: Stages, withGradients: boolean): Phase[] {
  const forward = stages.map((_, stage) => ({ direction: 'forward' as const, stage }));
  const needed = barriers.flatMap(({ step }, stage) => (step.input.gradient === 0 ? [] : [stage]));
  const backward = withGradients ? needed.reverse().map((stage) => ({ direction: 'backward' as const, stage })) : [];
  return [...forward, ...backward].map((phase, at, { length }) => ({ ...phase, last: at === length - 1 }));
}

/** Shared memory for batches of up to `batchSize`. */
export function makeStageBuffers(
  { sampleFloats, slotDoubles, statisticsDoubles }: Stages,
  batchSize: number,
): StageBuffers {
  return {
    samples: sharedBuffer(batchSize * sampleFloats * 4),
    sums: sharedBuffer(SLOTS * slotDoubles * 8),
    statistics: sharedBuffer(statisticsDoubles * 8),
  };
}
