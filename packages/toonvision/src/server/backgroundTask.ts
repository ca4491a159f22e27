// Slow work for the page: it runs in the background, reports its progress, and its result is kept until it is outdated.

/** A request waits this long for the result before it answers with the progress. */
const PATIENCE_MS = 400;

/** Progress and cancellation of a task. */
export interface TaskControl {
  onProgress(done: number, total: number): void;
  /** Aborted when a newer task replaces this one. */
  signal: AbortSignal;
}

interface Task<Key, Value> {
  key: Key;
  done: number;
  total: number;
  result?: { value: Value };
  work: Promise<void>;
  abort: AbortController;
}

/** The answer while the work is running, and afterwards. */
export type TaskState<Value> = { state: 'reading'; done: number; total: number } | { state: 'ready'; value: Value };

/** Runs one task at a time; a task with an outdated key is aborted and replaced. */
export class BackgroundTask<Key, Value> {
  readonly #isCurrent: (running: Key, wanted: Key) => boolean;
  #task: Task<Key, Value> | undefined;

  /** @param isCurrent whether the result for the key `running` still answers `wanted` */
  constructor(isCurrent: (running: Key, wanted: Key) => boolean) {
    this.#isCurrent = isCurrent;
  }

  /** The last result, even an outdated one; undefined before the first. */
  get value(): Value | undefined {
    return this.#task?.result?.value;
  }

  /**
   * Starts the work unless it is already running for a current key, and waits briefly for its result.
   *
   * @throws the error of the work; the next call tries again
   */
  async poll(key: Key, start: (control: TaskControl) => Promise<Value>): Promise<TaskState<Value>> {
    const task = this.#current(key, start);
    const patience = new Promise<void>((resolve) => {
      setTimeout(resolve, PATIENCE_MS).unref();
    });
    await Promise.race([task.work, patience]);
    const { result, done, total } = task;
    return result === undefined ? { state: 'reading', done, total } : { state: 'ready', value: result.value };
  }

  /** Drops the result; the next call of `poll` starts from scratch. */
  forget(): void {
    this.#task = undefined;
  }

  #current(key: Key, start: (control: TaskControl) => Promise<Value>): Task<Key, Value> {
    const running = this.#task;
    if (running !== undefined && this.#isCurrent(running.key, key)) return running;
    running?.abort.abort();
    const abort = new AbortController();
    const task: Task<Key, Value> = { key, done: 0, total: 0, work: Promise.resolve(), abort };
    this.#task = task;
    task.work = start({
      onProgress: (done, total) => Object.assign(task, { done, total }),
      signal: abort.signal,
    }).then(
      (value) => {
        task.result = { value };
      },
      (error: unknown) => {
        if (this.#task === task) this.#task = undefined;
        throw error;
      },
    );
    // Without a waiting request, a rejection would be unhandled.
    task.work.catch(() => undefined);
    return task;
  }
}
