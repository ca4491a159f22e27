// Tests of eventLog.ts: order, missed events after a reconnection, and resets.
import { describe, expect, it } from 'vitest';
import { EventLog, type EventReader, type LoggedEvent } from './eventLog.ts';

const publish = (log: EventLog, name: string) => log.publish('run', { name, status: 'running' });

async function take(reader: EventReader, count: number): Promise<LoggedEvent[]> {
  const events: LoggedEvent[] = [];
  for (let i = 0; i < count; i++) {
    const event = await reader.next();
    if (event !== undefined) events.push(event);
  }
  return events;
}
const names = (events: LoggedEvent[]) => events.map(({ name, data }) => JSON.parse(data).name ?? name);

describe('EventLog', () => {
  it('sends events to all readers, in order', async () => {
    const log = new EventLog();
    const [first, second] = [log.read(), log.read()];
    for (const name of ['a', 'b', 'c']) publish(log, name);
    expect(names(await take(first, 3))).toEqual(['a', 'b', 'c']);
    const waiting = take(second, 4);
    publish(log, 'd');
    expect(names(await waiting)).toEqual(['a', 'b', 'c', 'd']);
    expect(log.readers).toBe(2);
    first.end();
    second.end();
    expect(log.readers).toBe(0);
    expect(await first.next()).toBeUndefined();
  });

  it('sends missed events after a reconnection', async () => {
    const log = new EventLog();
    const first = log.read();
    for (const name of ['a', 'b', 'c']) publish(log, name);
    const [a, , c] = await take(first, 3);
    expect(names(await take(log.read(a?.id), 2))).toEqual(['b', 'c']);
    const upToDate = log.read(c?.id);
    publish(log, 'd');
    expect(names(await take(upToDate, 1))).toEqual(['d']);
  });

  it('sends a reset when missed events are no longer kept', async () => {
    const log = new EventLog({ kept: 2 });
    const first = log.read();
    publish(log, 'a');
    const [a] = await take(first, 1);
    for (const name of ['b', 'c', 'd']) publish(log, name);
    const again = log.read(a?.id);
    expect(names(await take(again, 1))).toEqual(['reset']);
    publish(log, 'e');
    expect(names(await take(again, 1))).toEqual(['e']);
    // An ID of another process: the server has been restarted.
    expect(names(await take(new EventLog().read(a?.id), 1))).toEqual(['reset']);
  });

  it('replaces the queue of a slow reader by a reset', async () => {
    const log = new EventLog({ waiting: 3 });
    const slow = log.read();
    for (let i = 0; i < 1000; i++) publish(log, `${i}`);
    publish(log, 'last');
    const events = names(await take(slow, 2));
    expect(events[0]).toBe('reset');
    expect(log.readers).toBe(1);
  });

  it('ends a reader when its signal is aborted', async () => {
    const log = new EventLog();
    const abort = new AbortController();
    const waiting = log.read().next(abort.signal);
    abort.abort();
    expect(await waiting).toBeUndefined();
    expect(log.readers).toBe(0);
  });
});
