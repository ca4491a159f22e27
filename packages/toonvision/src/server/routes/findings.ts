// Findings of `inspect`, as a list to work through.
import { Hono } from 'hono';
import type { Findings } from '../findings.ts';

/** GET /findings; POST reads everything anew. */
export function findingRoutes(findings: Findings): Hono {
  return new Hono()
    .get('/findings', async (context) => context.json(await findings.view()))
    .post('/findings', async (context) => {
      findings.forget();
      return context.json(await findings.view());
    });
}
