// Edits of samples: list, add and undo.
import { Hono } from 'hono';
import { z } from 'zod';
import { addEdit, editRequestSchema, undoEdit } from '../../dataset/index.ts';
import { UserError } from '../../errors/index.ts';
import { readBody } from '../answer.ts';
import type { Studio } from '../studio.ts';

/** GET, POST /edits, DELETE /edits/:number */
export function editRoutes(studio: Studio): Hono {
  return new Hono()
    .get('/edits', async (context) => context.json((await studio.dataset()).edits))
    .post('/edits', async (context) => {
      const request = await readBody(context, editRequestSchema);
      const { extracted } = await studio.dataset();
      const edit = await addEdit(await studio.project(), extracted, request);
      studio.events.publish('edit', edit);
      return context.json(edit, 201);
    })
    .delete('/edits/:number', async (context) => {
      const number = z.coerce.number().int().min(1).safeParse(context.req.param('number'));
      if (!number.success) throw new UserError(`${context.req.param('number')} is not the number of an edit`);
      const edit = await undoEdit(await studio.project(), number.data);
      studio.events.publish('edit', edit);
      return context.json(edit);
    });
}
