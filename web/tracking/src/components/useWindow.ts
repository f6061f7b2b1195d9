import type { RefObject } from 'preact';
import { useEffect, useState } from 'preact/hooks';

/** Rows beyond the edges that are there, so that scrolling shows no gap. */
const beyond = 24;

/**
 * Which rows of a fixed height are on the screen of a box that scrolls: `first` to `last`, without `last`.
 * The box's header, if any, is not counted.
 */
export function useWindow(box: RefObject<HTMLElement>, count: number, rowHeight: number): { first: number; last: number } {
  const [seen, setSeen] = useState({ first: 0, last: 60 });
  useEffect(() => {
    const element = box.current;
    if (!element) return;
    const measure = (): void => {
      // In steps of some rows: most scroll events then change nothing.
      const step = beyond / 3;
      const first = Math.max(0, Math.floor(element.scrollTop / rowHeight / step) * step - beyond);
      const last = Math.ceil((element.scrollTop + element.clientHeight) / rowHeight / step) * step + beyond;
      setSeen(before => (before.first === first && before.last === last ? before : { first, last }));
    };
    measure();
    element.addEventListener('scroll', measure, { passive: true });
    const observer = new ResizeObserver(measure);
    observer.observe(element);
    return () => {
      element.removeEventListener('scroll', measure);
      observer.disconnect();
    };
  }, [rowHeight]);
  // After a filter there may be fewer rows than were scrolled past.
  const last = Math.min(count, seen.last);
  return { first: Math.min(seen.first, Math.max(0, last - (seen.last - seen.first))), last };
}
