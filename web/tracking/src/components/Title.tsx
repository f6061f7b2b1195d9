import type { ComponentChildren } from 'preact';
import { useEffect } from 'preact/hooks';

/** Breadcrumbs, then the page's title, which is also the window's. */
export function Title({ trail = [], title, children }: { trail?: [string, string][]; title: string; children?: ComponentChildren }) {
  useEffect(() => {
    document.title = title;
  }, [title]);
  return (
    <>
      {trail.length > 0 && (
        <nav aria-label="Where you are">
          <ol class="trail">{trail.map(([name, address]) => <li key={address}><a href={address}>{name}</a></li>)}</ol>
        </nav>
      )}
      <div class="title"><h1>{title}</h1>{children}</div>
    </>
  );
}
