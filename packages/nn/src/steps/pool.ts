// Max pooling that does not follow a convolution. Handles adjacent cells; slidingPool.ts handles the rest.
import type { PoolOptions } from '../resolvedLayer.ts';
import {
  fillsCells,
  layOutPool,
  listActive,
  MAX_POOL_POSITIONS,
  type PoolBuffers,
  preparePool,
} from './poolBuffers.ts';
import { layOutSlidingPool, type SlidingPoolStep } from './slidingPool.ts';
import { clearGradient, type StepMaker, type StepRecord, type StepRunner } from './step.ts';

export interface PoolStep extends StepRecord {
  kind: 'pool';
  poolHeight: number;
  poolWidth: number;
  pool: PoolBuffers;
}

export const poolMaker: StepMaker<PoolOptions, PoolStep | SlidingPoolStep> = {
  layOut: (place, layer, spec) => {
    const { arena, input, at } = place;
    const [poolHeight, poolWidth] = spec.poolSize;
    if (poolHeight * poolWidth > MAX_POOL_POSITIONS || !fillsCells(spec, layer.inputShape)) {
      return layOutSlidingPool(place, layer, spec);
    }
    const output = place.output(layer.outputShape, at + 1, place.needsGradient);
    const pool = layOutPool(arena, input, output, poolHeight, poolWidth);
    const step: PoolStep = { kind: 'pool', layers: [layer.name], input, output, poolHeight, poolWidth, pool };
    return { steps: [step], output, next: at + 1 };
  },
};

export const poolRunner: StepRunner<PoolStep> = {
  prepare: preparePool,
  forward: ({ kernels }, { input, output, poolHeight, poolWidth, pool }, draw) => {
    for (let c = 0; c < output.channels; c++) {
      for (let py = 0; py < output.height; py++) {
        const rows = input.value + c * input.planeStride + py * poolHeight * input.rowStride;
        const to = output.value + c * output.planeStride + py * output.rowStride;
        const cells = output.width;
        const { columns, where } = pool;
        if (draw !== undefined) {
          const argmax = pool.argmax + (c * output.height + py) * cells;
          kernels.poolRowsArgmax(rows, input.rowStride, poolHeight, poolWidth, cells, 0, columns, where, to, argmax);
        } else {
          kernels.poolRows(rows, input.rowStride, poolHeight, poolWidth, cells, 0, columns, to);
        }
      }
    }
  },
  backward: ({ kernels, bytes }, step) => {
    if (step.input.gradient === 0) return;
    clearGradient(step.input, bytes);
    for (let c = 0; c < step.output.channels; c++) {
      const count = listActive(kernels, step, c);
      kernels.scatterPool(step.pool.list, count, step.input.gradient + c * step.input.planeStride);
    }
  },
};
