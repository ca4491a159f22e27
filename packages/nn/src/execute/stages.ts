// Training with batch normalization: the plan is cut into stages in front of each such step.
//
// A stage runs for all samples of the batch before the next one starts. Between two stages is a barrier, where the mean
// and variance of the batch are computed. The backward pass runs the stages in reverse. Of each sample only the inputs
// of the barriers are kept, and a stage is computed again in the backward pass; after the last use of a barrier's input
// its gradient takes its place.
import type { Plan } from '../compile/index.ts';
import type { BatchNormalizationStep, Step } from '../steps/index.ts';
import { sharedBuffer } from './sharedBuffer.ts';
import { MAX_SLOTS } from './slots.ts';

export interface Barrier {
  step: BatchNormalizationStep;
  /** Number of values per channel and sample. */
  positions: number;
  /** Number of floats kept per sample, and their offset among those of all barriers. */
  floats: number;
  offset: number;
  /** Offset in the statistics: mean and variance per channel, then the means of two gradient sums. */
  statistics: number;
}

/** The steps between two barriers. */
interface Stage {
  /** Starts with the normalization of the barrier before it. */
  forward: { steps: Step[] };
  /** Ends after that normalization. */
  backward: { steps: Step[] };
}

export interface Stages {
  /** One more than barriers. */
  stages: Stage[];
  barriers: Barrier[];
  /** Number of floats kept per sample, of sums per slot, and of statistics. */
  sampleFloats: number;
  slotDoubles: number;
  statisticsDoubles: number;
}

/** The forward or backward pass of a stage. The pass of the last stage does both: forward, loss, backward. */
export interface StagePass {
  direction: 'forward' | 'backward';
  stage: number;
  /** Whether it is the last pass of the batch. */
  last: boolean;
}

/** Memory shared by the workers for training in stages. */
export interface StageBuffers {
  samples: SharedArrayBuffer | ArrayBuffer;
  sums: SharedArrayBuffer | ArrayBuffer;
  statistics: SharedArrayBuffer | ArrayBuffer;
}

/** Cuts a plan into stages; undefined for a plan without batch normalization. */
export function splitIntoStages({ steps }: Pick<Plan, 'steps'>): Stages | undefined {
  const barriers: Barrier[] = [];
  const stages: Stage[] = [];
  let sampleFloats = 0;
  let statisticsDoubles = 0;
  let slotDoubles = 0;
  let from = 0;
  steps.forEach((step, index) => {
    if (step.kind !== 'batchNormalization') return;
    const { channels, height, width } = step.from;
    const floats = step.input.bytes / 4;
    barriers.push({ step, positions: height * width, floats, offset: sampleFloats, statistics: statisticsDoubles });
    sampleFloats += floats;
    statisticsDoubles += 4 * channels;
    slotDoubles = Math.max(slotDoubles, 2 * channels);
    stages.push(stageOf(steps, from, index));
    from = index;
  });
  if (barriers.length === 0) return undefined;
  stages.push(stageOf(steps, from, steps.length));
  return { stages, barriers, sampleFloats, slotDoubles, statisticsDoubles };
}

function stageOf(steps: Step[], from: number, to: number): Stage {
  const first = steps[from]?.kind === 'batchNormalization' ? from + 1 : from;
  return { forward: { steps: steps.slice(from, to) }, backward: { steps: steps.slice(first, to) } };
}

/** The passes of a batch in order; backward no further than gradients are needed. */
export function stagePasses({ stages, barriers }: Stages, withGradients: boolean): StagePass[] {
  const forward = stages.map((_, stage) => ({ direction: 'forward' as const, stage }));
  const needed = barriers.flatMap(({ step }, stage) => (step.input.gradient === 0 ? [] : [stage]));
  const backward = withGradients ? needed.reverse().map((stage) => ({ direction: 'backward' as const, stage })) : [];
  return [...forward, ...backward].map((pass, index, { length }) => ({ ...pass, last: index === length - 1 }));
}

/** Buffers for batches of up to `batchSize` samples. */
export function makeStageBuffers(
  { sampleFloats, slotDoubles, statisticsDoubles }: Stages,
  batchSize: number,
): StageBuffers {
  return {
    samples: sharedBuffer(batchSize * sampleFloats * 4),
    sums: sharedBuffer(MAX_SLOTS * slotDoubles * 8),
    statistics: sharedBuffer(statisticsDoubles * 8),
  };
}
