// Reads the audit that `toonvision explain --audit` left in a run's folder.
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import type { Run } from '../../training/index.ts';
import type { ExplanationAudit } from './auditRun.ts';

const share = z.number().nullable();
const curve = z.object({ curve: z.array(z.number()), area: z.number() });
const curves = z.object({ map: curve, random: curve });
const auditSchema = z.object({
  format: z.literal(1),
  run: z.string(),
  weightsSha256: z.string().nullable(),
  split: z.enum(['val', 'test']),
  method: z.string(),
  layer: z.string(),
  height: z.number(),
  width: z.number(),
  of: z.enum(['logit', 'probability']),
  classes: z.enum(['predicted', 'true']),
  seed: z.number(),
  samples: z.number(),
  zero: z.number(),
  energy: z.array(
    z.object({
      by: z.enum(['all', 'verdict', 'class', 'street']),
      value: z.string(),
      samples: z.number(),
      zero: z.number(),
      energy: share,
      area: share,
      hits: share,
    }),
  ),
  perturbation: z.object({ samples: z.number(), deletion: curves, insertion: curves }).nullable(),
  randomisation: z.array(z.object({ layer: z.string(), samples: z.number(), flat: z.number(), correlation: share })),
});

/** Where an audit lies unless another folder was named. */
export const auditFile = ({ directory }: Pick<Run, 'directory'>): string => join(directory, 'explain', 'audit.json');

/** The audit of the run's own weights; undefined where there is none, it is of other weights, or it cannot be read: then it can be made again. */
export async function readAudit(run: Run): Promise<ExplanationAudit | undefined> {
  try {
    const audit = auditSchema.parse(JSON.parse(await readFile(auditFile(run), 'utf8')));
    return audit.weightsSha256 === (run.record.result?.weightsSha256 ?? null) ? audit : undefined;
  } catch {
    return undefined;
  }
}
