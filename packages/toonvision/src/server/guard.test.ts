// What the guard lets pass and what it refuses.
import { Hono } from 'hono';
import { describe, expect, it } from 'vitest';
import { guard, isLoopback } from './guard.ts';

const token = 'secret-of-the-page';

function ask(
  path: string,
  headers: Record<string, string> = {},
  { method = 'GET', host = '127.0.0.1' } = {},
): Promise<number> {
  const app = new Hono();
  app.use(guard({ host, token }));
  app.all('/api', (context) => context.text('in'));
  const answer = app.request(path, { method, headers: { host: '127.0.0.1:4000', ...headers } });
  return Promise.resolve(answer).then(({ status }) => status);
}

describe('guard', () => {
  it('lets the page of this machine read, by any name of it', async () => {
    for (const host of ['127.0.0.1:4000', 'localhost:4000', '[::1]:4000', 'LOCALHOST', '127.1.2.3'])
      expect(await ask('/api', { host })).toBe(200);
  });

  it('refuses names that were made to point here', async () => {
    for (const host of [
      'evil.example',
      'evil.example:4000',
      '127.0.0.1.evil.example',
      'localhost.evil.example',
      'a@127.0.0.1',
      '127.0.0.1/x',
      '10.0.0.1',
    ])
      expect(await ask('/api', { host })).toBe(403);
  });

  it('refuses other sites', async () => {
    expect(await ask('/api', { origin: 'http://127.0.0.1:4000' })).toBe(200);
    expect(await ask('/api', { 'sec-fetch-site': 'same-origin' })).toBe(200);
    for (const origin of ['http://evil.example', 'null', 'http://127.0.0.1:4001', 'https://127.0.0.1:4000'])
      expect(await ask('/api', { origin })).toBe(403);
    expect(await ask('/api', { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'no-cors' })).toBe(403);
  });

  it('lets a link of another site lead to the page', async () => {
    const link = { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'navigate', 'sec-fetch-dest': 'document' };
    expect(await ask('/api', link)).toBe(200);
    expect(await ask('/api', { ...link, 'sec-fetch-dest': 'iframe' })).toBe(403);
    expect(await ask('/api', { ...link, 'x-toonvision-token': token }, { method: 'POST' })).toBe(403);
  });

  it('wants the token for changes, in a header', async () => {
    for (const method of ['POST', 'PUT', 'DELETE', 'PATCH']) {
      expect(await ask('/api', {}, { method })).toBe(403);
      expect(await ask('/api', { 'x-toonvision-token': 'another' }, { method })).toBe(403);
      expect(await ask(`/api?token=${token}`, { cookie: `toonvision-token=${token}` }, { method })).toBe(403);
      expect(await ask('/api', { 'x-toonvision-token': token }, { method })).toBe(200);
    }
  });

  it('wants the token for reading where others can reach it', async () => {
    const open = { host: '0.0.0.0' };
    const host = '192.168.0.7:4000';
    expect(await ask('/api', { host }, open)).toBe(403);
    expect(await ask('/api?token=wrong', { host }, open)).toBe(403);
    expect(await ask(`/api?token=${token}`, { host }, open)).toBe(200);
    expect(await ask('/api', { host, cookie: `a=b; toonvision-token=${token}` }, open)).toBe(200);
    expect(await ask('/api', { host, 'x-toonvision-token': token }, open)).toBe(200);
  });

  it('knows which addresses are this machine alone', () => {
    expect(['localhost', '127.0.0.1', '127.9.9.9', '::1', '[::1]'].map(isLoopback)).toEqual(Array(5).fill(true));
    expect(['0.0.0.0', '::', '192.168.0.7', 'studio.lan', '127.0.0.1.evil.example'].map(isLoopback)).toEqual(
      Array(5).fill(false),
    );
  });
});
