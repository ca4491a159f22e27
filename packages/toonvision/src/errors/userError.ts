// The error that is meant for the user: what was wrong, where, and what to do. It is printed without a stack trace.

/** Exit code of the process: 0 done, 1 failed, 2 wrong usage or configuration, 130 interrupted. */
export type ExitCode = 1 | 2 | 130;

/** Where it went wrong, and what to do. */
export interface UserErrorOptions {
  /** File, field or object the problem lies in, as the user would look it up: `screenshots/ttc/a.xml, object 3`. */
  where?: string;
  /** What to do about it, an imperative sentence. */
  remedy?: string;
  /** 1 for a failure (default), 2 for wrong usage or configuration, 130 for an interruption. */
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
  /** What was wrong, without `where` and `remedy`, which `message` has, too. */
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

/** An interruption by the user (Ctrl-C); exit code 130. `remedy` says how to go on. */
export class InterruptedError extends UserError {
  constructor(what: string, remedy?: string) {
    super(what, { exitCode: 130, remedy });
    this.name = 'InterruptedError';
  }
}
