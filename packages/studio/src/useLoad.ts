// Loads something of the API for a view, and again when the project's news touch it.
import { useSignalEffect } from '@preact/signals';
import { useCallback, useEffect, useRef, useState } from 'preact/hooks';
import { ApiFault, get } from './api.ts';
import { news, type Topic } from './live.ts';

export interface Loaded<Value> {
  value: Value | undefined;
  fault: ApiFault | undefined;
  /** True before the first answer of this path. */
  loading: boolean;
  reload(): void;
}

/**
 * @param path below /api/; null loads nothing
 * @param topics news after which it is loaded again; what is shown stays until the answer comes
 */
export function useLoad<Value>(path: string | null, topics: readonly Topic[] = []): Loaded<Value> {
  const [state, setState] = useState<{ path: string | null; value?: Value; fault?: ApiFault }>({ path: null });
  const ask = useRef<(() => void) | undefined>(undefined);
  const reload = useCallback(() => ask.current?.(), []);
  const first = useRef(true);
  useSignalEffect(() => {
    for (const topic of topics) news[topic].value;
    if (first.current) first.current = false;
    else reload();
  });
  useEffect(() => {
    if (path === null) return;
    const away = new AbortController();
    let going = false;
    let again = false;
    const load = async (): Promise<void> => {
      // News that come faster than answers wait for the answer: else none would ever be seen.
      again = going;
      if (going) return;
      going = true;
      await get<Value>(path, away.signal).then(
        (value) => setState({ path, value }),
        (error: unknown) => {
          if (away.signal.aborted) return;
          const fault = error instanceof ApiFault ? error : new ApiFault(String(error), undefined, 0);
          // While nobody answers, what was there stays; the banner says so.
          setState((before) => (fault.status === 0 && before.path === path ? { ...before, fault } : { path, fault }));
        },
      );
      going = false;
      if (again && !away.signal.aborted) void load();
    };
    ask.current = () => void load();
    void load();
    return () => {
      ask.current = undefined;
      away.abort();
    };
  }, [path]);
  const own = state.path === path ? state : { path };
  const { value, fault } = own as typeof state;
  return { value, fault, loading: path !== null && value === undefined && fault === undefined, reload };
}
