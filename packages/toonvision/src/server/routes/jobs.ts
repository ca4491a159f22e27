// Jobs: start training, list, stop.
import { Hono } from 'hono';
import { z } from 'zod';
import { requestSettings } from '../../config/index.ts';
import { UserError } from '../../errors/index.ts';
import { BUILT_IN_MODELS } from '../../models/index.ts';
import { TRAIN_SETTINGS } from '../../settings/index.ts';
import { nameSchema, readBody } from '../answer.ts';
import { trainArguments } from '../jobArguments.ts';
import type { Jobs } from '../jobs.ts';

const requestSchema = z.strictObject({
  ...requestSettings(TRAIN_SETTINGS),
  // The path of a model file would let a request run any code.
  model: z.enum(BUILT_IN_MODELS, 'must be one of the built-in models').default('baseline'),
  target: nameSchema.optional(),
  name: nameSchema.optional(),
  repeats: z.int('must be a whole number').min(2, 'must be 2 or more').max(100, 'must be 100 or less').optional(),
  resume: nameSchema.optional(),
});

/** GET, POST /jobs, DELETE /jobs/:id */
export function jobRoutes(jobs: Jobs): Hono {
  return new Hono()
    .get('/jobs', async (context) => context.json(await jobs.list()))
    .post('/jobs', async (context) => {
      const request = await readBody(context, requestSchema);
      const command = trainArguments(request);
      const { resume, repeats, name } = request;
      const names = resume === undefined && repeats !== undefined ? { repeats: name } : { run: resume ?? name };
      return context.json(await jobs.startTraining(command, names), 201);
    })
    .delete('/jobs/:id', async (context) => {
      const id = Number(context.req.param('id'));
      if (!Number.isInteger(id)) throw new UserError(`${context.req.param('id')} is not a job number`);
      return context.json(await jobs.stop(id));
    });
}
