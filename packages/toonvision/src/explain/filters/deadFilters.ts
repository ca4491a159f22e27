// Filters that never wake: of each convolution, on how many images of a split a filter is above 0 anywhere.
import { openProbe, type Sequential } from '@toonvision/nn';
import { InterruptedError } from '../../errors/index.ts';
import { type ExplainedRun, loadImage, type Subject } from '../explainedSample.ts';
import { spatialLayers } from '../maps/index.ts';

/** How often a filter answers at all. */
export interface FilterUse {
  layer: string;
  filter: number;
  /** Images in which it is above 0 somewhere. */
  active: number;
  images: number;
  /** Never active: the weights of the filter cost time and do nothing on these images. */
  isDead: boolean;
}

const KINDS = new Set(['conv2d', 'separableConv2d', 'depthwiseConv2d']);

/**
 * How often each filter of each convolution is awake, before any pooling.
 *
 * @throws InterruptedError when `signal` aborts
 */
export async function measureFilterUse(
  model: Sequential,
  run: ExplainedRun,
  subjects: readonly Pick<Subject, 'file'>[],
  { onProgress, signal }: { onProgress?: (done: number, total: number) => void; signal?: AbortSignal } = {},
): Promise<FilterUse[]> {
  const convolutions = spatialLayers(model).filter(({ name }) =>
    KINDS.has(model.chain.layers.find((layer) => layer.name === name)?.spec.kind ?? ''),
  );
  const probe = await openProbe(model, { layers: convolutions.map(({ name }) => name) });
  const counts = convolutions.map(({ channels }) => new Array<number>(channels).fill(0));
  for (const [index, { file }] of subjects.entries()) {
    if (signal?.aborted === true) throw new InterruptedError('interrupted', 'Run the command again.');
    const { activations } = probe.run((await loadImage(file, run.input)).pixels);
    convolutions.forEach(({ name, channels }, at) => {
      const data = activations.get(name)?.data ?? new Float32Array();
      const awake = new Set<number>();
      for (let i = 0; i < data.length && awake.size < channels; i += 1) if ((data[i] ?? 0) > 0) awake.add(i % channels);
      const own = counts[at] ?? [];
      for (const channel of awake) own[channel] = (own[channel] ?? 0) + 1;
    });
    onProgress?.(index + 1, subjects.length);
  }
  return convolutions.flatMap(({ name }, at) =>
    (counts[at] ?? []).map((active, filter) => ({
      layer: name,
      filter,
      active,
      images: subjects.length,
      isDead: subjects.length > 0 && active === 0,
    })),
  );
}
