import { useMemo } from 'preact/hooks';
import type { Run } from '../api/client.ts';
import { useUrlState } from '../shared/router.ts';
import { type Column, defaultColumns, toColumns } from './columns.ts';

/**
 * The table's columns: those in the address, else those chosen last for this experiment in this browser, else what the
 * runs suggest.
 */
export function useColumns(experimentId: string, runs: readonly Run[], leaves: readonly Run[], isGrouped: boolean) {
  const [inAddress, setInAddress] = useUrlState('cols', []);
  const key = `tracking.columns.${experimentId}`;
  const kept = useMemo(() => (localStorage.getItem(key) ?? '').split('\n').filter(Boolean), [key, inAddress]);
  const suggested = useMemo(() => defaultColumns(runs, leaves), [runs, leaves]);
  const ids = inAddress.length > 0 ? inAddress : kept.length > 0 ? kept : suggested;
  const columns = useMemo<Column[]>(() => toColumns(ids, runs, isGrouped), [ids.join('\n'), runs, isGrouped]);
  return {
    ids,
    columns,
    choose: (next: string[]): void => {
      localStorage.setItem(key, next.join('\n'));
      setInAddress(next);
    },
    reset: (): void => {
      localStorage.removeItem(key);
      setInAddress([]);
    },
  };
}
