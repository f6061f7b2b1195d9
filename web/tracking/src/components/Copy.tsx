import { useEffect, useState } from 'preact/hooks';

const saidMilliseconds = 1500;

/** Copies a text. */
export function Copy({ text, what }: { text: string; what: string }) {
  const [said, setSaid] = useState('');
  useEffect(() => {
    if (said === '') return;
    const timer = setTimeout(() => setSaid(''), saidMilliseconds);
    return () => clearTimeout(timer);
  }, [said]);
  const copy = (): void => {
    // The clipboard is there on loopback and under https only.
    if (!navigator.clipboard) setSaid('not allowed here');
    else navigator.clipboard.writeText(text).then(() => setSaid('copied'), () => setSaid('not allowed here'));
  };
  return (
    <button type="button" class="bare copy" aria-label={`Copy ${what}`} title={`Copy ${what}`} onClick={copy}>
      <span aria-live="polite">{said || 'copy'}</span>
    </button>
  );
}
