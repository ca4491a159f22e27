// Failures in words: a problem the user can mend is told as such, anything else is a defect and logged.
import type { Context, ErrorHandler } from 'hono';
import { z } from 'zod';
import { UserError } from '../errors/index.ts';
import type { ApiError } from './api.ts';

/** 404 in words. */
export function notFound(what: string, remedy?: string): UserError {
  return new NotFoundError(what, remedy === undefined ? {} : { remedy });
}

class NotFoundError extends UserError {}

/** Answers errors of routes with an `ApiError`: 404, 400 for what the user can mend, 500 for defects (told on `log`). */
export function answerErrors(log: (text: string) => void): ErrorHandler {
  return (error, context: Context) => {
    if (error instanceof UserError) {
      const { what, where, remedy } = error;
      const body: ApiError = { error: where === undefined ? what : `${where}: ${what}`, remedy };
      return context.json(body, error instanceof NotFoundError ? 404 : 400);
    }
    log(`${context.req.method} ${context.req.path}: ${error.stack ?? error.message}`);
    const body: ApiError = { error: 'the studio failed', remedy: 'The terminal in which it runs says more.' };
    return context.json(body, 500);
  };
}

/** A name in a request: never a path, which could lead anywhere. */
export const nameSchema: z.ZodString = z
  .string()
  .regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$/, 'must be letters, digits, dots, dashes, underscores');

/**
 * The body of a request, checked.
 *
 * @throws UserError naming the field that does not fit
 */
export async function bodyOf<Schema extends z.ZodType>(context: Context, schema: Schema): Promise<z.output<Schema>> {
  const body: unknown = await context.req.json().catch(() => {
    throw new UserError('the request holds no JSON');
  });
  return checked(schema, body);
}

/** The query of a request, checked; like `bodyOf`. */
export function queryOf<Schema extends z.ZodType>(context: Context, schema: Schema): z.output<Schema> {
  return checked(schema, context.req.query());
}

/** A value from outside that fits the schema; like `bodyOf`. */
export function checked<Schema extends z.ZodType>(schema: Schema, value: unknown): z.output<Schema> {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  throw new UserError(`${issue?.path.join('.') || 'the request'}: ${issue?.message}`);
}
