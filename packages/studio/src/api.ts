// Asks the studio's server: typed answers, failures in its own words.
import type { ApiError } from 'toonvision/api';

export type * from 'toonvision/api';

/** What the server said was wrong, and what to do. */
export class ApiFault extends Error {
  readonly remedy: string | undefined;
  /** The HTTP status; 0 where no server answered. */
  readonly status: number;
  constructor(message: string, remedy: string | undefined, status: number) {
    super(message);
    this.remedy = remedy;
    this.status = status;
  }
}

const tokenIn = (page: Document): string => page.querySelector('meta[name="token"]')?.getAttribute('content') ?? '';
let token = tokenIn(document);

/** A server that was started anew has another token; its page tells it. */
export async function renewToken(): Promise<void> {
  const answer = await fetch('/');
  if (answer.ok) token = tokenIn(new DOMParser().parseFromString(await answer.text(), 'text/html'));
}

async function ask(path: string, options: RequestInit): Promise<Response> {
  const answer = await fetch(`/api/${path}`, options).catch((error: unknown) => {
    if (options.signal?.aborted === true) throw error;
    throw new ApiFault('the studio does not answer', 'Start `toonvision studio` again; this page then goes on.', 0);
  });
  if (answer.ok) return answer;
  const fault = (await answer.json().catch(() => ({}))) as Partial<ApiError>;
  throw new ApiFault(fault.error ?? `the server answers ${answer.status}`, fault.remedy, answer.status);
}

/** GET; `path` is below /api/. */
export async function get<Value>(path: string, signal?: AbortSignal): Promise<Value> {
  const answer = await ask(path, signal === undefined ? {} : { signal });
  return (await answer.json()) as Value;
}

/** GET of a file's bytes. */
export async function getBytes(path: string): Promise<Uint8Array> {
  return new Uint8Array(await (await ask(path, {})).arrayBuffer());
}

/** A request that changes something; `body` goes as JSON, bytes as they are. */
export async function send<Value>(method: 'POST' | 'DELETE', path: string, body?: unknown): Promise<Value> {
  const isBytes = body instanceof Blob;
  const answer = await ask(path, {
    method,
    headers: {
      'x-toonvision-token': token,
      ...(body === undefined || isBytes ? {} : { 'content-type': 'application/json' }),
    },
    ...(body === undefined ? {} : { body: isBytes ? body : JSON.stringify(body) }),
  });
  return (await answer.json()) as Value;
}

/** POST of a form with files. */
export async function sendForm<Value>(path: string, form: FormData): Promise<Value> {
  const answer = await ask(path, { method: 'POST', headers: { 'x-toonvision-token': token }, body: form });
  return (await answer.json()) as Value;
}

/** `?a=1&b=2` of what is given; nothing where all is empty. */
export function query(values: Readonly<Record<string, string | number | undefined | null>>): string {
  const filled = Object.entries(values).filter(([, value]) => value !== undefined && value !== null && value !== '');
  return filled.length === 0 ? '' : `?${new URLSearchParams(filled.map(([name, value]) => [name, String(value)]))}`;
}
