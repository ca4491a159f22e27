// Loads data of the API for a view, and again when a topic changes.
import { useSignalEffect } from '@preact/signals';
import { useCallback, useEffect, useRef, useState } from 'preact/hooks';
import { get, RequestError } from './api.ts';
import { changes, type Topic } from './live.ts';

export interface Loaded<Value> {
  value: Value | undefined;
  error: RequestError | undefined;
  /** True until the first answer for this path. */
  loading: boolean;
  reload(): void;
}

/**
 * @param path relative to /api/; null loads nothing
 * @param topics changes that trigger a reload; the old value stays until the answer arrives
 */
export function useLoad<Value>(path: string | null, topics: readonly Topic[] = []): Loaded<Value> {
  const [state, setState] = useState<{ path: string | null; value?: Value; error?: RequestError }>({ path: null });
  const load = useRef<(() => void) | undefined>(undefined);
  const reload = useCallback(() => load.current?.(), []);
  const isFirst = useRef(true);
  useSignalEffect(() => {
    for (const topic of topics) changes[topic].value;
    if (isFirst.current) isFirst.current = false;
    else reload();
  });
  useEffect(() => {
    if (path === null) return;
    const abort = new AbortController();
    let busy = false;
    let isOutdated = false;
    const request = async (): Promise<void> => {
      // Changes that come faster than answers wait for the answer; otherwise none would ever be shown.
      isOutdated = busy;
      if (busy) return;
      busy = true;
      await get<Value>(path, abort.signal).then(
        (value) => setState({ path, value }),
        (reason: unknown) => {
          if (abort.signal.aborted) return;
          const error = reason instanceof RequestError ? reason : new RequestError(String(reason), undefined, 0);
          // While the server does not respond the old value stays; a banner says so.
          setState((before) => (error.status === 0 && before.path === path ? { ...before, error } : { path, error }));
        },
      );
      busy = false;
      if (isOutdated && !abort.signal.aborted) void request();
    };
    load.current = () => void request();
    void request();
    return () => {
      load.current = undefined;
      abort.abort();
    };
  }, [path]);
  const { value, error } = state.path === path ? state : { value: undefined, error: undefined };
  return { value, error, loading: path !== null && value === undefined && error === undefined, reload };
}

/** The last value or error that was loaded, which stays while another path is loading. */
export function useLatest<Value>(loaded: Loaded<Value>): Loaded<Value> {
  const latest = useRef(loaded);
  if (loaded.value !== undefined || loaded.error !== undefined) latest.current = loaded;
  return latest.current;
}

/** Reloads every `interval` milliseconds while `isPending`. */
export function usePolling({ value, reload }: Loaded<unknown>, isPending: boolean, interval: number): void {
  useEffect(() => {
    if (!isPending) return;
    const timer = setTimeout(reload, interval);
    return () => clearTimeout(timer);
  }, [isPending, value, reload]);
}
