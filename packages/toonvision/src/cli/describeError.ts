// What a person reads when a command fails, and what the process ends with.
import { ModelError } from '@toonvision/nn';
import { UserError } from '../errors/index.ts';

/** 0 is never returned: something went wrong. */
export function exitCodeOf(error: unknown): number {
  if (error instanceof UserError) return error.exitCode;
  return isAbort(error) ? 130 : 1;
}

/**
 * The text for an error: the message of one that is meant for the user, and a request to report one that is not.
 *
 * @param debug show the stack of an unexpected error
 */
export function describeError(error: unknown, { debug }: { debug: boolean }): string {
  const stack = debug && error instanceof Error && error.stack !== undefined ? `\n${error.stack}` : '';
  if (error instanceof UserError) {
    return error.exitCode === 130 ? `${error.message}${stack}` : `error: ${error.message}${stack}`;
  }
  // A model that cannot be is the user's to mend, and the engine's message names the layer or the file.
  if (error instanceof ModelError) return `error: ${error.message}${stack}`;
  if (isAbort(error)) return `interrupted; nothing half-written was left${stack}`;
  const message = error instanceof Error ? error.message : String(error);
  return [
    `error: unexpected: ${message}`,
    '  This is a fault of ToonVision; please report it with the command you gave.',
    debug ? stack.trimStart() : '  TOONVISION_DEBUG=1 in front of the command shows where it happened.',
  ].join('\n');
}

function isAbort(error: unknown): boolean {
  return error instanceof Error && error.name === 'AbortError';
}
