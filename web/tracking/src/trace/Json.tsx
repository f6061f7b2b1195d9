import { useMemo, useState } from 'preact/hooks';
import { Copy } from '../components/Copy.tsx';
import { formatBytes, visible } from '../shared/format.ts';

/** More characters than this are shown when somebody asks for them. */
const mostAtFirst = 20_000;

/** A text as it is, all else as indented JSON. */
export const written = (value: unknown): string => (typeof value === 'string' ? value : JSON.stringify(value, null, 2) ?? '');

/** A text that holds JSON, indented; any other as it is. */
export function indented(text: string): string {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? JSON.stringify(value, null, 2) : text;
  } catch {
    return text; // such as a preview that was cut
  }
}

/** A value under its name, to be read and copied. */
export function Json({ name, value }: { name: string; value: unknown }) {
  const [isWhole, setWhole] = useState(false);
  const text = useMemo(() => written(value), [value]);
  const isCut = !isWhole && text.length > mostAtFirst;
  return (
    <section class="json" aria-label={name}>
      <div class="card-head"><h3>{name}</h3><Copy text={text} what={name.toLowerCase()} /></div>
      <pre tabIndex={0} role="group" aria-label={`${name}, text`}>{visible(isCut ? text.slice(0, mostAtFirst) : text)}{isCut && '…'}</pre>
      {isCut && <button type="button" onClick={() => setWhole(true)}>Show all {formatBytes(text.length)}</button>}
    </section>
  );
}
