// What a command reports to the process that started it, over IPC: the studio's server learns names that the command chose.
import { z } from 'zod';

/** Reads a message of a child process. */
export const jobMessageSchema = z.object({
  kind: z.enum(['run', 'repeats', 'study']),
  /** The name of what was started. */
  name: z.string(),
});
/** A run, repeats or a study has started. */
export type JobMessage = z.output<typeof jobMessageSchema>;
