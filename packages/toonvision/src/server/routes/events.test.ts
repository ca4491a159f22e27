// A page that does not read holds up nobody, takes no memory, and is told that it has missed something.
import { once } from 'node:events';
import type { Server } from 'node:http';
import { type AddressInfo, connect, type Socket } from 'node:net';
import { serve } from '@hono/node-server';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { EventLog } from '../eventLog.ts';
import type { Studio } from '../studio.ts';
import { eventRoutes } from './events.ts';

const EVENTS = 20_000;
/** A kilobyte each: more in all than any buffer of the system takes. */
const STATUS = 'x'.repeat(1000);

describe('the stream of events', () => {
  const events = new EventLog();
  const sockets: Socket[] = [];
  let server: Server;
  beforeAll(async () => {
    const app = eventRoutes({ events } as Studio);
    server = serve({ fetch: app.fetch, hostname: '127.0.0.1', port: 0 }) as Server;
    server.on('connection', (socket) => sockets.push(socket));
    if (!server.listening) await once(server, 'listening');
  });
  afterAll(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });

  /** Connects and asks, and reads no more than it is told to. */
  async function reader(): Promise<Socket> {
    const socket = connect((server.address() as AddressInfo).port, '127.0.0.1');
    const before = events.readers;
    socket.write('GET /events HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n');
    while (events.readers === before) await new Promise((done) => setTimeout(done, 5));
    return socket;
  }

  it('a slow reader', async () => {
    const slow = await reader();
    slow.pause();
    const quick = await reader();
    let seen = 0;
    let rest = '';
    quick.setEncoding('utf8').on('data', (text: string) => {
      const lines = (rest + text).split('\n');
      rest = lines.pop() ?? '';
      seen += lines.filter((line) => line === 'event: run').length;
    });
    for (let number = 0; number < EVENTS; number += 1) {
      events.publish('run', { name: `run-${number}`, status: STATUS });
      // As fast as the quick one reads.
      while (seen < number - 500) await new Promise((done) => setImmediate(done));
    }
    while (seen < EVENTS) await new Promise((done) => setTimeout(done, 5));
    expect(seen).toBe(EVENTS);
    // What waits for the slow one in this process; the rest of its 20 MB was never written.
    expect(Math.max(...sockets.map(({ writableLength }) => writableLength))).toBeLessThan(1_000_000);

    let text = '';
    slow.setEncoding('utf8').on('data', (part: string) => {
      text += part;
    });
    slow.resume();
    while (!text.includes('event: reset')) await new Promise((done) => setTimeout(done, 5));
    const numbers = [...text.matchAll(/"name":"run-(\d+)"/g)].map(([, number]) => Number(number));
    expect(numbers.length).toBeLessThan(EVENTS);
    expect(numbers.slice(0, 100)).toEqual(Array.from({ length: 100 }, (_, number) => number));
  });

  it('forgets a reader whose line was cut', async () => {
    const before = events.readers;
    const cut = await reader();
    expect(events.readers).toBe(before + 1);
    cut.destroy();
    while (events.readers > before) {
      events.publish('run', { name: 'another', status: 'running' });
      await new Promise((done) => setTimeout(done, 10));
    }
    expect(events.readers).toBe(before);
  });
});
