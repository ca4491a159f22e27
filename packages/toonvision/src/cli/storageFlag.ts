// `--storage`: the database that several machines share; its address can stand in the environment instead.
import { UserError } from '../errors/index.ts';
import { text } from './arguments.ts';

/** Holds the password, which a command line would show to everybody on the machine. */
export const STORAGE_VARIABLE = 'TOONVISION_STORAGE';

export const storageFlag = {
  kind: 'parsed',
  parse: text,
  optional: true,
  brief: `Database of studies over several machines [${STORAGE_VARIABLE}]`,
  placeholder: 'postgres://...',
} as const;

/**
 * @throws UserError (exit code 2) where neither the flag nor the variable is there
 */
export function storageAddress(flag: string | undefined): string {
  const found = flag ?? process.env[STORAGE_VARIABLE];
  if (found !== undefined && found !== '') return found;
  throw new UserError('which database?', {
    remedy: `Give --storage postgres://user:password@host:5432/database, or set ${STORAGE_VARIABLE}.`,
    exitCode: 2,
  });
}
