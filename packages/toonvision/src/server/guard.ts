// Who may talk to the studio: the page itself on this machine, and nobody through it.
import { createHash, timingSafeEqual } from 'node:crypto';
import type { MiddlewareHandler } from 'hono';
import type { ApiError } from './api.ts';

export interface GuardOptions {
  /** The address it is bound to, as given: `127.0.0.1`, `0.0.0.0`, `studio.lan`. */
  host: string;
  /** Needed to change anything; for another host than this machine, to read, too. */
  token: string;
}

/** Header and cookie that carry the token. */
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

/** The name in a Host header or an origin, without port; undefined for what is none. */
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
 * Refuses what does not come from the studio's own page:
 * - a Host header that is not the server's: another name was made to point to this machine (DNS rebinding);
 * - an Origin, or Sec-Fetch-Site, of another site;
 * - any change without the page's token in its header: a form of another site can send no headers;
 * - bound to more than this machine, also reading without the token, by header or by the cookie that the first visit sets.
 *
 * Answers 403 with an `ApiError`.
 */
export function guard({ host, token }: GuardOptions): MiddlewareHandler {
  const local = isLoopback(host);
  const refuse = (error: string, remedy: string): Response =>
    Response.json({ error, remedy } satisfies ApiError, { status: 403 });
  return async (context, next) => {
    const { req } = context;
    const name = hostName(req.header('host'));
    // Bound to every address it has many names; there the token alone protects.
    const known = name !== undefined && (local ? LOOPBACK.test(name) : true);
    if (!known) return refuse('this address is not the studio’s', 'Open the address that `toonvision studio` printed.');
    const origin = req.header('origin');
    const own = origin === undefined || origin === `http://${req.header('host')}`;
    const site = req.header('sec-fetch-site');
    const reads = req.method === 'GET' || req.method === 'HEAD';
    // A link elsewhere may lead to the page, but nothing else may be fetched from another site.
    const follows = reads && req.header('sec-fetch-mode') === 'navigate' && req.header('sec-fetch-dest') === 'document';
    if (!own || (site === 'cross-site' && !follows))
      return refuse('asked by another site', 'Use the studio’s own page.');
    const given = req.header(TOKEN_HEADER);
    if (!reads && (given === undefined || !sameText(given, token)))
      return refuse('the page’s token is missing or another', 'Load the page again.');
    if (!local) {
      const shown = given ?? cookieToken(req.header('cookie')) ?? req.query('token');
      if (shown === undefined || !sameText(shown, token))
        return refuse('the studio wants its token', 'Open the whole address that `toonvision studio` printed.');
    }
    await next();
    return undefined;
  };
}
