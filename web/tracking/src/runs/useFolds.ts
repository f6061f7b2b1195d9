import { useCallback, useMemo } from 'preact/hooks';
import { useUrlState } from '../shared/router.ts';
import type { Row } from './rows.ts';

/** Ids in the address are cut to this, which tells a few hundred runs apart. */
const idLength = 8;

// Values of a group can be long and odd; the address needs a name for it only.
function handleOf(key: string): string {
  if (/^[0-9a-f]{32}$/.test(key)) return key.slice(0, idLength);
  let hash = 0;
  for (let i = 0; i < key.length; i++) hash = (31 * hash + key.charCodeAt(i)) >>> 0;
  return hash.toString(36);
}

/** Which rows are open: in the address stands whether all are, and which are not as all. */
export function useFolds(standard: boolean) {
  const [all, setAll] = useUrlState('open', standard);
  const [except, setExcept] = useUrlState('except', [] as string[]);
  const others = useMemo(() => new Set(except), [except]);
  const isOpen = useCallback((key: string) => others.has(handleOf(key)) !== all, [all, others]);
  const fold = useCallback((row: Row, open: boolean): void => {
    if (row.kind === 'run' && row.nested === 0) return;
    const handle = handleOf(row.id.replace(/^group /, ''));
    if ((others.has(handle) !== all) === open) return;
    setExcept(others.has(handle) ? except.filter(other => other !== handle) : [...except, handle]);
  }, [all, others, except, setExcept]);
  const toggleAll = useCallback((): void => {
    setExcept([]);
    setAll(!all);
  }, [all, setAll, setExcept]);
  return { isOpen, fold, areOpen: all, toggleAll };
}
