// Numbered events of the project, so that a page gets the ones it missed after a lost connection.
import { randomBytes } from 'node:crypto';
import type { Events } from './api.ts';

/** One event as it is sent to the page, which returns its id as `Last-Event-ID`. */
export interface LoggedEvent {
  id: string;
  name: keyof Events;
  data: string;
}

export interface EventLogOptions {
  /** Number of events kept for reconnecting readers. Default 1000. */
  kept?: number;
  /** Number of events that may wait for a slow reader before it has to reload everything. Default 1000. */
  waiting?: number;
}

/** A reader of the log; end it when the connection closes. */
export interface EventReader {
  /** Waits for the next event; undefined after `end` or when `signal` is aborted. */
  next(signal?: AbortSignal): Promise<LoggedEvent | undefined>;
  end(): void;
}

/** The events of one server process. After a restart, an old id leads to a `reset`. */
export class EventLog {
  readonly #process = randomBytes(6).toString('hex');
  readonly #kept: number;
  readonly #waiting: number;
  readonly #events: LoggedEvent[] = [];
  readonly #readers = new Set<(event: LoggedEvent) => void>();
  #count = 0;

  constructor({ kept = 1000, waiting = 1000 }: EventLogOptions = {}) {
    this.#kept = kept;
    this.#waiting = waiting;
  }

  /** Number of active readers. */
  get readers(): number {
    return this.#readers.size;
  }

  publish<Name extends keyof Events>(name: Name, data: Events[Name]): void {
    this.#count += 1;
    const event = { id: `${this.#process}-${this.#count}`, name, data: JSON.stringify(data) };
    this.#events.push(event);
    if (this.#events.length > this.#kept) this.#events.shift();
    for (const push of this.#readers) push(event);
  }

  /**
   * Adds a reader.
   *
   * @param lastId last event it has received; it gets the later ones first, or a `reset` if they are no longer kept
   */
  read(lastId?: string): EventReader {
    const queue = this.#missed(lastId);
    let wake: (() => void) | undefined;
    let ended = false;
    const push = (event: LoggedEvent): void => {
      if (queue.length >= this.#waiting) queue.splice(0, queue.length, this.#reset());
      else queue.push(event);
      wake?.();
    };
    const end = (): void => {
      ended = true;
      this.#readers.delete(push);
      wake?.();
    };
    this.#readers.add(push);
    return {
      next: async (signal) => {
        signal?.addEventListener('abort', end, { once: true });
        while (queue.length === 0 && !ended) {
          await new Promise<void>((resolve) => {
            wake = resolve;
          });
        }
        signal?.removeEventListener('abort', end);
        return ended ? undefined : queue.shift();
      },
      end,
    };
  }

  #missed(lastId: string | undefined): LoggedEvent[] {
    if (lastId === undefined) return [];
    if (lastId === `${this.#process}-${this.#count}`) return [];
    const index = this.#events.findIndex(({ id }) => id === lastId);
    return index < 0 ? [this.#reset()] : this.#events.slice(index + 1);
  }

  #reset(): LoggedEvent {
    return { id: `${this.#process}-${this.#count}`, name: 'reset', data: '{}' };
  }
}
