import type { ComponentChildren } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';

/** A button that opens a small panel below itself; Escape and a click elsewhere close it. */
export function Popover({ label, children }: { label: ComponentChildren; children: (close: () => void) => ComponentChildren }) {
  const [isOpen, setOpen] = useState(false);
  const box = useRef<HTMLDivElement>(null);
  const button = useRef<HTMLButtonElement>(null);
  const panel = useRef<HTMLDivElement>(null);

  useEffect(() => {
    if (!isOpen) return;
    const element = panel.current!;
    // Against the right edge of a narrow screen, it moves to the left; a phone may be rotated while it is open.
    const place = (): void => {
      element.style.left = '';
      const over = element.getBoundingClientRect().right - document.documentElement.clientWidth + 8;
      if (over > 0) element.style.left = `${-over}px`;
    };
    place();
    element.querySelector<HTMLElement>('input, select, button')?.focus();
    const outside = (event: PointerEvent): void => {
      if (!box.current?.contains(event.target as Node)) setOpen(false);
    };
    addEventListener('pointerdown', outside);
    addEventListener('resize', place);
    return () => {
      removeEventListener('pointerdown', outside);
      removeEventListener('resize', place);
    };
  }, [isOpen]);

  const close = (): void => {
    setOpen(false);
    button.current?.focus();
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.key !== 'Escape' || !isOpen) return;
    event.stopPropagation();
    close();
  };
  return (
    <div class="popover" ref={box} onKeyDown={onKeyDown}>
      <button type="button" ref={button} aria-expanded={isOpen} onClick={() => setOpen(!isOpen)}>{label}</button>
      {isOpen && <div class="panel" ref={panel}>{children(close)}</div>}
    </div>
  );
}
