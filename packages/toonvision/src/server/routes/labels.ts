// Labeling: images without a label, label suggestions, and writing annotations.
import { Hono } from 'hono';
import { z } from 'zod';
import { boxSchema } from '../../dataset/index.ts';
import { UserError } from '../../errors/index.ts';
import { type AddedImage, addImage, annotateImage, findImages, undoAnnotation } from '../../labeling/index.ts';
import { readBody, readQuery, validate } from '../answer.ts';
import type { LabelAnswer, UnlabeledView } from '../api.ts';
import { findRun } from '../findRun.ts';
import type { Studio } from '../studio.ts';
import type { Suggestions } from '../suggestions.ts';
import { imageRow } from './images.ts';

/** Images per answer. */
const MAX_IMAGES = 500;

const objectsSchema = z
  .array(z.strictObject({ box: boxSchema.nullable(), label: z.string().min(1).max(200) }))
  .min(1, 'must contain at least one object')
  .max(1000);
const labelSchema = z.strictObject({ image: z.string().min(1).max(2000), objects: objectsSchema });
const imageSchema = z.strictObject({
  folder: z.string().max(400),
  name: z.string().max(400),
  objects: objectsSchema,
});

function answerOf(added: AddedImage): LabelAnswer {
  const { kind, image, annotation, objects } = added;
  const additions = added.kind === 'added' ? added.additions.map(({ number }) => number) : [];
  return { kind, image, annotation, objects, additions };
}

/** GET /unlabeled, /suggestions?run=; POST /labels, /labels/withdraw with a `LabelRequest`, /images with a form */
export function labelRoutes(studio: Studio, suggestions: Suggestions): Hono {
  const publish = (): void => studio.events.publish('labels', {});
  return new Hono()
    .get('/unlabeled', async (context) => {
      const { kind, whole, unlabeled: images } = await findImages(await studio.project());
      const view: UnlabeledView = {
        ...{ kind, whole },
        total: images.length,
        images: images.slice(0, MAX_IMAGES).map(imageRow),
      };
      return context.json(view);
    })
    .get('/suggestions', async (context) => {
      const { run } = readQuery(context, z.object({ run: z.string().min(1, 'must name a run') }));
      return context.json(await suggestions.view(await findRun(studio, run)));
    })
    .post('/labels', async (context) => {
      const { image, objects } = await readBody(context, labelSchema);
      const annotated = await annotateImage(await studio.project(), image, objects);
      publish();
      return context.json(answerOf(annotated), 201);
    })
    .post('/labels/withdraw', async (context) => {
      const { image, objects } = await readBody(context, labelSchema);
      const annotation = await undoAnnotation(await studio.project(), image, objects);
      publish();
      return context.json({ annotation });
    })
    .post('/images', async (context) => {
      const form = await context.req.parseBody().catch(() => {
        throw new UserError('the request body is not a form');
      });
      const { image, request } = form;
      if (!(image instanceof File) || typeof request !== 'string')
        throw new UserError('the form must contain the file `image` and the field `request`');
      const { folder, name, objects } = validate(imageSchema, parseJson(request));
      const bytes = new Uint8Array(await image.arrayBuffer());
      const added = await addImage(await studio.project(), bytes, { folder, name, objects });
      publish();
      return context.json(answerOf(added), 201);
    });
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new UserError('request is not valid JSON');
  }
}
