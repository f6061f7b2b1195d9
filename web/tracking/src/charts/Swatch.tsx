import { seriesToken } from '../shared/theme.ts';
import type { Style } from './colours.ts';

/** The line by which a curve is found in a legend. */
export function Swatch({ style, faint = false }: { style: Style; faint?: boolean }) {
  return (
    <svg class="swatch" width="22" height="10" viewBox="0 0 22 10" aria-hidden="true">
      <line x1="0" x2="22" y1="5" y2="5" stroke-width="2.5" stroke-dasharray={style.dash.join(' ') || undefined}
        style={{ stroke: `var(${seriesToken(style.colour)})`, opacity: faint ? 0.3 : 1 }} />
    </svg>
  );
}
