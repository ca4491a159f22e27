// Errors meant for the user.
export { describeUnknownName, nearestName, unknownName } from './nearestName.ts';
export { type ExitCode, InterruptedError, UserError, type UserErrorOptions } from './userError.ts';
