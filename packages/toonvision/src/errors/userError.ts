// Errors for the user: what is wrong, where, and what to do. They are printed without a stack trace.

/** Exit code of the process: 1 for a failure, 2 for incorrect usage or configuration, 130 for an interruption. */
export type ExitCode = 1 | 2 | 130;

/** Options of `UserError`. */
export interface UserErrorOptions {
  /** File, field or object with the problem, as the user would look it up: `screenshots/ttc/a.xml, object 3`. */
  where?: string;
  /** What to do, as an imperative sentence. */
  remedy?: string;
  /** Default 1; see `ExitCode`. */
  exitCode?: ExitCode;
  cause?: unknown;
}

/**
 * A problem the user can fix.
 *
 * @example
 * throw new UserError('xmax 120 is not right of xmin 120', {
 *   where: 'screenshots/ttc/a.xml, object 3 (cog_bb_flunky)',
 *   remedy: 'Draw the box again in labelImg or delete the object.',
 * });
 */
export class UserError extends Error {
  /** What is wrong; `message` also contains `where` and `remedy`. */
  readonly what: string;
  readonly where: string | undefined;
  readonly remedy: string | undefined;
  readonly exitCode: ExitCode;

  constructor(what: string, { where, remedy, exitCode = 1, cause }: UserErrorOptions = {}) {
    super(
      [where === undefined ? what : `${where}: ${what}`, remedy].filter((part) => part !== undefined).join('\n  '),
      {
        cause,
      },
    );
    this.name = 'UserError';
    this.what = what;
    this.where = where;
    this.remedy = remedy;
    this.exitCode = exitCode;
  }
}

/** An interruption by the user (Ctrl-C), with exit code 130. `remedy` says how to resume. */
export class InterruptedError extends UserError {
  constructor(what: string, remedy?: string) {
    super(what, { exitCode: 130, remedy });
    this.name = 'InterruptedError';
  }
}
