// Data that stays up to date while the page is visible.

import { useCallback, useEffect, useRef, useState } from 'preact/hooks';

const liveMilliseconds = 2000;
const calmMilliseconds = 15_000;

export interface Polled<T> {
  /** The latest data; it stays while the next is loading, so that nothing flickers. */
  data: T | undefined;
  /** Why the latest attempt failed; data may still hold what came before. */
  error: Error | undefined;
  /** Asks again now. */
  refresh: () => void;
}

/**
 * Loads, and loads again: every 2 s while `isLive(data)`, else every 15 s; never while the tab is hidden, and at once when
 * it is seen again. Slow answers are asked for less often.
 * @param key What is shown; another key starts again without data.
 * @param load May hand out parts of the data early through `show`. It gets what it returned before.
 * @param first What is known of the key already, from an earlier look at it.
 */
export function usePolling<T>(
  key: string,
  load: (signal: AbortSignal, before: T | undefined, show: (part: T) => void) => Promise<T>,
  isLive: (data: T) => boolean = () => false,
  first?: T,
): Polled<T> {
  const [state, setState] = useState<State<T>>({ key, data: first, error: undefined });
  const latest = useRef({ load, isLive, first });
  latest.current = { load, isLive, first };
  const again = useRef<() => void>(() => {});

  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    let controller: AbortController | undefined;
    let data = latest.current.first;
    let over = false;

    const round = async (): Promise<void> => {
      clearTimeout(timer);
      controller?.abort();
      const own = controller = new AbortController();
      const began = performance.now();
      const show = (part: T): void => {
        if (!own.signal.aborted) setState({ key, data: part, error: undefined });
      };
      try {
        const next = await latest.current.load(own.signal, data, show);
        if (own.signal.aborted) return;
        data = next;
        setState({ key, data, error: undefined });
      } catch (error) {
        if (own.signal.aborted) return;
        setState({ key, data, error: error instanceof Error ? error : new Error(String(error)) });
      }
      if (over || document.hidden) return; // polling resumes when the tab is visible again
      const pause = data !== undefined && latest.current.isLive(data) ? liveMilliseconds : calmMilliseconds;
      timer = setTimeout(round, Math.max(pause, 5 * (performance.now() - began)));
    };
    const seen = (): void => {
      if (document.hidden) clearTimeout(timer);
      else void round();
    };
    again.current = () => void round();
    document.addEventListener('visibilitychange', seen);
    void round();
    return () => {
      over = true;
      clearTimeout(timer);
      controller?.abort();
      document.removeEventListener('visibilitychange', seen);
    };
  }, [key]);

  const refresh = useCallback(() => again.current(), []);
  // Between a new key and its first answer, what belongs to the old one is not shown.
  return state.key === key ? { data: state.data, error: state.error, refresh } : { data: first, error: undefined, refresh };
}

interface State<T> {
  key: string;
  data: T | undefined;
  error: Error | undefined;
}
