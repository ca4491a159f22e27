// Dead filters: for each filter of each convolution, the number of images of a split in which it is active.
import { openProbe, type Sequential } from '@toonvision/nn';
import { InterruptedError } from '../../errors/index.ts';
import { type ExplainedRun, loadImage, type Subject } from '../explainedSample.ts';
import { spatialLayers } from '../maps/index.ts';

/** Activity of a filter over a set of images. */
export interface FilterUse {
  layer: string;
  filter: number;
  /** Number of images with a positive activation anywhere. */
  active: number;
  /** Number of images. */
  images: number;
  /** Never active: the filter costs time without effect on these images. */
  isDead: boolean;
}

const CONVOLUTIONS = new Set(['conv2d', 'separableConv2d', 'depthwiseConv2d']);

/**
 * Counts in how many images each filter of each convolution is active, before pooling.
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
    CONVOLUTIONS.has(model.chain.layers.find((layer) => layer.name === name)?.spec.kind ?? ''),
  );
  const probe = await openProbe(model, { layers: convolutions.map(({ name }) => name) });
  const counts = convolutions.map(({ channels }) => new Array<number>(channels).fill(0));
  for (const [index, { file }] of subjects.entries()) {
    if (signal?.aborted === true) throw new InterruptedError('interrupted', 'Run the command again.');
    const { activations } = probe.run((await loadImage(file, run.input)).pixels);
    convolutions.forEach(({ name, channels }, layer) => {
      const data = activations.get(name)?.data ?? new Float32Array();
      const activeChannels = new Set<number>();
      for (let i = 0; i < data.length && activeChannels.size < channels; i += 1)
        if ((data[i] ?? 0) > 0) activeChannels.add(i % channels);
      const layerCounts = counts[layer] ?? [];
      for (const channel of activeChannels) layerCounts[channel] = (layerCounts[channel] ?? 0) + 1;
    });
    onProgress?.(index + 1, subjects.length);
  }
  return convolutions.flatMap(({ name }, index) =>
    (counts[index] ?? []).map((active, filter) => ({
      layer: name,
      filter,
      active,
      images: subjects.length,
      isDead: subjects.length > 0 && active === 0,
    })),
  );
}
