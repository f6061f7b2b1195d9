// Thousands of runs in one table: only the rows on the screen are there.

import { useEffect, useLayoutEffect, useMemo, useRef, useState } from 'preact/hooks';
import type { Alias, Run } from '../api/client.ts';
import { useWindow } from '../components/useWindow.ts';
import { href } from '../shared/router.ts';
import { type Column, type Curves, needsCurve } from './columns.ts';
import { RunsRow } from './RunsRow.tsx';
import type { Row, Sort } from './rows.ts';

/** Of --row in tokens.css. */
const rowHeight = 30;
const pickWidth = 34;

export interface RunsTableProps {
  rows: readonly Row[];
  columns: readonly Column[];
  sort: (Sort & { id: string }) | null;
  setSort: (id: string) => void;
  selected: ReadonlySet<string>;
  select: (ids: readonly string[], isSelected: boolean) => void;
  fold: (row: Row, isOpen: boolean) => void;
  aliases: ReadonlyMap<string, Alias[]>;
  curves: Curves;
  /** Changes when points have come. */
  version: number;
  show: (wanted: { run: Run; key: string }[]) => void;
  isStale: boolean;
  /** Tables of one name are scrolled as the last of them was. */
  name: string;
}

const scrolled = new Map<string, { top: number; left: number; active: string | null }>();

export function RunsTable(props: RunsTableProps) {
  const { rows, columns, sort, setSort, selected, select, fold, show } = props;
  const box = useRef<HTMLDivElement>(null);
  const { first, last } = useWindow(box, rows.length, rowHeight);
  const [active, setActive] = useState<string | null>(() => scrolled.get(props.name)?.active ?? null);
  const anchor = useRef<string | null>(null);
  const now = Date.now();

  const latestActive = useRef(active);
  latestActive.current = active;
  useLayoutEffect(() => {
    const element = box.current!;
    const before = scrolled.get(props.name);
    if (before) element.scrollTo(before.left, before.top);
    return () => void scrolled.set(props.name, { top: element.scrollTop, left: element.scrollLeft, active: latestActive.current });
  }, [props.name]);

  const visible = rows.slice(first, last);
  const wanted = useMemo(
    () => rows.slice(first, last).flatMap(row => (row.kind === 'run' ? [row.run] : [])
      .flatMap(run => columns.filter(column => needsCurve(column, run)).map(({ key }) => ({ run, key })))),
    [rows, columns, first, last]);
  useEffect(() => show(wanted), [wanted]);

  const activeIndex = active === null ? -1 : rows.findIndex(row => row.id === active);

  const makeActive = (index: number): void => {
    const row = rows[Math.max(0, Math.min(rows.length - 1, index))];
    const element = box.current;
    if (!row || !element) return;
    setActive(row.id);
    const top = rows.indexOf(row) * rowHeight;
    const height = element.clientHeight - rowHeight - 4; // the header lies over the first row
    if (top < element.scrollTop) element.scrollTop = top;
    else if (top + rowHeight > element.scrollTop + height) element.scrollTop = top + rowHeight - height;
  };

  const isSelected = (row: Row): boolean => row.ids.every(id => selected.has(id));
  const toggle = (row: Row, extend: boolean): void => {
    const to = rows.indexOf(row);
    const from = extend && anchor.current !== null ? rows.findIndex(other => other.id === anchor.current) : to;
    const range = from < 0 ? [row] : rows.slice(Math.min(from, to), Math.max(from, to) + 1);
    select(range.flatMap(({ ids }) => ids), !isSelected(row));
    anchor.current = row.id;
  };

  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.ctrlKey || event.metaKey || event.altKey || (event.target as HTMLElement).closest('thead')) return;
    const row = rows[activeIndex];
    const page = Math.max(1, Math.floor((box.current?.clientHeight ?? 0) / rowHeight) - 2);
    switch (event.key) {
      case 'ArrowDown': makeActive(activeIndex + 1); break;
      case 'ArrowUp': makeActive(activeIndex - 1); break;
      case 'PageDown': makeActive(activeIndex + page); break;
      case 'PageUp': makeActive(activeIndex - page); break;
      case 'Home': makeActive(0); break;
      case 'End': makeActive(rows.length - 1); break;
      case 'ArrowRight': if (row) fold(row, true); break;
      case 'ArrowLeft': if (row) fold(row, false); break;
      case ' ': if (row) toggle(row, event.shiftKey); break;
      case 'Enter':
        if (row?.kind === 'run') location.hash = href(`/runs/${row.run.id}`);
        else if (row) fold(row, !row.isOpen);
        break;
      default: return;
    }
    if (event.shiftKey && row && (event.key === 'ArrowDown' || event.key === 'ArrowUp')) {
      const next = rows[activeIndex + (event.key === 'ArrowDown' ? 1 : -1)];
      select([...row.ids, ...next?.ids ?? []], true);
    }
    event.preventDefault();
  };

  const allIds = rows.flatMap(row => (row.kind === 'run' && row.nested > 0 ? [] : row.ids));
  const areAll = allIds.length > 0 && allIds.every(id => selected.has(id));
  const width = columns.reduce((sum, column) => sum + column.width, 0);
  const header = (id: string, label: string, title: string, isNumber: boolean) => {
    const own = sort?.id === id ? sort : null;
    return (
      <th key={id} scope="col" class={isNumber ? 'number' : ''} title={title} aria-sort={own ? (own.down ? 'descending' : 'ascending') : undefined}>
        <button type="button" class="sort" onClick={() => setSort(id)}>
          <span>{label}</span>{own && <span aria-hidden="true">{own.down ? '↓' : '↑'}</span>}
        </button>
      </th>
    );
  };
  return (
    <div class={`runs ${props.isStale ? 'stale' : ''}`} ref={box}>
      <table
        role="treegrid" aria-label="Runs" aria-rowcount={rows.length + 1} aria-colcount={columns.length + 2} aria-multiselectable="true" tabIndex={0}
        aria-activedescendant={activeIndex >= first && activeIndex < last ? `row-${activeIndex}` : undefined}
        onKeyDown={onKeyDown} onFocus={event => { if (activeIndex < 0 && event.currentTarget.matches(':focus-visible')) makeActive(0); }}
        style={{ minWidth: `calc(${pickWidth + width}px + var(--name))` }}
      >
        <colgroup>
          <col style={{ width: `${pickWidth}px` }} />
          <col />
          {columns.map(({ id, width: own }) => <col key={id} style={{ width: `${own}px` }} />)}
        </colgroup>
        <thead>
          <tr aria-rowindex={1}>
            <th class="pick" scope="col">
              <input type="checkbox" aria-label="Select all runs" checked={areAll} onChange={() => select(allIds, !areAll)} />
            </th>
            {header('name', 'Name', 'Name of the run', false)}
            {columns.map(column => header(column.id, column.label, column.id, column.isNumber))}
          </tr>
        </thead>
        <tbody>
          {first > 0 && <tr class="space" aria-hidden="true" style={{ height: `${first * rowHeight}px` }} />}
          {visible.map((row, i) => (
            <RunsRow
              key={row.id} row={row} index={first + i} columns={columns} isActive={row.id === active} isSelected={isSelected(row)}
              isPartly={row.ids.length > 1 && row.ids.some(id => selected.has(id))} aliases={row.kind === 'run' ? props.aliases.get(row.run.id) : undefined}
              curves={props.curves} now={now} onToggle={extend => { setActive(row.id); toggle(row, extend); }} onFold={() => fold(row, !row.isOpen)}
              onActivate={() => setActive(row.id)}
            />
          ))}
          {last < rows.length && <tr class="space" aria-hidden="true" style={{ height: `${(rows.length - last) * rowHeight}px` }} />}
        </tbody>
      </table>
    </div>
  );
}
