import { useUrlChoice, useUrlState } from '../../shared/router.ts';
import type { XAxis } from './axis.ts';
import type { AfterEnd, Spread } from './bands.ts';
import type { FieldId } from '../fields/fields.ts';

/** How curves are drawn; all of it stands in the address. */
export interface CurveOptions {
  readonly axis: XAxis;
  /** From 0 to 0.99. */
  readonly smoothing: number;
  readonly log: boolean;
  readonly ignoreOutliers: boolean;
  /** Runs with the same value of this are drawn as one; empty for each run by itself. */
  readonly group: FieldId | '';
  readonly spread: Spread;
  readonly afterEnd: AfterEnd;
  readonly hidden: string[];
  /** An end may be infinite: there it is open. */
  readonly range: [number, number] | null;
}

export type SetCurveOptions = { readonly [K in keyof CurveOptions]: (value: CurveOptions[K]) => void };

export function useCurveOptions(): [CurveOptions, SetCurveOptions] {
  const [axis, setAxis] = useUrlChoice('x', 'step', ['step', 'epoch', 'relative', 'wall']);
  const [smoothing, setSmoothing] = useUrlState('smooth', 0);
  const [log, setLog] = useUrlState('log', false);
  const [ignoreOutliers, setIgnoreOutliers] = useUrlState('outliers', false);
  const [group, setGroup] = useUrlState<string>('group', '');
  const [spread, setSpread] = useUrlChoice('band', 'std', ['std', 'range', 'none']);
  const [afterEnd, setAfterEnd] = useUrlChoice('ended', 'leave', ['leave', 'keep']);
  const [hidden, setHidden] = useUrlState('hide', [] as string[]);
  const [range, setRange] = useUrlState<string>('range', '');
  const options: CurveOptions = {
    axis, smoothing: Math.min(0.99, Math.max(0, smoothing)), log, ignoreOutliers, group,
    spread, afterEnd, hidden, range: parseRange(range, axis),
  };
  const set: SetCurveOptions = {
    axis: setAxis, smoothing: setSmoothing, log: setLog, ignoreOutliers: setIgnoreOutliers, group: setGroup, spread: setSpread,
    afterEnd: setAfterEnd, hidden: setHidden, range: next => setRange(next ? `${axis}:${next.map(end => (Number.isFinite(end) ? end : '')).join('..')}` : ''),
  };
  return [options, set];
}

// A range of steps means nothing in seconds: it holds for the axis on which it was chosen.
function parseRange(text: string, axis: string): [number, number] | null {
  if (!text.startsWith(`${axis}:`)) return null;
  const [first = '', last = ''] = text.slice(axis.length + 1).split('..');
  const [low, high] = [first === '' ? -Infinity : Number(first), last === '' ? Infinity : Number(last)];
  return low < high ? [low, high] : null;
}
