// Activations of a layer for an image, as data and as a labeled grid.
import { openProbe, type Sequential } from '@toonvision/nn';
import { type ColorScale, enlarge, formatShort, heatmap, mapSheet, type Raster } from '../drawing/index.ts';
import { findSpatialLayer } from '../maps/index.ts';

/** Activations of a layer for an image. */
export interface FeatureMaps {
  layer: string;
  height: number;
  width: number;
  /** One per channel, [height, width]. */
  channels: Float32Array[];
}

/**
 * Computes the activations of a spatial layer, including layers fused during training, such as a convolution before
 * pooling.
 *
 * @param name default: the last spatial layer
 * @throws UserError (exit code 2) if the layer does not exist or is not spatial, with a list of the spatial layers
 */
export async function featureMaps(model: Sequential, pixels: Uint8Array, name?: string): Promise<FeatureMaps> {
  const { name: layer, height, width, channels } = findSpatialLayer(model, name);
  const probe = await openProbe(model, { layers: [layer] });
  const data = probe.run(pixels).activations.get(layer)?.data ?? new Float32Array();
  return {
    layer,
    height,
    width,
    channels: Array.from({ length: channels }, (_, c) =>
      Float32Array.from({ length: height * width }, (_, cell) => data[cell * channels + c] ?? 0),
    ),
  };
}

/** Draws the grid as PNG bytes. All channels share one scale, from the minimum (at most 0) to the maximum. */
export function featureSheet(
  { layer, height, width, channels }: FeatureMaps,
  { title, colors = 'viridis' }: { title: string; colors?: ColorScale },
): Promise<Uint8Array> {
  let [min, max] = [0, 0];
  for (const channel of channels)
    for (const value of channel) [min, max] = [Math.min(min, value), Math.max(max, value)];
  const factor = Math.max(1, Math.floor(Math.min(120 / width, 200 / height)));
  const tiles = channels.map((channel, index) => {
    const heat = heatmap(
      channel.map((value) => value - min),
      max - min,
      colors,
    );
    const raster: Raster = enlarge({ data: heat, width, height }, factor);
    const peak = channel.reduce((max, value) => Math.max(max, value), Number.NEGATIVE_INFINITY);
    return { raster, lines: [`filter ${index}`, peak > 0 ? `peak ${formatShort(peak)}` : 'inactive'] };
  });
  return mapSheet(tiles, {
    title,
    subtitle: `${layer} (${height}x${width}), shared scale: ${formatShort(min)} to ${formatShort(max)}`,
    maxScale: 1,
    tile: { width: 120, height: 200 },
  });
}
