// An independent float64 network, written the naive way, to compare the fused engine with: outputs, loss, gradients.
import type { Chain, ChainLayer } from '../src/chain.ts';

interface Result {
  probabilities: number[];
  loss: number;
  /** In the order of the chain's parameters. */
  gradient: Float64Array;
}

type Backward = (gradient: Float64Array) => Float64Array;

interface Passed {
  output: Float64Array;
  backward: Backward;
}

function convolve(layer: ChainLayer, weights: ArrayLike<number>, input: Float64Array, gradient: Float64Array): Passed {
  if (layer.spec.kind !== 'conv2d') throw new Error('not a convolution');
  const [kernelHeight, kernelWidth] = layer.spec.kernelSize;
  const [height = 0, width = 0, channels = 0] = layer.inputShape;
  const [outHeight = 0, outWidth = 0, filters = 0] = layer.outputShape;
  const same = layer.spec.padding === 'same';
  const top = same ? (kernelHeight - 1) >> 1 : 0;
  const left = same ? (kernelWidth - 1) >> 1 : 0;
  const kernel = layer.weights[0]?.offset ?? 0;
  const bias = layer.weights[1]?.offset;
  const output = new Float64Array(outHeight * outWidth * filters);
  const eachTap = (visit: (out: number, inp: number, weight: number) => void) => {
    for (let y = 0; y < outHeight; y++)
      for (let x = 0; x < outWidth; x++)
        for (let ky = 0; ky < kernelHeight; ky++)
          for (let kx = 0; kx < kernelWidth; kx++) {
            const iy = y + ky - top;
            const ix = x + kx - left;
            if (iy < 0 || ix < 0 || iy >= height || ix >= width) continue;
            for (let ci = 0; ci < channels; ci++)
              for (let co = 0; co < filters; co++)
                visit(
                  (y * outWidth + x) * filters + co,
                  (iy * width + ix) * channels + ci,
                  kernel + ((ky * kernelWidth + kx) * channels + ci) * filters + co,
                );
          }
  };
  eachTap((out, inp, weight) => {
    output[out]! += input[inp]! * weights[weight]!;
  });
  if (bias !== undefined) for (let i = 0; i < output.length; i++) output[i]! += weights[bias + (i % filters)]!;
  return activated(layer.spec.activation, output, (g) => {
    const below = new Float64Array(input.length);
    eachTap((out, inp, weight) => {
      below[inp]! += g[out]! * weights[weight]!;
      gradient[weight]! += g[out]! * input[inp]!;
    });
    if (bias !== undefined) for (let i = 0; i < g.length; i++) gradient[bias + (i % filters)]! += g[i]!;
    return below;
  });
}

function activated(activation: string, linear: Float64Array, backward: Backward): Passed {
  if (activation !== 'relu') return { output: linear, backward };
  return {
    output: linear.map((value) => Math.max(value, 0)),
    backward: (g) => backward(g.map((value, i) => (linear[i]! > 0 ? value : 0))),
  };
}

function pool(layer: ChainLayer, input: Float64Array): Passed {
  if (layer.spec.kind !== 'maxPooling2d') throw new Error('not a pooling');
  const [poolHeight, poolWidth] = layer.spec.poolSize;
  const [, width = 0, channels = 0] = layer.inputShape;
  const [outHeight = 0, outWidth = 0] = layer.outputShape;
  const output = new Float64Array(outHeight * outWidth * channels);
  const from = new Int32Array(output.length);
  for (let y = 0; y < outHeight; y++)
    for (let x = 0; x < outWidth; x++)
      for (let c = 0; c < channels; c++) {
        const at = (y * outWidth + x) * channels + c;
        let best = Number.NEGATIVE_INFINITY;
        for (let py = 0; py < poolHeight; py++)
          for (let px = 0; px < poolWidth; px++) {
            const inp = ((y * poolHeight + py) * width + x * poolWidth + px) * channels + c;
            if (input[inp]! > best) {
              best = input[inp]!;
              from[at] = inp;
            }
          }
        output[at] = best;
      }
  return {
    output,
    backward: (g) => {
      const below = new Float64Array(input.length);
      for (let i = 0; i < g.length; i++) below[from[i]!]! += g[i]!;
      return below;
    },
  };
}

function dense(layer: ChainLayer, weights: ArrayLike<number>, input: Float64Array, gradient: Float64Array): Passed {
  if (layer.spec.kind !== 'dense') throw new Error('not dense');
  const units = layer.spec.units;
  const kernel = layer.weights[0]?.offset ?? 0;
  const bias = layer.weights[1]?.offset;
  const output = new Float64Array(units);
  for (let u = 0; u < units; u++) {
    output[u] = bias === undefined ? 0 : weights[bias + u]!;
    for (let i = 0; i < input.length; i++) output[u]! += input[i]! * weights[kernel + i * units + u]!;
  }
  return activated(layer.spec.activation, output, (g) => {
    for (let u = 0; u < units; u++) if (bias !== undefined) gradient[bias + u]! += g[u]!;
    return input.map((value, i) => {
      let sum = 0;
      for (let u = 0; u < units; u++) {
        gradient[kernel + i * units + u]! += value * g[u]!;
        sum += weights[kernel + i * units + u]! * g[u]!;
      }
      return sum;
    });
  });
}

/** One sample through a chain without random layers: softmax, cross-entropy and the gradient of every weight. */
export function referenceRun(
  chain: Chain,
  weights: ArrayLike<number>,
  picture: ArrayLike<number>,
  label: number,
): Result {
  const gradient = new Float64Array(chain.parameters);
  let value = Float64Array.from(picture);
  const backwards: Backward[] = [];
  for (const layer of chain.layers) {
    const { spec } = layer;
    if (spec.kind === 'rescaling') {
      value = value.map((v) => v * spec.scale + spec.offset);
      backwards.push((g) => g.map((v) => v * spec.scale));
      continue;
    }
    const passed =
      spec.kind === 'conv2d'
        ? convolve(layer, weights, value, gradient)
        : spec.kind === 'maxPooling2d'
          ? pool(layer, value)
          : spec.kind === 'dense'
            ? dense(layer, weights, value, gradient)
            : undefined;
    if (passed === undefined) continue;
    value = passed.output as Float64Array<ArrayBuffer>;
    backwards.push(passed.backward);
  }
  const top = Math.max(...value);
  const exponents = Array.from(value, (v) => Math.exp(v - top));
  const sum = exponents.reduce((a, b) => a + b, 0);
  const probabilities = exponents.map((v) => v / sum);
  let g: Float64Array = Float64Array.from(probabilities, (p, i) => p - (i === label ? 1 : 0));
  for (const backward of backwards.reverse()) g = backward(g);
  return { probabilities, loss: -Math.log(probabilities[label] ?? 0), gradient };
}
