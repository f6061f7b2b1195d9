import type { RefObject } from 'preact';
import { useEffect, useState } from 'preact/hooks';

interface Props {
  value: string;
  change: (text: string) => void;
  error: string | undefined;
  input: RefObject<HTMLInputElement>;
  label: string;
  placeholder: string;
}

/** Asks for runs or traces in MLflow's grammar, or by a part of their names. */
export function FilterBox({ value, change, error, input, label, placeholder }: Props) {
  const [text, setText] = useState(value);
  useEffect(() => setText(value), [value]);
  return (
    <form class="filter" role="search" onSubmit={event => { event.preventDefault(); change(text.trim()); }}>
      <input
        ref={input} type="search" aria-label={label} aria-invalid={error !== undefined} aria-describedby={error === undefined ? undefined : 'filter-error'}
        placeholder={placeholder} value={text} onInput={event => setText(event.currentTarget.value)} onChange={() => change(text.trim())}
        autocomplete="off" spellcheck={false}
      />
      {error !== undefined && <p id="filter-error" class="error" role="alert">{error}</p>}
    </form>
  );
}
