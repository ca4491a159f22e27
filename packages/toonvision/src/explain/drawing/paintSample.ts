// The maps of an explained image at the image's own size, colored, and blended over it.
import type { ExplainedSample } from '../explainedSample.ts';
import type { ExplanationMap } from '../maps/index.ts';
import type { Raster } from './board.ts';
import type { ColorScale } from './colorScale.ts';
import { heatmap, superimpose } from './paint.ts';
import { resizeMap } from './resizeMap.ts';

/** `shared`: colors mean the same in all maps of a image. `each`: the peak of each map has the highest color. */
export const SCALE_KINDS = ['shared', 'each'] as const;
/** Whether maps that are drawn together share a scale. */
export type ScaleKind = (typeof SCALE_KINDS)[number];

export interface PaintedMap {
  map: ExplanationMap;
  /** The value of the highest color. */
  top: number;
  heat: Raster;
  over: Raster;
}

/** Paints all maps of a sample; `image` is the explained crop at its own size. */
export function paintSample(
  { maps, area }: Pick<ExplainedSample, 'maps' | 'area'>,
  image: Raster,
  { colors, scale }: { colors: ColorScale; scale: ScaleKind },
): PaintedMap[] {
  const { width, height } = image;
  const highest = maps.reduce((most, { peak }) => Math.max(most, peak), 0);
  return maps.map((map) => {
    const top = scale === 'each' ? map.peak : highest;
    const heat = heatmap(resizeMap(map, image, area), top, colors);
    return {
      map,
      top,
      heat: { data: heat, width, height },
      over: { data: superimpose(image.data, heat), width, height },
    };
  });
}
