// Findings of `inspect`.
import { Hono } from 'hono';
import type { Findings } from '../findings.ts';

/** GET /findings; POST runs the inspection again. */
export function findingRoutes(findings: Findings): Hono {
  return new Hono()
    .get('/findings', async (context) => context.json(await findings.view()))
    .post('/findings', async (context) => {
      findings.forget();
      return context.json(await findings.view());
    });
}
