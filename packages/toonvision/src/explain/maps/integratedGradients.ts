// Integrated gradients: the gradient along the way from a baseline to the image, times that way (Sundararajan, Taly and
// Yan 2017, arXiv:1703.01365).

/**
 * Per pixel, the sum over its channels of (image - baseline) * mean gradient at the middles of `steps` equal parts of the
 * way. The sum over all pixels is score(image) - score(baseline), up to an error that falls with the steps.
 *
 * @param pixels [height, width, channels]
 * @param baseline the same; usually black
 * @param gradientsOf the gradients of each explained score with respect to a image
 * @returns one map a score, [height, width]; below 0 speaks against the class
 */
export function integratedGradients(
  pixels: Float32Array,
  baseline: Float32Array,
  channels: number,
  steps: number,
  gradientsOf: (pixels: Float32Array) => Float32Array[],
): Float32Array[] {
  const at = new Float32Array(pixels.length);
  const sums: Float64Array[] = [];
  for (let step = 0; step < steps; step += 1) {
    const share = (step + 0.5) / steps;
    for (let i = 0; i < at.length; i += 1) at[i] = (baseline[i] ?? 0) + share * ((pixels[i] ?? 0) - (baseline[i] ?? 0));
    gradientsOf(at).forEach((gradient, index) => {
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
