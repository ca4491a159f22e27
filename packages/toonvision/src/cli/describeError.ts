// Error messages and exit codes of the command line tool.
import { ModelError } from '@toonvision/nn';
import { UserError } from '../errors/index.ts';

/** The exit code for an error; never 0. */
export function exitCodeOf(error: unknown): number {
  if (error instanceof UserError) return error.exitCode;
  return isAbort(error) ? 130 : 1;
}

/**
 * Formats an error: its message if it is meant for the user, else a request to report it.
 *
 * @param debug show the stack of an unexpected error
 */
export function describeError(error: unknown, { debug }: { debug: boolean }): string {
  const stack = debug && error instanceof Error && error.stack !== undefined ? `\n${error.stack}` : '';
  if (error instanceof UserError) {
    return error.exitCode === 130 ? `${error.message}${stack}` : `error: ${error.message}${stack}`;
  }
  // Invalid models are the user's to fix; the engine's message names the layer or file.
  if (error instanceof ModelError) return `error: ${error.message}${stack}`;
  if (isAbort(error)) return `interrupted; no incomplete files were left${stack}`;
  const message = error instanceof Error ? error.message : String(error);
  return [
    `error: unexpected: ${message}`,
    '  This is a bug in ToonVision; please report it with the command you ran.',
    debug ? stack.trimStart() : '  Set TOONVISION_DEBUG=1 to see the stack trace.',
  ].join('\n');
}

function isAbort(error: unknown): boolean {
  return error instanceof Error && error.name === 'AbortError';
}
