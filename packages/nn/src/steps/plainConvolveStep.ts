// The record of a plain convolution: its sizes and the addresses of its buffers.
import type { PhaseGradient, Phases } from './phases.ts';
import type { StepRecord } from './step.ts';

export interface PlainConvolveStep extends StepRecord {
  kind: 'plainConvolve';
  filters: number;
  /** Positions of the kernel. */
  area: number;
  relu: boolean;
  kernelOffset: number;
  biasOffset: number;
  phases: Phases;
  /** Whether the forward pass is another step's, so that the input is split for the backward pass. */
  backwardOnly: boolean;
  /** The input's phases, all channels. */
  split: number;
  /** Byte offset of each tap, [ci][ky][kx]. */
  offsets: number;
  offsetTable: number[];
  /** [filters / 4][ci][ky][kx][4], as are the sums. */
  weights: number;
  bias: number;
  weightSums: number;
  /** One float a filter, in memory. */
  biasSums: number;
  /** The output's gradient with zeros around it, planes rounded up to groups of four. */
  gradient: number;
  /** Backward by phases; none where the input needs no gradient. */
  backward: { phase: PhaseGradient; offsets: number; weights: number }[];
  zeroBias: number;
  join: number;
  misses: boolean;
}
