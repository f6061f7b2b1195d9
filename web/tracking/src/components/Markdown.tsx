import DOMPurify from 'dompurify';
import { marked } from 'marked';
import { useMemo } from 'preact/hooks';

/** Text in Markdown. What it holds of HTML is cleaned: no scripts, no styles, nothing from elsewhere. */
export function Markdown({ text }: { text: string }) {
  const html = useMemo(() => toHtml(text), [text]);
  return <div class="markdown" dangerouslySetInnerHTML={{ __html: html }} />;
}

function toHtml(text: string): string {
  const fragment = DOMPurify.sanitize(marked.parse(text, { async: false, gfm: true }), {
    RETURN_DOM_FRAGMENT: true,
    USE_PROFILES: { html: true },
    FORBID_TAGS: ['style', 'form', 'button', 'select', 'textarea', 'audio', 'video', 'source', 'picture'],
    FORBID_ATTR: ['style', 'srcset', 'id', 'class', 'name'],
  });
  for (const link of fragment.querySelectorAll('a')) {
    if (link.getAttribute('href')?.startsWith('#')) continue; // within this page
    link.target = '_blank';
    link.rel = 'noopener noreferrer';
  }
  for (const image of fragment.querySelectorAll('img')) {
    // The policy of the page would not load it; its description stays.
    if (new URL(image.getAttribute('src') ?? '', location.href).origin !== location.origin) image.replaceWith(image.alt);
  }
  const box = document.createElement('div');
  box.append(fragment);
  return box.innerHTML;
}
