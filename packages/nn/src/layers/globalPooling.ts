// Parts shared by global pooling layers: one number per channel.
import { planeOf, type Shape } from '../shape.ts';
import { CHANNELS_LAST } from './kerasForm.ts';
import type { OnnxNodes } from './onnxNodes.ts';

/** Shape, ONNX form and Keras form of a global pooling layer with this operator. */
export function globalPooling(operator: 'GlobalAveragePool' | 'GlobalMaxPool') {
  return {
    outputShape: ({ keepdims }: { keepdims: boolean }, input: Shape) => {
      const { channels } = planeOf(input);
      return keepdims ? [1, 1, channels] : [channels];
    },
    onnx: (nodes: OnnxNodes, { keepdims }: { keepdims: boolean }) => {
      const pooled = nodes.node(operator, [nodes.input], {}, 'pooled');
      return keepdims ? pooled : nodes.node('Flatten', [pooled], { axis: 1 });
    },
    keras: { constants: CHANNELS_LAST },
  };
}
