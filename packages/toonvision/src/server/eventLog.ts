// What happens in the project, numbered, so that a page that was away gets what it missed.
import { randomBytes } from 'node:crypto';
import type { Events } from './api.ts';

/** One event as it goes to the page: its id is given back as `Last-Event-ID`. */
export interface LoggedEvent {
  id: string;
  name: keyof Events;
  data: string;
}

export interface EventLogOptions {
  /** How many events are kept for those who come back. Default 1000. */
  kept?: number;
  /** How many may wait for a slow reader before it must load everything anew. Default 1000. */
  waiting?: number;
}

/** A reader of the log; end it when the page has gone. */
export interface EventReader {
  /** The next event, waiting for it; undefined when `end` was called or `signal` aborted. */
  next(signal?: AbortSignal): Promise<LoggedEvent | undefined>;
  end(): void;
}

/** The events of one server. Ids are of this process: after a restart an old id brings a `reset`. */
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

  /** How many read along now. */
  get readers(): number {
    return this.#readers.size;
  }

  publish<Name extends keyof Events>(name: Name, data: Events[Name]): void {
    this.#count += 1;
    const event = { id: `${this.#process}-${this.#count}`, name, data: JSON.stringify(data) };
    this.#events.push(event);
    if (this.#events.length > this.#kept) this.#events.shift();
    for (const tell of this.#readers) tell(event);
  }

  /** @param lastId the last event that the reader has; what came after it comes first, or a `reset` where that is not known */
  read(lastId?: string): EventReader {
    const queue = this.#missed(lastId);
    let wake: (() => void) | undefined;
    let over = false;
    const tell = (event: LoggedEvent): void => {
      if (queue.length >= this.#waiting) queue.splice(0, queue.length, this.#reset());
      else queue.push(event);
      wake?.();
    };
    const end = (): void => {
      over = true;
      this.#readers.delete(tell);
      wake?.();
    };
    this.#readers.add(tell);
    return {
      next: async (signal) => {
        signal?.addEventListener('abort', end, { once: true });
        while (queue.length === 0 && !over) {
          await new Promise<void>((resolve) => {
            wake = resolve;
          });
        }
        signal?.removeEventListener('abort', end);
        return over ? undefined : queue.shift();
      },
      end,
    };
  }

  #missed(lastId: string | undefined): LoggedEvent[] {
    if (lastId === undefined) return [];
    if (lastId === `${this.#process}-${this.#count}`) return [];
    const at = this.#events.findIndex(({ id }) => id === lastId);
    return at < 0 ? [this.#reset()] : this.#events.slice(at + 1);
  }

  #reset(): LoggedEvent {
    return { id: `${this.#process}-${this.#count}`, name: 'reset', data: '{}' };
  }
}
