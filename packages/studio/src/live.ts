// What happens in the project while the page is open: told by the server, picked up again when the line was cut.
import { signal } from '@preact/signals';
import type { Events } from './api.ts';
import { renewToken } from './api.ts';

export type Topic = 'run' | 'job' | 'edit' | 'study' | 'repeats' | 'labels';

/** False while nobody answers. */
export const connected = signal(true);
/** Counts what happened; who shows something of a topic loads it again when its number changes. */
export const news: Record<Topic, ReturnType<typeof signal<number>>> = {
  run: signal(0),
  job: signal(0),
  edit: signal(0),
  study: signal(0),
  repeats: signal(0),
  labels: signal(0),
};
/** The last epoch of each run that is going. */
export const epochs = signal<ReadonlyMap<string, Events['epoch']>>(new Map());

const bump = (topic: Topic): void => {
  news[topic].value = (news[topic].value ?? 0) + 1;
};
const everything = (): void => {
  for (const topic of Object.keys(news) as Topic[]) bump(topic);
};

/** Begins to listen; once. */
export function listen(): void {
  const source = new EventSource('/api/events');
  const on = <Name extends keyof Events>(name: Name, handle: (data: Events[Name]) => void): void =>
    source.addEventListener(name, (event) => handle(JSON.parse((event as MessageEvent<string>).data) as Events[Name]));
  source.addEventListener('hello', () => {
    if (connected.value) return;
    connected.value = true;
    // Perhaps another server by now, with another token; what was missed comes as events or as a reset.
    void renewToken().then(everything);
  });
  source.addEventListener('error', () => {
    connected.value = false;
    // The browser tries again by itself, except where an answer was none of events.
    if (source.readyState === EventSource.CLOSED) setTimeout(listen, 2000);
  });
  on('reset', () => void renewToken().then(everything));
  on('run', ({ name, status }) => {
    if (status === 'gone') {
      const left = new Map(epochs.value);
      left.delete(name);
      epochs.value = left;
    }
    bump('run');
  });
  on('epoch', (epoch) => {
    epochs.value = new Map(epochs.value).set(epoch.run, epoch);
    bump('run');
  });
  on('job', () => bump('job'));
  on('study', () => bump('study'));
  on('repeats', () => bump('repeats'));
  on('edit', () => bump('edit'));
  on('labels', () => bump('labels'));
}
