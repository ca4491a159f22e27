// Heatmaps and overlays of an explained image at the image's size.
import type { ExplainedSample } from '../explainedSample.ts';
import type { ExplanationMap } from '../maps/index.ts';
import type { Raster } from './board.ts';
import type { ColorScale } from './colorScale.ts';
import { heatmap, superimpose } from './paint.ts';
import { resizeMap } from './resizeMap.ts';

/** Scaling of colors: `shared` uses one scale for all maps of an image, `each` scales every map to its peak. */
export const SCALE_KINDS = ['shared', 'each'] as const;
/** Scaling of colors. */
export type ScaleKind = (typeof SCALE_KINDS)[number];

/** A map as images. */
export interface PaintedMap {
  map: ExplanationMap;
  /** Value of the highest color. */
  top: number;
  heat: Raster;
  /** Heatmap blended over the image. */
  over: Raster;
}

/** Paints all maps of a sample; `image` is the explained crop. */
export function paintSample(
  { maps, area }: Pick<ExplainedSample, 'maps' | 'area'>,
  image: Raster,
  { colors, scale }: { colors: ColorScale; scale: ScaleKind },
): PaintedMap[] {
  const { width, height } = image;
  const maxPeak = maps.reduce((max, { peak }) => Math.max(max, peak), 0);
  return maps.map((map) => {
    const top = scale === 'each' ? map.peak : maxPeak;
    const heat = heatmap(resizeMap(map, image, area), top, colors);
    return {
      map,
      top,
      heat: { data: heat, width, height },
      over: { data: superimpose(image.data, heat), width, height },
    };
  });
}
