// The maps of an explained picture at the picture's own size, coloured, and blended over it.
import type { ExplainedSample } from '../explainedSample.ts';
import type { ExplanationMap } from '../maps/index.ts';
import type { Raster } from './board.ts';
import type { ColourScale } from './colourScale.ts';
import { heatmap, superimpose } from './paint.ts';
import { resizeMap } from './resizeMap.ts';

/** `shared`: colours mean the same in all maps of a picture. `each`: the peak of each map has the highest colour. */
export const SCALE_KINDS = ['shared', 'each'] as const;
/** Whether maps that are drawn together share a scale. */
export type ScaleKind = (typeof SCALE_KINDS)[number];

export interface PaintedMap {
  map: ExplanationMap;
  /** The value of the highest colour. */
  top: number;
  heat: Raster;
  over: Raster;
}

/** Paints all maps of a sample; `picture` is the explained crop at its own size. */
export function paintSample(
  { maps, area }: Pick<ExplainedSample, 'maps' | 'area'>,
  picture: Raster,
  { colours, scale }: { colours: ColourScale; scale: ScaleKind },
): PaintedMap[] {
  const { width, height } = picture;
  const highest = maps.reduce((most, { peak }) => Math.max(most, peak), 0);
  return maps.map((map) => {
    const top = scale === 'each' ? map.peak : highest;
    const heat = heatmap(resizeMap(map, picture, area), top, colours);
    return {
      map,
      top,
      heat: { data: heat, width, height },
      over: { data: superimpose(picture.data, heat), width, height },
    };
  });
}
