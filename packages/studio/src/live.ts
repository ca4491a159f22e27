// Changes in the project while the page is open, from the server's events; the connection is restored by itself.
import { signal } from '@preact/signals';
import type { Events } from './api.ts';
import { renewToken } from './api.ts';

export type Topic = 'run' | 'job' | 'edit' | 'study' | 'repeats' | 'labels';

/** False while the server does not respond. */
export const connected = signal(true);
/** Counts the changes of each topic; views reload their data when the number changes. */
export const changes: Record<Topic, ReturnType<typeof signal<number>>> = {
  run: signal(0),
  job: signal(0),
  edit: signal(0),
  study: signal(0),
  repeats: signal(0),
  labels: signal(0),
};
/** The last epoch of each active run. */
export const epochs = signal<ReadonlyMap<string, Events['epoch']>>(new Map());

/** Until a closed connection is opened again. */
const RECONNECT_MS = 2000;

const bump = (topic: Topic): void => {
  changes[topic].value = (changes[topic].value ?? 0) + 1;
};
const bumpAll = (): void => {
  for (const topic of Object.keys(changes) as Topic[]) bump(topic);
};

/** Starts listening; call it once. */
export function listen(): void {
  const source = new EventSource('/api/events');
  const on = <Name extends keyof Events>(name: Name, handle: (data: Events[Name]) => void): void =>
    source.addEventListener(name, (event) => handle(JSON.parse((event as MessageEvent<string>).data) as Events[Name]));
  source.addEventListener('hello', () => {
    if (connected.value) return;
    connected.value = true;
    // The server may have restarted with another token; missed changes follow as events or as a reset.
    void renewToken().then(bumpAll);
  });
  source.addEventListener('error', () => {
    connected.value = false;
    // The browser retries by itself, unless the answer was not an event stream.
    if (source.readyState === EventSource.CLOSED) setTimeout(listen, RECONNECT_MS);
  });
  on('reset', () => void renewToken().then(bumpAll));
  on('run', ({ name, status }) => {
    if (status === 'gone') {
      const remaining = new Map(epochs.value);
      remaining.delete(name);
      epochs.value = remaining;
    }
    bump('run');
  });
  on('epoch', (epoch) => {
    epochs.value = new Map(epochs.value).set(epoch.run, epoch);
    bump('run');
  });
  for (const topic of ['job', 'study', 'repeats', 'edit', 'labels'] as const) on(topic, () => bump(topic));
}
