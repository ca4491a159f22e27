// Tests of guard.ts: which requests are accepted and rejected.
import { Hono } from 'hono';
import { describe, expect, it } from 'vitest';
import { guard, isLoopback } from './guard.ts';

const token = 'secret-of-the-page';

async function request(
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
  it('accepts reads from this machine under any of its names', async () => {
    for (const host of ['127.0.0.1:4000', 'localhost:4000', '[::1]:4000', 'LOCALHOST', '127.1.2.3'])
      expect(await request('/api', { host })).toBe(200);
  });

  it('rejects foreign host names', async () => {
    for (const host of [
      'evil.example',
      'evil.example:4000',
      '127.0.0.1.evil.example',
      'localhost.evil.example',
      'a@127.0.0.1',
      '127.0.0.1/x',
      '10.0.0.1',
    ])
      expect(await request('/api', { host })).toBe(403);
  });

  it('rejects requests of other sites', async () => {
    expect(await request('/api', { origin: 'http://127.0.0.1:4000' })).toBe(200);
    expect(await request('/api', { 'sec-fetch-site': 'same-origin' })).toBe(200);
    for (const origin of ['http://evil.example', 'null', 'http://127.0.0.1:4001', 'https://127.0.0.1:4000'])
      expect(await request('/api', { origin })).toBe(403);
    expect(await request('/api', { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'no-cors' })).toBe(403);
  });

  it('accepts navigation from a link on another site', async () => {
    const link = { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'navigate', 'sec-fetch-dest': 'document' };
    expect(await request('/api', link)).toBe(200);
    expect(await request('/api', { ...link, 'sec-fetch-dest': 'iframe' })).toBe(403);
    expect(await request('/api', { ...link, 'x-toonvision-token': token }, { method: 'POST' })).toBe(403);
  });

  it('requires the token in a header for changes', async () => {
    for (const method of ['POST', 'PUT', 'DELETE', 'PATCH']) {
      expect(await request('/api', {}, { method })).toBe(403);
      expect(await request('/api', { 'x-toonvision-token': 'another' }, { method })).toBe(403);
      expect(await request(`/api?token=${token}`, { cookie: `toonvision-token=${token}` }, { method })).toBe(403);
      expect(await request('/api', { 'x-toonvision-token': token }, { method })).toBe(200);
    }
  });

  it('requires the token for reads unless bound to the loopback interface', async () => {
    const allInterfaces = { host: '0.0.0.0' };
    const host = '192.168.0.7:4000';
    expect(await request('/api', { host }, allInterfaces)).toBe(403);
    expect(await request('/api?token=wrong', { host }, allInterfaces)).toBe(403);
    expect(await request(`/api?token=${token}`, { host }, allInterfaces)).toBe(200);
    expect(await request('/api', { host, cookie: `a=b; toonvision-token=${token}` }, allInterfaces)).toBe(200);
    expect(await request('/api', { host, 'x-toonvision-token': token }, allInterfaces)).toBe(200);
  });

  it('distinguishes loopback addresses from others', () => {
    expect(['localhost', '127.0.0.1', '127.9.9.9', '::1', '[::1]'].map(isLoopback)).toEqual(Array(5).fill(true));
    expect(['0.0.0.0', '::', '192.168.0.7', 'studio.lan', '127.0.0.1.evil.example'].map(isLoopback)).toEqual(
      Array(5).fill(false),
    );
  });
});
