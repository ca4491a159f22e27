// One child process: started for one case, asked for rounds, ended. Every wait has a limit.
import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import type { Readable, Writable } from 'node:stream';
import { errorLine, parseMessage, type Round } from './protocol.ts';

export interface ChildCommand {
  program: string;
  /** Arguments, the case included. */
  args: readonly string[];
  env?: Readonly<Record<string, string>>;
  /** Seconds that getting ready, or a round, may take. */
  limit: number;
}

/** A contender that cannot take part in a case, and why. */
export class Unavailable extends Error {
  override name = 'Unavailable';
}

/** A warm child, waiting for rounds. */
export class Child {
  readonly versions: string;
  readonly #process: ChildProcessByStdio<Writable, Readable, Readable>;
  readonly #answers: AsyncIterator<string>;
  readonly #errors: () => string;
  readonly #limit: number;

  private constructor(versions: string, link: Link, limit: number) {
    this.versions = versions;
    this.#process = link.process;
    this.#answers = link.answers;
    this.#errors = link.errors;
    this.#limit = limit;
  }

  /** @throws Unavailable with the child's reason, or ours when it died or took too long. */
  static async start({ program, args, env = {}, limit }: ChildCommand): Promise<Child> {
    const link = open(program, args, env);
    try {
      const message = await nextMessage(link, limit, 'getting ready');
      if ('ready' in message) return new Child(message.ready, link, limit);
      throw new Unavailable('unavailable' in message ? message.unavailable : 'answered before it was asked');
    } catch (error) {
      link.process.kill('SIGKILL');
      throw error;
    }
  }

  async round(seconds: number): Promise<Round> {
    this.#process.stdin.write(`${seconds}\n`);
    const link = { process: this.#process, answers: this.#answers, errors: this.#errors };
    const message = await nextMessage(link, this.#limit, 'a round');
    if ('images' in message) return message;
    throw new Unavailable('unavailable' in message ? message.unavailable : 'answered out of turn');
  }

  /** Ends the child and waits until it is gone, so that it takes no time from the next one. */
  async end(): Promise<void> {
    const child = this.#process;
    if (child.exitCode !== null || child.signalCode !== null) return;
    const gone = new Promise((resolve) => child.once('exit', resolve));
    child.kill('SIGKILL');
    await gone;
  }
}

interface Link {
  process: ChildProcessByStdio<Writable, Readable, Readable>;
  answers: AsyncIterator<string>;
  /** The end of what the child wrote to its error output. */
  errors: () => string;
}

function open(program: string, args: readonly string[], env: Readonly<Record<string, string>>): Link {
  const child = spawn(program, args, { stdio: ['pipe', 'pipe', 'pipe'], env: { ...process.env, ...env } });
  let errors = '';
  child.on('error', (error) => {
    errors += error.message;
    child.stdout.destroy();
  });
  // A child that died closes its input; the missing answer tells the story.
  child.stdin.on('error', () => undefined);
  child.stderr.setEncoding('utf8').on('data', (chunk: string) => {
    errors = (errors + chunk).slice(-4000);
  });
  const lines = createInterface({ input: child.stdout });
  return { process: child, answers: lines[Symbol.asyncIterator](), errors: () => errors };
}

async function nextMessage(link: Link, limit: number, what: string) {
  for (;;) {
    const line = await withLimit(link.answers.next(), limit, what);
    if (line.done === true) throw new Unavailable(errorLine(link.errors()) ?? 'its process died without a word');
    const message = parseMessage(line.value);
    if (message !== undefined) return message;
  }
}

async function withLimit<T>(promise: Promise<T>, seconds: number, what: string): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Unavailable(`${what} took over ${seconds} s`)), seconds * 1000);
  });
  try {
    return await Promise.race([promise, late]);
  } finally {
    clearTimeout(timer);
  }
}
