// Message of a command to the process that started it, over IPC: the name of the run, repeats or study it has started.
import { z } from 'zod';

/** Validates a message of a child process. */
export const jobMessageSchema = z.object({
  kind: z.enum(['run', 'repeats', 'study']),
  name: z.string(),
});
/** A run, repeats or a study has started. */
export type JobMessage = z.output<typeof jobMessageSchema>;
