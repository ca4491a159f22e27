// The record of a plain convolution step: its sizes and the addresses of its buffers.
import type { PhaseGradient, Phases } from './phases.ts';
import type { StepRecord } from './step.ts';

export interface PlainConvolveStep extends StepRecord {
  kind: 'plainConvolve';
  filters: number;
  /** Number of kernel positions. */
  area: number;
  relu: boolean;
  kernelOffset: number;
  biasOffset: number;
  phases: Phases;
  /** Whether another step computes the forward pass, so that the input is split in the backward pass. */
  backwardOnly: boolean;
  /** The phases of the input, all channels. */
  split: number;
  /** Byte offset of each tap, [ci][ky][kx]. */
  offsets: number;
  offsetTable: number[];
  /** [filters / 4][ci][ky][kx][4], also the layout of the sums. */
  weights: number;
  bias: number;
  weightSums: number;
  /** One float per filter, in memory. */
  biasSums: number;
  /** The output gradient with a zero border; the number of planes is rounded up to a multiple of four. */
  gradient: number;
  /** Backward pass by phase; absent if the input needs no gradient. */
  backward: { phase: PhaseGradient; offsets: number; weights: number }[];
  zeroBias: number;
  join: number;
  misses: boolean;
}
