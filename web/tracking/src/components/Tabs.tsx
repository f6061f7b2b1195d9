import { useRef } from 'preact/hooks';

/** Tabs as WAI-ARIA wants them: one stop for the Tab key, arrows between them. */
export function Tabs<T extends string>({ label, tabs, chosen, choose }: { label: string; tabs: readonly [T, string][]; chosen: T; choose: (tab: T) => void }) {
  const list = useRef<HTMLDivElement>(null);
  const onKeyDown = (event: KeyboardEvent): void => {
    const step = event.key === 'ArrowRight' ? 1 : event.key === 'ArrowLeft' ? -1 : 0;
    if (step === 0) return;
    event.preventDefault();
    const next = (tabs.findIndex(([tab]) => tab === chosen) + step + tabs.length) % tabs.length;
    choose(tabs[next]![0]);
    (list.current?.children[next] as HTMLElement | undefined)?.focus();
  };
  return (
    <div class="tabs" role="tablist" aria-label={label} ref={list} onKeyDown={onKeyDown}>
      {tabs.map(([tab, name]) => (
        <button
          key={tab} type="button" role="tab" id={`tab-${tab}`} aria-selected={tab === chosen} aria-controls={tab === chosen ? `panel-${tab}` : undefined} tabIndex={tab === chosen ? 0 : -1}
          onClick={() => choose(tab)}
        >
          {name}
        </button>
      ))}
    </div>
  );
}
