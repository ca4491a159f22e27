// What was added to the dataset by hand: listed, undone.
import { Hono } from 'hono';
import { z } from 'zod';
import { readAdditions, undoAddition } from '../../dataset/index.ts';
import { UserError } from '../../errors/index.ts';
import type { AdditionView } from '../api.ts';
import type { Studio } from '../studio.ts';

/** GET /additions, DELETE /additions/:number */
export function additionRoutes(studio: Studio): Hono {
  return new Hono()
    .get('/additions', async (context) => {
      const view: AdditionView[] = await readAdditions(await studio.project());
      return context.json(view);
    })
    .delete('/additions/:number', async (context) => {
      const number = z.coerce.number().int().min(1).safeParse(context.req.param('number'));
      if (!number.success) throw new UserError(`${context.req.param('number')} is no number of an added sample`);
      const view: AdditionView = await undoAddition(await studio.project(), number.data);
      studio.events.publish('labels', {});
      return context.json(view);
    });
}
