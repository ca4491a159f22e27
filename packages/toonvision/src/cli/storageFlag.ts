// The flag `--storage`: address of the database shared by several machines, also set by an environment variable.
import { UserError } from '../errors/index.ts';
import { text } from './arguments.ts';

/** The address contains a password, which a command line would show to all users of the machine. */
export const STORAGE_VARIABLE = 'TOONVISION_STORAGE';

export const storageFlag = {
  kind: 'parsed',
  parse: text,
  optional: true,
  brief: `Database of studies shared by several machines [${STORAGE_VARIABLE}]`,
  placeholder: 'postgres://...',
} as const;

/**
 * Returns the address of the database.
 *
 * @throws UserError (exit code 2) if neither the flag nor the variable is set
 */
export function storageAddress(flag: string | undefined): string {
  const address = flag ?? process.env[STORAGE_VARIABLE];
  if (address !== undefined && address !== '') return address;
  throw new UserError('a database is required', {
    remedy: `Pass --storage postgres://user:password@host:5432/database, or set ${STORAGE_VARIABLE}.`,
    exitCode: 2,
  });
}
