// Multiply-adds per image, counted from the definition of the layers.
import { type Architecture, flattenedShape } from './architectures.ts';

export interface MultiplyAdds {
  /** Every tap of every output, border included: what an inference is. */
  forward: number;
  /** Gradients of weights and of the second stage's input at one position a pooled cell; elsewhere they are zero. */
  sparseBackward: number;
  /** The same gradients as a framework computes that multiplies the zeros too. */
  denseBackward: number;
}

/** Multiply-adds of one image; the gradient of the input image is not computed. */
export function multiplyAdds(architecture: Architecture): MultiplyAdds {
  const { stages, classes } = architecture;
  let { height, width, channels } = architecture;
  const sums = { forward: 0, sparseBackward: 0, denseBackward: 0 };
  stages.forEach(({ filters, kernelSize, pools }, index) => {
    const taps = kernelSize ** 2 * channels * filters;
    const gradients = index === 0 ? 1 : 2;
    sums.forward += height * width * taps;
    sums.denseBackward += height * width * taps * gradients;
    for (const pool of pools) [height, width] = [Math.floor(height / pool), Math.floor(width / pool)];
    sums.sparseBackward += height * width * taps * gradients;
    channels = filters;
  });
  const dense = flattenedShape(architecture).reduce((product, size) => product * size, classes);
  sums.forward += dense;
  sums.sparseBackward += 2 * dense;
  sums.denseBackward += 2 * dense;
  return sums;
}
