import type { ComponentChildren } from 'preact';
import { useState } from 'preact/hooks';
import { Breakable } from './Breakable.tsx';

/** More than this, and one may search among them. */
const many = 12;

interface Props {
  title: string;
  entries: readonly [key: string, value: ComponentChildren, text?: string][];
  /** What stands there when there are none. */
  none?: string;
}

/** Names and values, one to a line. */
export function KeyValues({ title, entries, none = 'None.' }: Props) {
  const [text, setText] = useState('');
  const wanted = text.trim().toLowerCase();
  const shown = wanted === '' ? entries
    : entries.filter(([key, value, written]) => `${key} ${written ?? (typeof value === 'string' ? value : '')}`.toLowerCase().includes(wanted));
  return (
    <section class="card values" aria-label={title}>
      <div class="card-head">
        <h2>{title}{entries.length > 0 && <span class="quiet"> {entries.length}</span>}</h2>
        {entries.length > many && (
          <input type="search" aria-label={`Search ${title.toLowerCase()}`} placeholder="Search" value={text} onInput={event => setText(event.currentTarget.value)} />
        )}
      </div>
      {entries.length === 0
        ? <p class="quiet">{none}</p>
        : (
          <div class="values-body" tabIndex={0} role="group" aria-label={`${title}, values`}>
            <table><tbody>{shown.map(([key, value]) => <tr key={key}><th scope="row"><Breakable text={key} /></th><td>{value === '' ? <span class="quiet">empty</span> : value}</td></tr>)}</tbody></table>
            {shown.length === 0 && <p class="quiet">None of them.</p>}
          </div>
        )}
    </section>
  );
}
