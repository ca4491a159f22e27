// Gradient of convolution weights for tfjs' wasm backend, which lacks it, built from tfjs' own operations.
import type * as tfjs from '@tensorflow/tfjs';

const KERNEL = 'Conv2DBackpropFilter';

/**
 * Registers the missing kernel: for each tap of the window, the product of the images shifted by that tap and the
 * gradient, summed over all positions. Stride 1 and 'same' padding, as the two models have them.
 */
export function registerFilterGradient(tf: typeof tfjs): void {
  if (tf.getKernel(KERNEL, 'wasm') !== undefined) return;
  tf.registerKernel({
    kernelName: KERNEL,
    backendName: 'wasm',
    kernelFunc: ({ inputs, attrs = {} }) => {
      const x = inputs.x as tfjs.Tensor4D;
      const dy = inputs.dy as tfjs.Tensor4D;
      const [rows = 0, columns = 0, channels = 0, filters = 0] = attrs.filterShape as number[];
      const strides = ([] as unknown[]).concat(attrs.strides);
      if (attrs.pad !== 'same' || strides.some((stride) => stride !== 1))
        throw new Error("the patched gradient knows stride 1 and 'same' padding only");
      const [batch = 0, height = 0, width = 0] = dy.shape;
      const positions = batch * height * width;
      const above = Math.floor((rows - 1) / 2);
      const left = Math.floor((columns - 1) / 2);
      return tf.tidy(() => {
        const padded = tf.pad(x, [
          [0, 0],
          [above, rows - 1 - above],
          [left, columns - 1 - left],
          [0, 0],
        ]);
        const gradient = dy.reshape<tfjs.Tensor2D>([positions, filters]);
        const taps: tfjs.Tensor2D[] = [];
        for (let row = 0; row < rows; row += 1) {
          for (let column = 0; column < columns; column += 1) {
            const moved = tf.slice(padded, [0, row, column, 0], [batch, height, width, channels]);
            taps.push(tf.matMul(moved.reshape([positions, channels]), gradient, true));
          }
        }
        return tf.concat(taps).reshape([rows, columns, channels, filters]);
      });
    },
  });
}
