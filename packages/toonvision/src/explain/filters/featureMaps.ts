// The activations of a layer for one image as a labeled grid.
import { openProbe, type Sequential } from '@toonvision/nn';
import { type ColorScale, enlarge, heatmap, mapSheet, type Raster, shortNumber } from '../drawing/index.ts';
import { findSpatialLayer } from '../maps/index.ts';

/** What the filters of a layer make of one image. */
export interface FeatureMaps {
  layer: string;
  height: number;
  width: number;
  /** One a channel, [height, width]. */
  channels: Float32Array[];
}

/**
 * The activations of a spatial layer, also of one that training never keeps, such as a convolution before its pools.
 *
 * @throws UserError (exit code 2) for a layer that is none, listing the spatial ones
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

/** The grid as PNG bytes: one scale for all channels, from their least value (at most 0) to their largest. */
export function featureSheet(
  { layer, height, width, channels }: FeatureMaps,
  { title, colors = 'viridis' }: { title: string; colors?: ColorScale },
): Promise<Uint8Array> {
  let [least, most] = [0, 0];
  for (const channel of channels)
    for (const value of channel) [least, most] = [Math.min(least, value), Math.max(most, value)];
  const factor = Math.max(1, Math.floor(Math.min(120 / width, 200 / height)));
  const tiles = channels.map((channel, index) => {
    const heat = heatmap(
      channel.map((value) => value - least),
      most - least,
      colors,
    );
    const raster: Raster = enlarge({ data: heat, width, height }, factor);
    const top = channel.reduce((largest, value) => Math.max(largest, value), Number.NEGATIVE_INFINITY);
    return { raster, lines: [`filter ${index}`, top > 0 ? `up to ${shortNumber(top)}` : 'nowhere above 0'] };
  });
  return mapSheet(tiles, {
    title,
    subtitle: `${layer} (${height}x${width}), one scale: ${shortNumber(least)} to ${shortNumber(most)}`,
    most: 1,
    tile: { width: 120, height: 200 },
  });
}
