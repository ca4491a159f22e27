// Screenshots without an annotation, and the annotations that are drawn for them: Pascal VOC beside the picture.
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { Hono } from 'hono';
import { z } from 'zod';
import type { Project } from '../../config/index.ts';
import { checkLabel, pictureSize, readTree } from '../../dataset/index.ts';
import { UserError } from '../../errors/index.ts';
import { writeWhole } from '../../files/index.ts';
import { bodyOf, notFound } from '../answer.ts';
import type { LabelAnswer, UnlabelledView } from '../api.ts';
import { projectFile } from '../projectFile.ts';
import type { Studio } from '../studio.ts';
import { vocText } from '../vocText.ts';

/** Most pictures of one answer. */
const MOST = 500;

const pixel = z.int('must be a whole number').min(0);
const requestSchema = z.strictObject({
  picture: z.string().min(1).max(2000),
  objects: z
    .array(
      z.strictObject({
        box: z.strictObject({ xmin: pixel, ymin: pixel, xmax: pixel, ymax: pixel }),
        label: z.string().min(1).max(200),
      }),
    )
    .min(1, 'must hold a box')
    .max(1000),
});

/** The annotation's path beside a picture. */
const besideOf = (picture: string): string => picture.replace(/\.[^./]+$/, '.xml');

/** Pictures below the screenshots that no Pascal VOC file of their name annotates and no sample comes from. */
async function unlabelled(studio: Studio, project: Project): Promise<string[]> {
  const tree = await readTree(project);
  const files = new Set(tree.files);
  const { extracted } = await studio.dataset();
  const used = new Set(extracted.map(({ screenshot }) => screenshot));
  return tree.pictures.filter((file) => !files.has(besideOf(file)) && !used.has(tree.named(file))).map(tree.named);
}

/** GET /unlabelled; POST /labels with a `LabelRequest` */
export function labelRoutes(studio: Studio): Hono {
  return new Hono()
    .get('/unlabelled', async (context) => {
      const project = await studio.project();
      const { kind } = project.source;
      const other = kind === 'auto' || kind === 'voc' ? null : kind;
      const found = other === null ? await unlabelled(studio, project) : [];
      const view: UnlabelledView = {
        other,
        total: found.length,
        pictures: found.slice(0, MOST).map((path) => ({ path, url: `/api/picture?path=${encodeURIComponent(path)}` })),
      };
      return context.json(view);
    })
    .post('/labels', async (context) => {
      const { picture, objects } = await bodyOf(context, requestSchema);
      const project = await studio.project();
      if (!(await unlabelled(studio, project)).includes(picture))
        throw notFound(`there is no picture ${picture} without an annotation`, 'Load the page again.');
      const file = await projectFile(studio.directory, picture);
      const size = file === undefined ? undefined : await pictureSize(file);
      if (size === undefined) throw new UserError(`${picture} cannot be read`);
      for (const { box, label } of objects) {
        const known = checkLabel(project, label);
        if ('message' in known) throw new UserError(known.message, { remedy: known.remedy });
        const { xmin, ymin, xmax, ymax } = box;
        if (xmin >= xmax || ymin >= ymax || xmax > size.width || ymax > size.height)
          throw new UserError(`the box of ${label} does not lie in the picture`, { remedy: 'Draw it again.' });
      }
      const annotation = besideOf(picture);
      const path = join(studio.directory, annotation);
      // Never over what the user has drawn.
      if ((await stat(path).catch(() => undefined)) !== undefined)
        throw new UserError(`${annotation} is there already`);
      await writeWhole(path, vocText(picture, size, objects));
      return context.json({ annotation, objects: objects.length } satisfies LabelAnswer, 201);
    });
}
