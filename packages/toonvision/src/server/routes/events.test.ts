// Tests of events.ts: a client that reads slowly, and one that disconnects.
import { once } from 'node:events';
import type { Server } from 'node:http';
import { type AddressInfo, connect, type Socket } from 'node:net';
import { serve } from '@hono/node-server';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { EventLog } from '../eventLog.ts';
import type { Studio } from '../studio.ts';
import { eventRoutes } from './events.ts';

const EVENTS = 20_000;
/** A kilobyte each, more in total than the buffers of the system hold. */
const STATUS = 'x'.repeat(1000);

describe('GET /events', () => {
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

  /** A client that has requested events and can be paused. */
  async function connectReader(): Promise<Socket> {
    const socket = connect((server.address() as AddressInfo).port, '127.0.0.1');
    const before = events.readers;
    socket.write('GET /events HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n');
    while (events.readers === before) await new Promise((done) => setTimeout(done, 5));
    return socket;
  }

  it('sends a reset to a slow reader, and everything to a fast one', async () => {
    const slow = await connectReader();
    slow.pause();
    const fast = await connectReader();
    let received = 0;
    let rest = '';
    fast.setEncoding('utf8').on('data', (text: string) => {
      const lines = (rest + text).split('\n');
      rest = lines.pop() ?? '';
      received += lines.filter((line) => line === 'event: run').length;
    });
    for (let number = 0; number < EVENTS; number += 1) {
      events.publish('run', { name: `run-${number}`, status: STATUS });
      // No faster than the fast reader reads.
      while (received < number - 500) await new Promise((done) => setImmediate(done));
    }
    while (received < EVENTS) await new Promise((done) => setTimeout(done, 5));
    expect(received).toBe(EVENTS);
    // Little is buffered for the slow reader: most of its 20 MB was never written.
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

  it('removes a reader that has disconnected', async () => {
    const before = events.readers;
    const client = await connectReader();
    expect(events.readers).toBe(before + 1);
    client.destroy();
    while (events.readers > before) {
      events.publish('run', { name: 'another', status: 'running' });
      await new Promise((done) => setTimeout(done, 10));
    }
    expect(events.readers).toBe(before);
  });
});
