// The stream of what happens, as server-sent events that a page can pick up again where it lost it.
import { Hono } from 'hono';
import { streamSSE } from 'hono/streaming';
import type { Studio } from '../studio.ts';

/** A comment so often keeps the connection alive and shows the server who has gone. */
const BEAT = 15_000;

/** GET /events */
export function eventRoutes(studio: Studio): Hono {
  return new Hono().get('/events', (context) =>
    streamSSE(context, async (stream) => {
      const reader = studio.events.read(context.req.header('last-event-id'));
      const beat = setInterval(() => void stream.write(': still here\n\n'), BEAT);
      stream.onAbort(() => reader.end());
      try {
        await stream.writeSSE({ event: 'hello', data: '{}', retry: 1000 });
        for (let event = await reader.next(); event !== undefined; event = await reader.next())
          await stream.writeSSE({ id: event.id, event: event.name, data: event.data });
      } finally {
        clearInterval(beat);
        reader.end();
      }
    }),
  );
}
