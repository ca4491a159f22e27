// Validation of requests, and error answers: errors the user can fix are explained, all others are logged.
import type { Context, ErrorHandler } from 'hono';
import { z } from 'zod';
import { UserError } from '../errors/index.ts';
import type { ApiError } from './api.ts';

/** An error that is answered with status 404. */
export function notFound(what: string, remedy?: string): UserError {
  return new NotFoundError(what, remedy === undefined ? {} : { remedy });
}

class NotFoundError extends UserError {}

/**
 * Answers errors of routes with an `ApiError`: status 404, 400 for errors the user can fix, 500 for others.
 *
 * @param log receives the stack trace of an error that is answered with 500
 */
export function answerErrors(log: (text: string) => void): ErrorHandler {
  return (error, context: Context) => {
    if (error instanceof UserError) {
      const { what, where, remedy } = error;
      const body: ApiError = { error: where === undefined ? what : `${where}: ${what}`, remedy };
      return context.json(body, error instanceof NotFoundError ? 404 : 400);
    }
    log(`${context.req.method} ${context.req.path}: ${error.stack ?? error.message}`);
    const body: ApiError = { error: 'internal error', remedy: 'See the terminal that runs the studio.' };
    return context.json(body, 500);
  };
}

/** A name in a request. Paths are rejected, because they could lead anywhere. */
export const nameSchema: z.ZodString = z
  .string()
  .regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$/, 'must consist of letters, digits, dots, dashes and underscores');

/**
 * Reads and validates the JSON body of a request.
 *
 * @throws UserError that names the invalid field
 */
export async function readBody<Schema extends z.ZodType>(context: Context, schema: Schema): Promise<z.output<Schema>> {
  const body: unknown = await context.req.json().catch(() => {
    throw new UserError('the request body is not valid JSON');
  });
  return validate(schema, body);
}

/** Reads and validates the query of a request, like `readBody`. */
export function readQuery<Schema extends z.ZodType>(context: Context, schema: Schema): z.output<Schema> {
  return validate(schema, context.req.query());
}

/** Validates a value from outside, like `readBody`. */
export function validate<Schema extends z.ZodType>(schema: Schema, value: unknown): z.output<Schema> {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  throw new UserError(`${issue?.path.join('.') || 'the request'}: ${issue?.message}`);
}
