// Client of the studio's server: typed answers, and errors with the server's own message and remedy.
import type { ApiError } from 'toonvision/api';

export type * from 'toonvision/api';

/** A request that failed: what went wrong, and what to do. */
export class RequestError extends Error {
  readonly remedy: string | undefined;
  /** The HTTP status; 0 when the server could not be reached. */
  readonly status: number;
  constructor(message: string, remedy: string | undefined, status: number) {
    super(message);
    this.remedy = remedy;
    this.status = status;
  }
}

const readToken = (page: Document): string => page.querySelector('meta[name="token"]')?.getAttribute('content') ?? '';
let token = readToken(document);

/** Fetches the token of a restarted server from its page. */
export async function renewToken(): Promise<void> {
  const answer = await fetch('/');
  if (answer.ok) token = readToken(new DOMParser().parseFromString(await answer.text(), 'text/html'));
}

async function request(path: string, options: RequestInit): Promise<Response> {
  const answer = await fetch(`/api/${path}`, options).catch((error: unknown) => {
    if (options.signal?.aborted === true) throw error;
    throw new RequestError(
      'The studio is not responding',
      'Run `toonvision studio` again; this page reconnects by itself.',
      0,
    );
  });
  if (answer.ok) return answer;
  const body = (await answer.json().catch(() => ({}))) as Partial<ApiError>;
  throw new RequestError(body.error ?? `The server answered ${answer.status}`, body.remedy, answer.status);
}

/** GET; `path` is relative to /api/. */
export async function get<Value>(path: string, signal?: AbortSignal): Promise<Value> {
  return (await (await request(path, { signal })).json()) as Value;
}

/** GET of a file's bytes. */
export async function getBytes(path: string): Promise<Uint8Array> {
  return new Uint8Array(await (await request(path, {})).arrayBuffer());
}

/** A request that changes something; `body` is sent as JSON, a Blob as it is. */
export async function send<Value>(method: 'POST' | 'DELETE', path: string, body?: unknown): Promise<Value> {
  const isJson = body !== undefined && !(body instanceof Blob);
  const answer = await request(path, {
    method,
    headers: { 'x-toonvision-token': token, ...(isJson ? { 'content-type': 'application/json' } : {}) },
    body: isJson ? JSON.stringify(body) : body,
  });
  return (await answer.json()) as Value;
}

/** POST of a form with files. */
export async function sendForm<Value>(path: string, form: FormData): Promise<Value> {
  const answer = await request(path, { method: 'POST', headers: { 'x-toonvision-token': token }, body: form });
  return (await answer.json()) as Value;
}

/** `?a=1&b=2` of the values that are set; an empty string without any. */
export function query(values: Readonly<Record<string, string | number | undefined | null>>): string {
  const given = Object.entries(values).filter(([, value]) => value !== undefined && value !== null && value !== '');
  return given.length === 0 ? '' : `?${new URLSearchParams(given.map(([name, value]) => [name, String(value)]))}`;
}
