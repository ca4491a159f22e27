// Server-sent events, which a page can resume after a lost connection.
import { Hono } from 'hono';
import { streamSSE } from 'hono/streaming';
import type { Studio } from '../studio.ts';

/** Interval of the comments that keep the connection alive and reveal closed ones. */
const HEARTBEAT_MS = 15_000;

/** GET /events */
export function eventRoutes(studio: Studio): Hono {
  return new Hono().get('/events', (context) =>
    streamSSE(context, async (stream) => {
      const reader = studio.events.read(context.req.header('last-event-id'));
      const heartbeat = setInterval(() => void stream.write(': heartbeat\n\n'), HEARTBEAT_MS);
      stream.onAbort(() => reader.end());
      try {
        await stream.writeSSE({ event: 'hello', data: '{}', retry: 1000 });
        for (let event = await reader.next(); event !== undefined; event = await reader.next())
          await stream.writeSSE({ id: event.id, event: event.name, data: event.data });
      } finally {
        clearInterval(heartbeat);
        reader.end();
      }
    }),
  );
}
