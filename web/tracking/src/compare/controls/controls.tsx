import type { ComponentChildren } from 'preact';
import { useEffect, useId, useRef } from 'preact/hooks';
import { type FieldGroup, type FieldId, fieldLabel } from '../fields/fields.ts';

// Native inputs, each with its label.

interface Labelled<T> {
  readonly label: string;
  readonly value: T;
  readonly onChange: (value: T) => void;
}

/** One of a few choices. */
export function Choice<T extends string>({ label, value, choices, onChange }: Labelled<T> & { readonly choices: Readonly<Record<T, string>> }) {
  return (
    <label class="control">
      <span>{label}</span>
      <select value={value} onChange={event => onChange(event.currentTarget.value as T)}>
        {Object.entries<string>(choices).map(([key, name]) => <option key={key} value={key}>{name}</option>)}
      </select>
    </label>
  );
}

export function Toggle({ label, value, onChange }: Labelled<boolean>) {
  return (
    <label class="control toggle">
      <input type="checkbox" checked={value} onChange={event => onChange(event.currentTarget.checked)} /> <span>{label}</span>
    </label>
  );
}

export function Slider({ label, value, most, step, onChange }: Labelled<number> & { readonly most: number; readonly step: number }) {
  const id = useId();
  return (
    <div class="control">
      <label for={id}>{label}</label>
      <input id={id} type="range" min="0" max={most} step={step} value={value} onInput={event => onChange(Number(event.currentTarget.value))} />
      <output for={id}>{value.toFixed(2)}</output>
    </div>
  );
}

/** A number that may be missing; it is taken once the field is left. */
export function Bound({ label, value, hint, onChange }: { label: string; value: number | null; hint: string; onChange: (value: number | null) => void }) {
  return (
    <input type="number" step="any" class="bound" aria-label={label} placeholder={hint} value={value ?? ''}
      onChange={event => onChange(event.currentTarget.value === '' ? null : event.currentTarget.valueAsNumber)} />
  );
}

/** A parameter, a metric, a tag … */
export function FieldChoice(props: Labelled<FieldId> & { readonly groups: readonly FieldGroup[]; readonly none?: string | undefined }) {
  const { label, value, groups, none, onChange } = props;
  return (
    <label class="control">
      <span>{label}</span>
      <select value={value} onChange={event => onChange(event.currentTarget.value)}>
        {none !== undefined && <option value="">{none}</option>}
        {groups.map(group => (
          <optgroup key={group.label} label={group.label}>
            {group.ids.map(id => <option key={id} value={id}>{fieldLabel(id)}</option>)}
          </optgroup>
        ))}
      </select>
    </label>
  );
}

interface ManyProps {
  readonly label: string;
  readonly value: readonly string[];
  readonly groups: readonly FieldGroup[];
  readonly nameOf?: (id: string) => string;
  readonly onChange: (value: string[]) => void;
  readonly children?: ComponentChildren;
}

/** Several out of a long list, which opens below its button. */
export function Many({ label, value, groups, nameOf = fieldLabel, onChange, children }: ManyProps) {
  const toggle = (id: string): void => onChange(value.includes(id) ? value.filter(other => other !== id) : [...value, id]);
  const details = useRef<HTMLDetailsElement>(null);
  useEffect(() => {
    const outside = (event: PointerEvent): void => {
      if (details.current && !details.current.contains(event.target as Node)) details.current.open = false;
    };
    document.addEventListener('pointerdown', outside);
    return () => document.removeEventListener('pointerdown', outside);
  }, []);
  const close = (event: KeyboardEvent & { currentTarget: HTMLDetailsElement }): void => {
    if (event.key !== 'Escape') return;
    event.currentTarget.open = false;
    event.currentTarget.querySelector('summary')!.focus();
  };
  return (
    <details class="many" ref={details} onKeyDown={close}>
      <summary class="button">{label} <span class="quiet">{value.length}</span></summary>
      <div class="many-list">
        {children}
        {groups.map(group => (
          <fieldset key={group.label}>
            <legend>{group.label}</legend>
            {group.ids.map(id => (
              <label key={id} class="toggle"><input type="checkbox" checked={value.includes(id)} onChange={() => toggle(id)} /> <span>{nameOf(id)}</span></label>
            ))}
          </fieldset>
        ))}
      </div>
    </details>
  );
}
