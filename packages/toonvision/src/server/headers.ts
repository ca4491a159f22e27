// Headers of every answer: nothing from other origins is loaded or run, and workers may share memory.
import type { MiddlewareHandler } from 'hono';

const POLICY = [
  "default-src 'none'",
  // The engine's kernels are WebAssembly.
  "script-src 'self' 'wasm-unsafe-eval'",
  "style-src 'self'",
  "img-src 'self' blob: data:",
  "font-src 'self'",
  "connect-src 'self'",
  "worker-src 'self'",
  "frame-src 'self'",
  "manifest-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'self'",
].join('; ');

/** Adds the headers; an answer may set its own content security policy. */
export function headers(): MiddlewareHandler {
  return async (context, next) => {
    await next();
    const { headers: set } = context.res;
    if (!set.has('content-security-policy')) set.set('content-security-policy', POLICY);
    set.set('x-content-type-options', 'nosniff');
    set.set('referrer-policy', 'no-referrer');
    set.set('cross-origin-opener-policy', 'same-origin');
    set.set('cross-origin-embedder-policy', 'require-corp');
    set.set('cross-origin-resource-policy', 'same-origin');
    set.set('permissions-policy', 'camera=(self), microphone=(), geolocation=()');
    if (!set.has('cache-control')) set.set('cache-control', 'no-store');
  };
}
