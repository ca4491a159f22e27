// Reads the audit that `toonvision explain --audit` wrote into a run's folder.
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
  randomization: z.array(z.object({ layer: z.string(), samples: z.number(), flat: z.number(), correlation: share })),
});

/** Renames the field `randomisation`, as versions before 0.2.0 wrote it. */
function migrate(stored: unknown): unknown {
  if (typeof stored !== 'object' || stored === null || !('randomisation' in stored)) return stored;
  const { randomisation, ...rest } = stored;
  return { randomization: randomisation, ...rest };
}

/** Path of a run's audit, unless another folder was given. */
export const auditFile = ({ directory }: Pick<Run, 'directory'>): string => join(directory, 'explain', 'audit.json');

/**
 * Reads the audit of a run.
 *
 * @returns undefined if there is no audit, it is not readable, or it belongs to other weights; it can then be computed
 *   again
 */
export async function readAudit(run: Run): Promise<ExplanationAudit | undefined> {
  try {
    const audit = auditSchema.parse(migrate(JSON.parse(await readFile(auditFile(run), 'utf8'))));
    return audit.weightsSha256 === (run.record.result?.weightsSha256 ?? null) ? audit : undefined;
  } catch {
    return undefined;
  }
}
