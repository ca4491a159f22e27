// The backward pass of one sample: from the gradient of the logits to sums of the weights' gradients.
import type { ConvolveStep, Plan, Planes, PoolStep, Step } from '../compile/index.ts';
import type { Kernels } from './kernels.ts';

function clearGradient(planes: Planes, bytes: Uint8Array): void {
  const begin = planes.gradient - planes.origin;
  bytes.fill(0, begin, begin + planes.bytes);
}

// Lists one channel's active cells; returns how many.
function listChannel(kernels: Kernels, step: ConvolveStep | PoolStep, channel: number): number {
  const { input, output, pool, poolHeight, poolWidth } = step;
  return kernels.listActive(
    output.gradient + channel * output.planeStride,
    output.rowStride,
    pool.argmax + channel * output.height * output.width,
    output.height,
    output.width,
    pool.offsets,
    poolHeight * input.rowStride,
    poolWidth * 4,
    pool.list,
  );
}

function convolve(kernels: Kernels, step: ConvolveStep, bytes: Uint8Array): void {
  const { input, kernelHeight, kernelVectors, pool } = step;
  const { channels, rowStride, planeStride } = input;
  const weightBytes = channels * kernelHeight * kernelVectors * 16;
  const corner = step.padTop * rowStride + step.padLeft * 4;
  if (input.gradient !== 0) clearGradient(input, bytes);
  for (let co = 0; co < step.filters; co++) {
    const count = listChannel(kernels, step, co);
    if (count === 0) continue;
    kernels.weightGradient(
      pool.list,
      count,
      input.value - corner,
      rowStride,
      planeStride,
      channels,
      kernelHeight,
      kernelVectors,
      step.weightSums + co * weightBytes,
      step.biasSums + co * 4,
    );
    if (input.gradient !== 0) {
      const weights = step.backwardWeights + co * weightBytes;
      const to = input.gradient - corner;
      kernels.inputGradient(
        pool.list,
        count,
        weights,
        channels,
        kernelHeight,
        kernelVectors,
        to,
        rowStride,
        planeStride,
      );
    }
  }
}

function pool(kernels: Kernels, step: PoolStep, bytes: Uint8Array): void {
  if (step.input.gradient === 0) return;
  clearGradient(step.input, bytes);
  for (let c = 0; c < step.output.channels; c++) {
    const count = listChannel(kernels, step, c);
    kernels.scatterPool(step.pool.list, count, step.input.gradient + c * step.input.planeStride);
  }
}

function runStep(kernels: Kernels, step: Step, bytes: Uint8Array): void {
  switch (step.kind) {
    case 'load':
      return;
    case 'convolve':
      convolve(kernels, step, bytes);
      return;
    case 'pool':
      pool(kernels, step, bytes);
      return;
    case 'dropout': {
      const { gradient, channels, height, width, rowStride, planeStride } = step.values;
      if (gradient === 0) return;
      kernels.applyMask(gradient, channels, height, width, rowStride, planeStride, step.scale, step.mask);
      return;
    }
    case 'affine': {
      const { input, output } = step;
      if (input.gradient === 0) return;
      for (let c = 0; c < input.channels; c++) {
        kernels.affine(
          output.gradient + c * output.planeStride,
          input.gradient + c * input.planeStride,
          input.height,
          input.width,
          output.rowStride,
          input.rowStride,
          step.scale,
          0,
        );
      }
      return;
    }
    case 'flatten': {
      const { gradient, height, width, channels, rowStride, planeStride } = step.input;
      if (gradient === 0) return;
      kernels.unflatten(step.output.gradient, height, width, channels, rowStride, planeStride, gradient);
      return;
    }
    case 'dense': {
      const units4 = (step.units + 3) & ~3;
      const { gradient } = step.output;
      if (step.relu) kernels.reluGradient(step.output.value, gradient, units4);
      kernels.denseWeightGradient(step.input.value, step.inputs, gradient, units4, step.weightSums, step.biasSums);
      if (step.input.gradient !== 0) {
        kernels.denseInputGradient(gradient, units4, step.weights, step.inputs, step.input.gradient);
      }
      return;
    }
  }
}

/** Adds the gradients of the sample that has just run forward to the sums; `plan.logits.gradient` must be filled. */
export function runBackward(kernels: Kernels, plan: Plan, bytes: Uint8Array): void {
  for (let i = plan.steps.length - 1; i >= 0; i--) {
    const step = plan.steps[i];
    if (step !== undefined) runStep(kernels, step, bytes);
  }
}
