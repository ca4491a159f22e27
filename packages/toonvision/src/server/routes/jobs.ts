// Training from the page: started, listed, stopped.
import { Hono } from 'hono';
import { z } from 'zod';
import { CLASS_WEIGHTINGS, OPTIMIZERS, RUN_LOSSES, SAMPLINGS, SCHEDULES } from '../../config/index.ts';
import { UserError } from '../../errors/index.ts';
import { builtInModels } from '../../models/index.ts';
import { augmentationWords, bodyOf } from '../answer.ts';
import type { Jobs } from '../jobs.ts';
import { trainArguments } from '../trainArguments.ts';

// Names only: a path of a model file would run what a request says.
const word = z
  .string()
  .regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$/, 'must be letters, digits, dots, dashes, underscores');
const whole = (least: number, most: number) => z.int('must be a whole number').min(least).max(most).optional();

const requestSchema = z.strictObject({
  model: z.enum(Object.keys(builtInModels), 'must be one of the built-in models').default('baseline'),
  target: word.optional(),
  seed: whole(0, 2 ** 32 - 1),
  epochs: whole(1, 10_000),
  batchSize: whole(1, 4096),
  learningRate: z.number().positive('must be above 0').max(1).optional(),
  patience: whole(1, 10_000),
  classWeight: z.enum(CLASS_WEIGHTINGS).optional(),
  sampling: z.enum(SAMPLINGS).optional(),
  augmentation: augmentationWords.optional(),
  optimizer: z.enum(OPTIMIZERS).optional(),
  schedule: z.enum(SCHEDULES).optional(),
  loss: z.enum(RUN_LOSSES).optional(),
  name: word.optional(),
  repeats: whole(2, 100),
  resume: word.optional(),
});

/** GET, POST /jobs, DELETE /jobs/:id */
export function jobRoutes(jobs: Jobs): Hono {
  return new Hono()
    .get('/jobs', async (context) => context.json(await jobs.list()))
    .post('/jobs', async (context) => {
      const request = await bodyOf(context, requestSchema);
      const given = Object.fromEntries(Object.entries(request).filter(([, value]) => value !== undefined));
      const command = trainArguments({ ...given, model: request.model });
      const { resume, repeats, name } = request;
      const of = resume === undefined && repeats !== undefined ? { repeats: name } : { run: resume ?? name };
      return context.json(await jobs.startTraining(command, of), 201);
    })
    .delete('/jobs/:id', async (context) => {
      const id = Number(context.req.param('id'));
      if (!Number.isInteger(id)) throw new UserError(`${context.req.param('id')} is no number of a job`);
      return context.json(await jobs.stop(id));
    });
}
