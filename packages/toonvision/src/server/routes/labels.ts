// Pictures without a label, in the order in which they help most, and what is written of them.
import { Hono } from 'hono';
import { z } from 'zod';
import { boxSchema } from '../../dataset/index.ts';
import { UserError } from '../../errors/index.ts';
import { type Added, addPicture, annotatePicture, findPictures, withdrawAnnotation } from '../../labeling/index.ts';
import { bodyOf, checked, queryOf } from '../answer.ts';
import type { LabelAnswer, UnlabelledView } from '../api.ts';
import type { Studio } from '../studio.ts';
import type { SuggestionReadings } from '../suggestions.ts';
import { pictureRow } from './pictures.ts';
import { findRun } from './runs.ts';

/** Most pictures of one answer. */
const MOST = 500;

const objects = z
  .array(z.strictObject({ box: boxSchema.nullable(), label: z.string().min(1).max(200) }))
  .min(1, 'must hold an object')
  .max(1000);
const requestSchema = z.strictObject({ picture: z.string().min(1).max(2000), objects });
const pictureSchema = z.strictObject({ folder: z.string().max(400), name: z.string().max(400), objects });

function answerOf(made: Added): LabelAnswer {
  const { kind, picture, annotation } = made;
  const additions = made.kind === 'added' ? made.additions.map(({ number }) => number) : [];
  return { kind, picture, annotation, objects: made.objects, additions };
}

/** GET /unlabelled, /suggestions?run=; POST /labels, /labels/withdraw with a `LabelRequest`, /pictures with a form */
export function labelRoutes(studio: Studio, suggestions: SuggestionReadings): Hono {
  const tell = (): void => studio.events.publish('labels', {});
  return new Hono()
    .get('/unlabelled', async (context) => {
      const { kind, whole, unlabelled } = await findPictures(await studio.project());
      const view: UnlabelledView = {
        ...{ kind, whole },
        total: unlabelled.length,
        pictures: unlabelled.slice(0, MOST).map(pictureRow),
      };
      return context.json(view);
    })
    .get('/suggestions', async (context) => {
      const { run } = queryOf(context, z.object({ run: z.string().min(1, 'names no run') }));
      return context.json(await suggestions.view(await findRun(studio, run)));
    })
    .post('/labels', async (context) => {
      const { picture, objects: labelled } = await bodyOf(context, requestSchema);
      const made = await annotatePicture(await studio.project(), picture, labelled);
      tell();
      return context.json(answerOf(made), 201);
    })
    .post('/labels/withdraw', async (context) => {
      const { picture, objects: labelled } = await bodyOf(context, requestSchema);
      const annotation = await withdrawAnnotation(await studio.project(), picture, labelled);
      tell();
      return context.json({ annotation });
    })
    .post('/pictures', async (context) => {
      const form = await context.req.parseBody().catch(() => {
        throw new UserError('the request holds no form');
      });
      const { picture, request } = form;
      if (!(picture instanceof File) || typeof request !== 'string')
        throw new UserError('the form lacks the picture or what is on it');
      const { folder, name, objects: labelled } = checked(pictureSchema, parsed(request));
      const bytes = new Uint8Array(await picture.arrayBuffer());
      const made = await addPicture(await studio.project(), bytes, { folder, name, objects: labelled });
      tell();
      return context.json(answerOf(made), 201);
    });
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new UserError('the request holds no JSON');
  }
}
