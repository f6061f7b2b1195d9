import { useEffect, useRef } from 'preact/hooks';
import type { Alias, Run } from '../api/client.ts';
import { AliasBadges } from '../components/AliasBadges.tsx';
import { Sparkline } from '../components/Sparkline.tsx';
import { Status } from '../components/Status.tsx';
import { formatMeanStd, formatTime, shortNames } from '../shared/format.ts';
import { type Column, type Curves, formatValue, parseColumn, valueOf } from './columns.ts';
import { type GroupRow, type Row, spread } from './rows.ts';

export interface RunsRowProps {
  row: Row;
  index: number;
  columns: readonly Column[];
  isActive: boolean;
  isSelected: boolean;
  isPartly: boolean;
  aliases: readonly Alias[] | undefined;
  curves: Curves;
  now: number;
  onToggle: (extend: boolean) => void;
  onFold: () => void;
  onActivate: () => void;
}

/** One row: a run, a run with others nested in it, or a group of runs. */
export function RunsRow({ row, index, columns, isActive, isSelected, isPartly, aliases, curves, now, onToggle, onFold, onActivate }: RunsRowProps) {
  const box = useRef<HTMLInputElement>(null);
  useEffect(() => {
    if (box.current) box.current.indeterminate = isPartly && !isSelected;
  });
  const name = row.kind === 'run' ? row.run.name : groupName(row);
  const canFold = row.kind === 'group' || row.nested > 0;
  const tick = (event: MouseEvent): void => {
    event.preventDefault(); // its state comes with the next drawing
    onToggle(event.shiftKey);
  };
  return (
    <tr
      id={`row-${index}`} aria-rowindex={index + 2} aria-level={row.kind === 'run' ? row.depth + 1 : 1} aria-selected={isSelected} aria-expanded={canFold ? row.isOpen : undefined}
      class={`${isActive ? 'active' : ''} ${row.kind === 'group' || row.nested > 0 ? 'parent' : ''}`} onClick={onActivate}
    >
      <td class="pick"><input ref={box} type="checkbox" tabIndex={-1} aria-label={`Select ${name}`} checked={isSelected} onClick={tick} /></td>
      <th scope="row" class="name" style={{ paddingLeft: `${6 + (row.kind === 'run' ? 16 * row.depth : 0)}px` }}>
        <div>
          {canFold
            ? <button type="button" class="fold" tabIndex={-1} aria-label={`${row.isOpen ? 'Fold' : 'Unfold'} ${name}`} onClick={onFold}>{row.isOpen ? '▾' : '▸'}</button>
            : <span class="fold" />}
          {row.kind === 'run'
            ? <a href={`#/runs/${row.run.id}`} tabIndex={-1} title={name}>{name}</a>
            : <span title={name}>{name}</span>}
          {canFold && <span class="quiet count">{row.kind === 'run' ? row.nested : row.runs.length}</span>}
          <AliasBadges aliases={aliases} />
        </div>
      </th>
      {columns.map(column => (row.kind === 'run'
        ? <RunCell key={column.id} run={row.run} column={column} curves={curves} now={now} />
        : <GroupCell key={column.id} group={row} column={column} curves={curves} now={now} />))}
    </tr>
  );
}

/** Of the first column the value speaks for itself: `resnet18, dropout 0.2`. */
function groupName({ values }: GroupRow): string {
  const keys = values.map(([id]) => parseColumn(id)?.key ?? id);
  const short = shortNames(keys);
  return values.map(([, value], i) => `${i === 0 && value ? '' : `${short.get(keys[i]!)} `}${value || '–'}`).join(', ');
}

function RunCell({ run, column, curves, now }: { run: Run; column: Column; curves: Curves; now: number }) {
  if (column.id === 'status') return <td><Status status={run.status} /></td>;
  if (column.kind === 'curve') {
    const points = column.key in run.metrics ? curves(run, column.key) : undefined;
    return <td class="curve">{points && <Sparkline metric={column.key} points={points} />}</td>;
  }
  const value = valueOf(run, column, curves, now);
  const text = formatValue(column, value, now);
  const title = column.id === 'started' ? formatTime(run.start) : value === undefined ? undefined : String(value);
  return <td class={column.isNumber ? 'number' : ''} title={title}>{text}</td>;
}

/** Mean and standard deviation of numbers; of texts what they agree on, or how many there are. */
function GroupCell({ group, column, curves, now }: { group: GroupRow; column: Column; curves: Curves; now: number }) {
  if (column.kind === 'curve') return <td />;
  const values = group.runs.map(run => valueOf(run, column, curves, now));
  if (column.kind === 'last' || column.kind === 'best') {
    const found = spread(values);
    if (!found) return <td />;
    const text = formatMeanStd(column.key, found.mean, found.std);
    return <td class="number" title={`${text} over ${found.n} of ${group.runs.length} runs`}>{text}</td>;
  }
  if (column.id === 'started') {
    const latest = Math.max(...group.runs.map(run => run.start));
    return <td title={formatTime(latest)}>{formatValue(column, latest, now)}</td>;
  }
  if (column.id === 'duration') return <td class="number" title="Mean">{formatValue(column, spread(values)?.mean, now)}</td>;
  const distinct = [...new Set(values)].filter(value => value !== undefined);
  if (column.id === 'status') {
    return <td>{distinct.length === 1 ? <Status status={group.runs[0]!.status} /> : <span class="quiet">{statuses(group.runs)}</span>}</td>;
  }
  if (distinct.length === 1) return <td class={column.isNumber ? 'number' : ''}>{formatValue(column, distinct[0], now)}</td>;
  return <td class="quiet" title={distinct.slice(0, 20).join(', ')}>{distinct.length > 0 ? `${distinct.length} values` : ''}</td>;
}

function statuses(runs: readonly Run[]): string {
  const finished = runs.filter(run => run.status === 'FINISHED').length;
  return `${finished} of ${runs.length} done`;
}
