// The spans of a trace below each other, each with its time: as a tree that the keyboard walks, and only the rows on the
// screen are there.

import { useEffect, useMemo, useRef, useState } from 'preact/hooks';
import type { Span } from '../api/client.ts';
import { useWindow } from '../components/useWindow.ts';
import { formatDuration, visible } from '../shared/format.ts';
import { State } from './State.tsx';
import { type SpanRow, lengthOf, rowsOf, typeName } from './tree.ts';

/** Of .spans in trace.css. */
const rowHeight = 28;
/** Deeper ones are not indented further: their names would have no room. */
const mostIndented = 12;
const indent = 14;

interface Props {
  spans: readonly Span[];
  chosen: Span;
  choose: (id: string) => void;
}

export function Waterfall({ spans, chosen, choose }: Props) {
  const [folded, setFolded] = useState<ReadonlySet<string>>(new Set());
  const box = useRef<HTMLDivElement>(null);
  const rows = useMemo(() => rowsOf(spans, folded), [spans, folded]);
  const length = useMemo(() => lengthOf(spans), [spans]);
  const failed = useMemo(() => spans.filter(({ status }) => status === 'ERROR'), [spans]);
  const { first, last } = useWindow(box, rows.length, rowHeight);
  const at = rows.findIndex(({ span }) => span.id === chosen.id);

  const show = (index: number): void => {
    const element = box.current!;
    const top = index * rowHeight;
    const height = element.clientHeight - rowHeight; // the header lies over the first row
    if (top < element.scrollTop) element.scrollTop = top;
    else if (top + rowHeight > element.scrollTop + height) element.scrollTop = top + rowHeight - height;
  };
  useEffect(() => { if (at >= 0) show(at); }, [chosen.id]);

  const fold = ({ span }: SpanRow, isFolded: boolean): void => {
    const next = new Set(folded);
    if (isFolded) next.add(span.id);
    else next.delete(span.id);
    setFolded(next);
  };
  const move = (index: number): void => {
    const row = rows[Math.max(0, Math.min(rows.length - 1, index))];
    if (row) choose(row.span.id);
  };
  const nextError = (): void => {
    setFolded(new Set()); // it may be below a folded one
    const order = rowsOf(spans, new Set()).map(({ span }) => span);
    const from = order.indexOf(chosen);
    const next = [...order.slice(from + 1), ...order].find(({ status }) => status === 'ERROR');
    if (next) choose(next.id);
  };

  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const row = rows[at];
    const page = Math.max(1, Math.floor((box.current?.clientHeight ?? 0) / rowHeight) - 2);
    const isFolded = row !== undefined && folded.has(row.span.id);
    switch (event.key) {
      case 'ArrowDown': move(at + 1); break;
      case 'ArrowUp': move(at - 1); break;
      case 'PageDown': move(at + page); break;
      case 'PageUp': move(at - page); break;
      case 'Home': move(0); break;
      case 'End': move(rows.length - 1); break;
      case 'ArrowRight':
        if (row && isFolded) fold(row, false);
        else if (row && row.children > 0) move(at + 1);
        break;
      case 'ArrowLeft':
        if (row && row.children > 0 && !isFolded) fold(row, true);
        else if (row && row.depth > 0) move(rows.findLastIndex(({ depth }, i) => i < at && depth < row.depth));
        break;
      default: return;
    }
    event.preventDefault();
  };

  return (
    <section class="card waterfall" aria-label="Spans">
      <div class="card-head">
        <h2>Spans <span class="quiet">{spans.length.toLocaleString('en-US')}</span></h2>
        {failed.length > 0 && <button type="button" onClick={nextError}>Next error <span class="quiet">of {failed.length.toLocaleString('en-US')}</span></button>}
      </div>
      <div class="spans" ref={box}>
        <table
          role="treegrid" aria-label="Spans" aria-rowcount={rows.length + 1} tabIndex={0} onKeyDown={onKeyDown}
          aria-activedescendant={at >= first && at < last ? `span-${at}` : undefined}
        >
          <thead>
            <tr aria-rowindex={1}>
              <th scope="col">Span</th><th scope="col" class="type">Type</th><th scope="col" class="number">Took</th>
              <th scope="col" class="time"><span class="unseen">Time</span><span class="scale" aria-hidden="true"><span>0</span><span>{formatDuration(length / 2)}</span><span>{formatDuration(length)}</span></span></th>
            </tr>
          </thead>
          <tbody>
            {first > 0 && <tr class="space" aria-hidden="true" style={{ height: `${first * rowHeight}px` }} />}
            {rows.slice(first, last).map((row, i) => (
              <Row
                key={row.span.id} row={row} index={first + i} length={length} isChosen={row.span.id === chosen.id} isFolded={folded.has(row.span.id)}
                choose={() => choose(row.span.id)} fold={isFolded => fold(row, isFolded)}
              />
            ))}
            {last < rows.length && <tr class="space" aria-hidden="true" style={{ height: `${(rows.length - last) * rowHeight}px` }} />}
          </tbody>
        </table>
      </div>
    </section>
  );
}

interface RowProps {
  row: SpanRow;
  index: number;
  length: number;
  isChosen: boolean;
  isFolded: boolean;
  choose: () => void;
  fold: (isFolded: boolean) => void;
}

function Row({ row: { span, depth, children }, index, length, isChosen, isFolded, choose, fold }: RowProps) {
  const { name, status, start, duration } = span;
  const share = (time: number): number => (length > 0 ? 100 * time / length : 0);
  return (
    <tr
      id={`span-${index}`} aria-rowindex={index + 2} aria-level={depth + 1} aria-selected={isChosen} aria-expanded={children > 0 ? !isFolded : undefined}
      onClick={choose}
    >
      <th scope="row" title={visible(name)}>
        <div style={{ paddingLeft: `${indent * Math.min(depth, mostIndented)}px` }}>
          {children > 0
            ? (
              <button type="button" class="fold" tabIndex={-1} aria-label={isFolded ? 'Unfold' : 'Fold'} onClick={event => { event.stopPropagation(); fold(!isFolded); }}>
                {isFolded ? '▸' : '▾'}
              </button>
            )
            : <span class="fold" />}
          <span>{visible(name) || span.id}</span>
          {status === 'ERROR' && <State state="ERROR" />}
        </div>
      </th>
      <td class="type quiet">{typeName(span)}</td>
      <td class="number">{duration === null ? 'running' : formatDuration(duration)}</td>
      <td class="time">
        <div class={`bar ${status}`} style={{ marginLeft: `${share(start)}%`, width: `${share(duration ?? length - start)}%` }} />
      </td>
    </tr>
  );
}
