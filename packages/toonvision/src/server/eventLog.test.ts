// Events reach every reader in order; those who come back get what they missed, or hear that they must load anew.
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
  it('tells all readers, in order', async () => {
    const log = new EventLog();
    const [one, two] = [log.read(), log.read()];
    for (const name of ['a', 'b', 'c']) publish(log, name);
    expect(names(await take(one, 3))).toEqual(['a', 'b', 'c']);
    const waiting = take(two, 4);
    publish(log, 'd');
    expect(names(await waiting)).toEqual(['a', 'b', 'c', 'd']);
    expect(log.readers).toBe(2);
    one.end();
    two.end();
    expect(log.readers).toBe(0);
    expect(await one.next()).toBeUndefined();
  });

  it('gives what was missed', async () => {
    const log = new EventLog();
    const first = log.read();
    for (const name of ['a', 'b', 'c']) publish(log, name);
    const [a, , c] = await take(first, 3);
    expect(names(await take(log.read(a?.id), 2))).toEqual(['b', 'c']);
    const upToDate = log.read(c?.id);
    publish(log, 'd');
    expect(names(await take(upToDate, 1))).toEqual(['d']);
  });

  it('says so when what was missed is no longer known', async () => {
    const log = new EventLog({ kept: 2 });
    const [first] = [log.read()];
    publish(log, 'a');
    const [a] = await take(first, 1);
    for (const name of ['b', 'c', 'd']) publish(log, name);
    const again = log.read(a?.id);
    expect(names(await take(again, 1))).toEqual(['reset']);
    publish(log, 'e');
    expect(names(await take(again, 1))).toEqual(['e']);
    // Of another process: the server was started anew.
    expect(names(await take(new EventLog().read(a?.id), 1))).toEqual(['reset']);
  });

  it('does not pile up events for a slow reader', async () => {
    const log = new EventLog({ waiting: 3 });
    const slow = log.read();
    for (let i = 0; i < 1000; i++) publish(log, `${i}`);
    publish(log, 'last');
    const events = names(await take(slow, 2));
    expect(events[0]).toBe('reset');
    expect(log.readers).toBe(1);
  });

  it('ends with its signal', async () => {
    const log = new EventLog();
    const away = new AbortController();
    const waiting = log.read().next(away.signal);
    away.abort();
    expect(await waiting).toBeUndefined();
    expect(log.readers).toBe(0);
  });
});
