// Activations of planes, out of place, and their gradients from the inputs: dropout may have changed the outputs.
import { exp4, expm14, normalShare4, sigmoid4, tanh4 } from './exponential';
import { storeFirst } from './partial';

// The numbers of `activationKinds` in src/steps/activation.ts.
const RELU: i32 = 0;
const LEAKY_RELU: i32 = 1;
const ELU: i32 = 2;
const GELU: i32 = 3;
const GELU_TANH: i32 = 4;
const TANH: i32 = 5;
const SIGMOID: i32 = 6;

// tanh(sqrt(2 / pi) (x + 0.044715 x^3)), for gelu's approximation (Hendrycks and Gimpel 2016).
@inline
function geluAngle(x: v128): v128 {
  const cube = f32x4.mul(f32x4.mul(x, x), x);
  return tanh4(f32x4.mul(f32x4.splat(0.79788456), f32x4.add(x, f32x4.mul(f32x4.splat(0.044715), cube))));
}

// `parameter` is the slope of leakyRelu or the alpha of elu.
@inline
function valueOf(kind: i32, x: v128, parameter: v128): v128 {
  const zero = f32x4.splat(0);
  if (kind == RELU) return f32x4.pmax(x, zero);
  if (kind == LEAKY_RELU) return v128.bitselect(x, f32x4.mul(x, parameter), f32x4.gt(x, zero));
  if (kind == ELU) {
    return v128.bitselect(x, f32x4.mul(parameter, expm14(f32x4.min(x, zero))), f32x4.gt(x, zero));
  }
  if (kind == GELU) return f32x4.mul(x, normalShare4(x));
  if (kind == GELU_TANH) {
    return f32x4.mul(f32x4.mul(f32x4.splat(0.5), x), f32x4.add(f32x4.splat(1), geluAngle(x)));
  }
  if (kind == TANH) return tanh4(x);
  return sigmoid4(x);
}

@inline
function slopeOf(kind: i32, x: v128, parameter: v128): v128 {
  const zero = f32x4.splat(0);
  const one = f32x4.splat(1);
  if (kind == RELU) return v128.and(one, f32x4.gt(x, zero));
  if (kind == LEAKY_RELU) return v128.bitselect(one, parameter, f32x4.gt(x, zero));
  if (kind == ELU) return v128.bitselect(one, f32x4.mul(parameter, exp4(f32x4.min(x, zero))), f32x4.gt(x, zero));
  if (kind == GELU) {
    const density = f32x4.mul(f32x4.splat(0.39894228), exp4(f32x4.mul(f32x4.splat(-0.5), f32x4.mul(x, x))));
    return f32x4.add(normalShare4(x), f32x4.mul(x, density));
  }
  if (kind == GELU_TANH) {
    const t = geluAngle(x);
    const square = f32x4.mul(x, x);
    const inner = f32x4.mul(f32x4.splat(0.79788456), f32x4.add(one, f32x4.mul(f32x4.splat(0.134145), square)));
    // Where the tanh has no slope, a square that has overflowed must not make it NaN.
    const bend = f32x4.mul(f32x4.sub(one, f32x4.mul(t, t)), f32x4.min(inner, f32x4.splat(1e30)));
    const half = f32x4.splat(0.5);
    return f32x4.add(f32x4.mul(half, f32x4.add(one, t)), f32x4.mul(half, f32x4.mul(x, bend)));
  }
  if (kind == TANH) {
    const t = tanh4(x);
    return f32x4.sub(one, f32x4.mul(t, t));
  }
  const y = sigmoid4(x);
  return f32x4.mul(y, f32x4.sub(one, y));
}

@inline
function activatePlanes(
  kind: i32, parameter: f32, from: usize, fromRowStride: i32, fromPlaneStride: i32, to: usize, toRowStride: i32,
  toPlaneStride: i32, channels: i32, height: i32, width: i32,
): void {
  const parameters = f32x4.splat(parameter);
  for (let c = 0; c < channels; c++) {
    for (let y = 0; y < height; y++) {
      const a = from + <usize>(c * fromPlaneStride + y * fromRowStride);
      const b = to + <usize>(c * toPlaneStride + y * toRowStride);
      for (let x = 0; x < width; x += 4) {
        storeFirst(b + (x << 2), valueOf(kind, v128.load(a + (x << 2)), parameters), width - x);
      }
    }
  }
}

/** to = activation(from) */
export function activate(
  kind: i32, parameter: f32, from: usize, fromRowStride: i32, fromPlaneStride: i32, to: usize, toRowStride: i32,
  toPlaneStride: i32, channels: i32, height: i32, width: i32,
): void {
  // A call a kind, so that each loop is compiled for its own.
  if (kind == RELU) {
    activatePlanes(RELU, parameter, from, fromRowStride, fromPlaneStride, to, toRowStride, toPlaneStride, channels, height, width);
  } else if (kind == LEAKY_RELU) {
    activatePlanes(LEAKY_RELU, parameter, from, fromRowStride, fromPlaneStride, to, toRowStride, toPlaneStride, channels, height, width);
  } else if (kind == ELU) {
    activatePlanes(ELU, parameter, from, fromRowStride, fromPlaneStride, to, toRowStride, toPlaneStride, channels, height, width);
  } else if (kind == GELU) {
    activatePlanes(GELU, parameter, from, fromRowStride, fromPlaneStride, to, toRowStride, toPlaneStride, channels, height, width);
  } else if (kind == GELU_TANH) {
    activatePlanes(GELU_TANH, parameter, from, fromRowStride, fromPlaneStride, to, toRowStride, toPlaneStride, channels, height, width);
  } else if (kind == TANH) {
    activatePlanes(TANH, parameter, from, fromRowStride, fromPlaneStride, to, toRowStride, toPlaneStride, channels, height, width);
  } else {
    activatePlanes(SIGMOID, parameter, from, fromRowStride, fromPlaneStride, to, toRowStride, toPlaneStride, channels, height, width);
  }
}

@inline
function slopePlanes(
  kind: i32, parameter: f32, from: usize, gradient: usize, fromRowStride: i32, fromPlaneStride: i32, above: usize,
  aboveRowStride: i32, abovePlaneStride: i32, channels: i32, height: i32, width: i32,
): void {
  const parameters = f32x4.splat(parameter);
  for (let c = 0; c < channels; c++) {
    for (let y = 0; y < height; y++) {
      const at = <usize>(c * fromPlaneStride + y * fromRowStride);
      const g = above + <usize>(c * abovePlaneStride + y * aboveRowStride);
      for (let x = 0; x < width; x += 4) {
        const slope = slopeOf(kind, v128.load(from + at + (x << 2)), parameters);
        storeFirst(gradient + at + (x << 2), f32x4.mul(v128.load(g + (x << 2)), slope), width - x);
      }
    }
  }
}

/** gradient = above * activation'(from); `gradient` is laid out as `from` is, `above` as the outputs are. */
export function activateGradient(
  kind: i32, parameter: f32, from: usize, gradient: usize, fromRowStride: i32, fromPlaneStride: i32, above: usize,
  aboveRowStride: i32, abovePlaneStride: i32, channels: i32, height: i32, width: i32,
): void {
  if (kind == RELU) {
    slopePlanes(RELU, parameter, from, gradient, fromRowStride, fromPlaneStride, above, aboveRowStride, abovePlaneStride, channels, height, width);
  } else if (kind == LEAKY_RELU) {
    slopePlanes(LEAKY_RELU, parameter, from, gradient, fromRowStride, fromPlaneStride, above, aboveRowStride, abovePlaneStride, channels, height, width);
  } else if (kind == ELU) {
    slopePlanes(ELU, parameter, from, gradient, fromRowStride, fromPlaneStride, above, aboveRowStride, abovePlaneStride, channels, height, width);
  } else if (kind == GELU) {
    slopePlanes(GELU, parameter, from, gradient, fromRowStride, fromPlaneStride, above, aboveRowStride, abovePlaneStride, channels, height, width);
  } else if (kind == GELU_TANH) {
    slopePlanes(GELU_TANH, parameter, from, gradient, fromRowStride, fromPlaneStride, above, aboveRowStride, abovePlaneStride, channels, height, width);
  } else if (kind == TANH) {
    slopePlanes(TANH, parameter, from, gradient, fromRowStride, fromPlaneStride, above, aboveRowStride, abovePlaneStride, channels, height, width);
  } else {
    slopePlanes(SIGMOID, parameter, from, gradient, fromRowStride, fromPlaneStride, above, aboveRowStride, abovePlaneStride, channels, height, width);
  }
}

/** Softmax over the channels of each position. */
export function softmaxChannels(
  from: usize, fromRowStride: i32, fromPlaneStride: i32, to: usize, toRowStride: i32, toPlaneStride: i32,
  channels: i32, height: i32, width: i32,
): void {
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x += 4) {
      const a = from + <usize>(y * fromRowStride + (x << 2));
      const b = to + <usize>(y * toRowStride + (x << 2));
      const left = width - x;
      let top = v128.load(a);
      for (let c = 1; c < channels; c++) top = f32x4.max(top, v128.load(a + <usize>(c * fromPlaneStride)));
      let sum = f32x4.splat(0);
      for (let c = 0; c < channels; c++) {
        sum = f32x4.add(sum, exp4(f32x4.sub(v128.load(a + <usize>(c * fromPlaneStride)), top)));
      }
      for (let c = 0; c < channels; c++) {
        const power = exp4(f32x4.sub(v128.load(a + <usize>(c * fromPlaneStride)), top));
        storeFirst(b + <usize>(c * toPlaneStride), f32x4.div(power, sum), left);
      }
    }
  }
}

/** gradient = y (above - sum of above * y), where `gradient` holds the probabilities y when it begins. */
export function softmaxChannelsGradient(
  gradient: usize, rowStride: i32, planeStride: i32, above: usize, aboveRowStride: i32, abovePlaneStride: i32,
  channels: i32, height: i32, width: i32,
): void {
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x += 4) {
      const a = gradient + <usize>(y * rowStride + (x << 2));
      const g = above + <usize>(y * aboveRowStride + (x << 2));
      let sum = f32x4.splat(0);
      for (let c = 0; c < channels; c++) {
        const product = f32x4.mul(v128.load(a + <usize>(c * planeStride)), v128.load(g + <usize>(c * abovePlaneStride)));
        sum = f32x4.add(sum, product);
      }
      for (let c = 0; c < channels; c++) {
        const difference = f32x4.sub(v128.load(g + <usize>(c * abovePlaneStride)), sum);
        const at = a + <usize>(c * planeStride);
        storeFirst(at, f32x4.mul(v128.load(at), difference), width - x);
      }
    }
  }
}
