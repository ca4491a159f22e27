// Access control: only the studio's own page may use the server.
import { createHash, timingSafeEqual } from 'node:crypto';
import type { MiddlewareHandler } from 'hono';
import type { ApiError } from './api.ts';

export interface GuardOptions {
  /** The address it is bound to, as given: `127.0.0.1`, `0.0.0.0`, `studio.lan`. */
  host: string;
  /** Required for changes, and for reading as well unless the server is bound to the loopback interface. */
  token: string;
}

/** Header and cookie with the token. */
const TOKEN_HEADER = 'x-toonvision-token';
export const TOKEN_COOKIE = 'toonvision-token';

const LOOPBACK = /^(?:localhost|127(?:\.\d{1,3}){3}|\[::1\])$/i;

/** Whether a server bound to `host` can be reached from this machine only. */
export function isLoopback(host: string): boolean {
  return LOOPBACK.test(host) || host === '::1';
}

function sameText(a: string, b: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(a), digest(b));
}

/** The host name of a Host header or an origin, without port; undefined if it is invalid. */
function hostName(authority: string | undefined): string | undefined {
  if (authority === undefined || !/^[\w.:[\]-]+$/.test(authority)) return undefined;
  return /^(\[[0-9a-f:.]+\]|[^:]+)(?::\d{1,5})?$/i.exec(authority)?.[1]?.toLowerCase();
}

function cookieToken(header: string | undefined): string | undefined {
  return header
    ?.split(';')
    .map((part) => part.trim())
    .find((part) => part.startsWith(`${TOKEN_COOKIE}=`))
    ?.slice(TOKEN_COOKIE.length + 1);
}

/**
 * Rejects requests that do not come from the studio's own page:
 * - a foreign Host header, as another name may point to this machine (DNS rebinding);
 * - an Origin or Sec-Fetch-Site of another site;
 * - changes without the page's token in a header, as a form of another site cannot send headers;
 * - unless bound to the loopback interface, reading without the token in a header or in the cookie of the first visit.
 *
 * Answers 403 with an `ApiError`.
 */
export function guard({ host, token }: GuardOptions): MiddlewareHandler {
  const local = isLoopback(host);
  const reject = (error: string, remedy: string): Response =>
    Response.json({ error, remedy } satisfies ApiError, { status: 403 });
  return async (context, next) => {
    const { req } = context;
    const name = hostName(req.header('host'));
    // A server bound to other interfaces has many names; only the token protects it.
    const isKnown = name !== undefined && (local ? LOOPBACK.test(name) : true);
    if (!isKnown) return reject('unknown host name', 'Open the address that `toonvision studio` printed.');
    const origin = req.header('origin');
    const isOwn = origin === undefined || origin === `http://${req.header('host')}`;
    const site = req.header('sec-fetch-site');
    const reads = req.method === 'GET' || req.method === 'HEAD';
    // A link on another site may lead to the page, but nothing else may be fetched from there.
    const isNavigation =
      reads && req.header('sec-fetch-mode') === 'navigate' && req.header('sec-fetch-dest') === 'document';
    if (!isOwn || (site === 'cross-site' && !isNavigation))
      return reject('request from another site', 'Use the studio’s own page.');
    const given = req.header(TOKEN_HEADER);
    if (!reads && (given === undefined || !sameText(given, token)))
      return reject('missing or invalid token', 'Reload the page.');
    if (!local) {
      const presented = given ?? cookieToken(req.header('cookie')) ?? req.query('token');
      if (presented === undefined || !sameText(presented, token))
        return reject('the token is required', 'Open the full address that `toonvision studio` printed.');
    }
    await next();
    return undefined;
  };
}
