// Integrated gradients: mean gradient along the path from a baseline to the image, times their difference
// (Sundararajan, Taly and Yan 2017, arXiv:1703.01365).

/**
 * Computes, per pixel, the sum over channels of (image - baseline) * mean gradient, with the gradient taken at the
 * midpoints of `steps` equal intervals of the path. The sum over all pixels is score(image) - score(baseline), up to an
 * error that decreases with the number of steps.
 *
 * @param pixels [height, width, channels]
 * @param baseline same shape, usually black
 * @param gradientsOf gradients of each explained score with respect to an image
 * @returns one map per score, [height, width]; negative values are evidence against the class
 */
export function integratedGradients(
  pixels: Float32Array,
  baseline: Float32Array,
  channels: number,
  steps: number,
  gradientsOf: (pixels: Float32Array) => Float32Array[],
): Float32Array[] {
  const point = new Float32Array(pixels.length);
  const sums: Float64Array[] = [];
  for (let step = 0; step < steps; step += 1) {
    const share = (step + 0.5) / steps;
    for (let i = 0; i < point.length; i += 1)
      point[i] = (baseline[i] ?? 0) + share * ((pixels[i] ?? 0) - (baseline[i] ?? 0));
    gradientsOf(point).forEach((gradient, index) => {
      const sum = sums[index] ?? new Float64Array(pixels.length);
      sums[index] = sum;
      for (let i = 0; i < sum.length; i += 1) sum[i] = (sum[i] ?? 0) + (gradient[i] ?? 0);
    });
  }
  return sums.map((sum) => {
    const values = new Float64Array(pixels.length / channels);
    for (let i = 0; i < sum.length; i += 1) {
      const cell = Math.floor(i / channels);
      values[cell] = (values[cell] ?? 0) + ((sum[i] ?? 0) / steps) * ((pixels[i] ?? 0) - (baseline[i] ?? 0));
    }
    return Float32Array.from(values);
  });
}
