// Pages of the project's images.
import { Hono } from 'hono';
import { z } from 'zod';
import { findImages } from '../../labeling/index.ts';
import { readQuery } from '../answer.ts';
import type { ScreenshotPage } from '../api.ts';
import { pageQuery } from '../pageQuery.ts';
import type { Studio } from '../studio.ts';
import { imageRow } from './images.ts';

const screenshotQuery = z.object({
  /** Words to find in the path. */
  text: z.string().optional(),
  street: z.string().optional(),
  ...pageQuery,
});

/** GET /screenshots */
export function screenshotRoutes(studio: Studio): Hono {
  return new Hono().get('/screenshots', async (context) => {
    const { text, street, offset, limit } = readQuery(context, screenshotQuery);
    const { tree, whole } = await findImages(await studio.project());
    const words = text?.toLowerCase().split(/\s+/).filter(Boolean) ?? [];
    const streets = new Set<string>();
    const matching = tree.images.filter((image) => {
      const streetOfImage = tree.placeOf(image).street ?? '';
      if (streetOfImage !== '') streets.add(streetOfImage);
      const path = tree.named(image).toLowerCase();
      return (street === undefined || streetOfImage === street) && words.every((word) => path.includes(word));
    });
    const { extracted, byId } = await studio.dataset();
    const page = new Set(matching.slice(offset, offset + limit).map(tree.named));
    const boxes = new Map<string, ScreenshotPage['screenshots'][number]['boxes']>();
    for (const { id, screenshot, label, box } of extracted)
      if (page.has(screenshot))
        boxes.set(screenshot, [...(boxes.get(screenshot) ?? []), { label: byId.get(id)?.label ?? label, box }]);
    const view: ScreenshotPage = {
      total: matching.length,
      ...{ offset, whole },
      streets: [...streets].sort(),
      screenshots: [...page].map((path) => ({ ...imageRow(path), boxes: boxes.get(path) ?? [] })),
    };
    return context.json(view);
  });
}
