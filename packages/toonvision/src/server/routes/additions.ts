// Samples added by hand: list and undo.
import { Hono } from 'hono';
import { z } from 'zod';
import { type Addition, readAdditions, undoAddition } from '../../dataset/index.ts';
import { UserError } from '../../errors/index.ts';
import type { AdditionView } from '../api.ts';
import type { Studio } from '../studio.ts';

const toView = ({ picture, ...rest }: Addition): AdditionView => ({ ...rest, image: picture });

/** GET /additions, DELETE /additions/:number */
export function additionRoutes(studio: Studio): Hono {
  return new Hono()
    .get('/additions', async (context) => {
      return context.json((await readAdditions(await studio.project())).map(toView));
    })
    .delete('/additions/:number', async (context) => {
      const number = z.coerce.number().int().min(1).safeParse(context.req.param('number'));
      if (!number.success) throw new UserError(`${context.req.param('number')} is not the number of an added sample`);
      const undone = await undoAddition(await studio.project(), number.data);
      studio.events.publish('labels', {});
      return context.json(toView(undone));
    });
}
