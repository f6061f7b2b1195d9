import { useCallback, useState } from 'preact/hooks';

// It is still there after coming back from a comparison.
const selections = new Map<string, ReadonlySet<string>>();

/** Which runs of an experiment are ticked. */
export function useSelection(experimentId: string) {
  const [selected, setSelected] = useState<ReadonlySet<string>>(() => selections.get(experimentId) ?? new Set());
  const change = useCallback((next: ReadonlySet<string>): void => {
    selections.set(experimentId, next);
    setSelected(next);
  }, [experimentId]);
  const select = useCallback((ids: readonly string[], isSelected: boolean): void => {
    const next = new Set(selections.get(experimentId));
    for (const id of ids) {
      if (isSelected) next.add(id);
      else next.delete(id);
    }
    change(next);
  }, [experimentId, change]);
  const clear = useCallback((): void => change(new Set()), [change]);
  return { selected, select, clear };
}
