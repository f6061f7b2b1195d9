// The spans of a trace as a tree.

import type { Span } from '../api/client.ts';
import { visible } from '../shared/format.ts';

export interface SpanRow {
  span: Span;
  /** 0 of what stands at the top. */
  depth: number;
  /** How many stand directly below it. */
  children: number;
}

/**
 * The spans in the order in which a tree shows them: below each those that it called, the earliest first; nothing below
 * those that are folded. A span whose parent is not there stands at the top, as do those that name each other as parents.
 */
export function rowsOf(spans: readonly Span[], folded: ReadonlySet<string>): SpanRow[] {
  const known = new Set(spans.map(({ id }) => id));
  const children = new Map<string, Span[]>();
  const tops: Span[] = [];
  for (const span of spans) {
    if (span.parentId === null || span.parentId === span.id || !known.has(span.parentId)) tops.push(span);
    else if (children.has(span.parentId)) children.get(span.parentId)!.push(span);
    else children.set(span.parentId, [span]);
  }
  const rows: SpanRow[] = [];
  const seen = new Set<string>();
  const add = (top: Span): void => {
    // A stack: a chain of calls may be longer than ours may be.
    const waiting: { span: Span; depth: number; isHidden: boolean }[] = [{ span: top, depth: 0, isHidden: false }];
    for (let next = waiting.pop(); next; next = waiting.pop()) {
      const { span, depth, isHidden } = next;
      if (seen.has(span.id)) continue;
      seen.add(span.id);
      const below = children.get(span.id) ?? [];
      if (!isHidden) rows.push({ span, depth, children: below.length });
      for (const child of below.toReversed()) waiting.push({ span: child, depth: depth + 1, isHidden: isHidden || folded.has(span.id) });
    }
  };
  tops.forEach(add);
  for (const span of spans) if (!seen.has(span.id)) add(span);
  return rows;
}

/** Milliseconds from the first span's beginning to the last known moment. */
export const lengthOf = (spans: readonly Span[]): number =>
  spans.reduce((most, span) => Math.max(most, span.start + (span.duration ?? 0), ...span.events.slice(-1).map(({ time }) => time)), 0);

/** A span's type in words: `chat model` of `CHAT_MODEL`. */
export const typeName = ({ type }: Span): string => visible(type.toLowerCase().replaceAll('_', ' '));
