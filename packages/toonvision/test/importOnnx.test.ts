// Imported ONNX files of other exporters have the outputs that onnxruntime computes.
import { propertyRuns } from '@toonvision/testing/propertyRuns';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { imageChain } from './onnx/chain.ts';
import { exporterCases } from './onnx/exporterCases.ts';
import { gelu, LAST, viewed } from './onnx/idioms.ts';
import { nodeCases } from './onnx/nodeCases.ts';
import { compared } from './onnx/oracle.ts';

describe('models of other exporters compared with onnxruntime', () => {
  it.each([...nodeCases, ...exporterCases])('%s', async (_, make, kinds, options = {}) => {
    const found = await compared(make().bytes(), { layout: 'channelsFirst', ...options });
    expect(found.kinds).toEqual(kinds);
    expect(found.largest).toBeLessThan(1e-5);
  });

  it('layers are named after their nodes where names are valid', async () => {
    const { names } = await compared(imageChain().conv(4, 3, [3, 3]).node('Flatten').dense(140, 2).bytes(), {
      layout: 'channelsFirst',
    });
    expect(names).toEqual(['part_3_Conv', 'part_4_Flatten', 'part_7_Gemm']);
  });

  it('agree on random chains of nodes', async () => {
    const step = fc.record({
      kind: fc.constantFrom(
        'conv',
        'depthwise',
        'max',
        'average',
        'batch',
        'relu',
        'leaky',
        'gelu',
        'affine',
        'dropout',
      ),
      ...{
        outputs: fc.integer({ min: 1, max: 5 }),
        tall: fc.integer({ min: 1, max: 3 }),
        wide: fc.integer({ min: 1, max: 3 }),
      },
      ...{ stride: fc.constantFrom(1, 1, 2), auto: fc.constantFrom('SAME_UPPER', 'VALID'), bias: fc.boolean() },
    });
    const end = fc.constantFrom('flatten', 'view', 'last', 'mean');
    await fc.assert(
      fc.asyncProperty(
        fc.array(step, { minLength: 1, maxLength: 6 }),
        end,
        fc.integer({ min: 7, max: 15 }),
        fc.integer({ min: 7, max: 15 }),
        async (steps, way, high, broad) => {
          const c = imageChain(high, broad);
          let [height, width, channels] = [high, broad, 3];
          for (const { kind, outputs, tall, wide, stride, auto, bias } of steps) {
            // MaxPool of onnxruntime rejects strides larger than the window.
            fc.pre(stride <= Math.min(tall, wide));
            const slide = { kernel_shape: [tall, wide], strides: [stride, stride], auto_pad: auto };
            const length = (size: number, window: number) =>
              auto === 'VALID' ? Math.floor((size - window) / stride) + 1 : Math.ceil(size / stride);
            if (['conv', 'depthwise', 'max', 'average'].includes(kind)) {
              [height, width] = [length(height, tall), length(width, wide)];
              fc.pre(height > 0 && width > 0);
            }
            if (kind === 'conv') [, channels] = [c.conv(outputs, channels, [tall, wide], slide, bias), outputs];
            else if (kind === 'depthwise') c.conv(channels, 1, [tall, wide], { ...slide, group: channels }, bias);
            else if (kind === 'max') c.node('MaxPool', [], slide);
            else if (kind === 'average') c.node('AveragePool', [], slide);
            else if (kind === 'relu') c.node('Relu');
            else if (kind === 'leaky') c.node('LeakyRelu', [], { alpha: { float: 0.3 } });
            else if (kind === 'gelu') gelu(c, bias ? 'torch' : 'tanh');
            else if (kind === 'dropout') c.node('Dropout');
            else if (kind === 'affine')
              c.node(bias ? 'Mul' : 'Sub', [c.weight([channels, 1, 1])]).node('Add', [c.weight([1, channels, 1, 1])]);
            else {
              const own = () => c.weight([channels]);
              c.node('BatchNormalization', [own(), own(), own(), c.weight([channels], {}, 0.5, 2)]);
            }
          }
          if (way === 'mean') c.node('GlobalAveragePool').node('Flatten').dense(channels, 3);
          else {
            if (way === 'last') c.node('Transpose', [], { perm: LAST });
            if (way === 'view') viewed(c);
            else c.node('Flatten');
            c.dense(height * width * channels, 3);
          }
          const { largest } = await compared(c.node('Softmax', [], { axis: 1 }).bytes(), { layout: 'channelsFirst' });
          expect(largest).toBeLessThan(1e-5);
        },
      ),
      { numRuns: propertyRuns(80) },
    );
  });
});
