// Errors meant for the user.
export { type ExitCode, InterruptedError, UserError, type UserErrorOptions } from './userError.ts';
