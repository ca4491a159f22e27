// All pictures of the project, to choose one from.
import { Hono } from 'hono';
import { z } from 'zod';
import { findPictures } from '../../labeling/index.ts';
import { queryOf } from '../answer.ts';
import type { ScreenshotPage } from '../api.ts';
import type { Studio } from '../studio.ts';
import { pictureRow } from './pictures.ts';

/** Most pictures of one answer. */
const MOST = 200;

const number = z.coerce.number().int('must be a whole number').min(0, 'must be 0 or more');
const screenshotQuery = z.object({
  /** Part of the path. */
  text: z.string().optional(),
  street: z.string().optional(),
  offset: number.default(0),
  limit: number.max(MOST, `must be ${MOST} or less`).default(60),
});

/** GET /screenshots */
export function screenshotRoutes(studio: Studio): Hono {
  return new Hono().get('/screenshots', async (context) => {
    const { text, street, offset, limit } = queryOf(context, screenshotQuery);
    const { tree, whole } = await findPictures(await studio.project());
    const words = text?.toLowerCase().split(/\s+/).filter(Boolean) ?? [];
    const streets = new Set<string>();
    const found = tree.images.filter((picture) => {
      const own = tree.placeOf(picture).street ?? '';
      if (own !== '') streets.add(own);
      const path = picture.toLowerCase();
      return (street === undefined || own === street) && words.every((word) => path.includes(word));
    });
    const { extracted, byId } = await studio.dataset();
    const page = new Set(found.slice(offset, offset + limit).map(tree.named));
    const boxes = new Map<string, ScreenshotPage['screenshots'][number]['boxes']>();
    for (const { id, screenshot, label, box } of extracted)
      if (page.has(screenshot))
        boxes.set(screenshot, [...(boxes.get(screenshot) ?? []), { label: byId.get(id)?.label ?? label, box }]);
    const view: ScreenshotPage = {
      total: found.length,
      ...{ offset, whole },
      streets: [...streets].sort(),
      screenshots: [...page].map((path) => ({ ...pictureRow(path), boxes: boxes.get(path) ?? [] })),
    };
    return context.json(view);
  });
}
