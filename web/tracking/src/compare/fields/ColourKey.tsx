import { seriesToken, seriesCount } from '../../shared/theme.ts';
import type { Column } from './columns.ts';
import { type FieldId, fieldLabel } from './fields.ts';
import { placed } from './placed.ts';
import { extent } from '../../charts/scales.ts';

const mostCategories = 20;

/** What the colours of a picture mean. */
export function ColourKey({ id, column }: { id: FieldId; column: Column }) {
  if (column.kind === 'category') {
    return (
      <div class="colour-key">
        <span class="quiet">{fieldLabel(id)}:</span>
        {column.categories.slice(0, mostCategories).map((category, i) =>
          <span key={category} class="key-item"><span class="dot" style={{ background: `var(${seriesToken(i % seriesCount)})` }} /> {category}</span>)}
        {column.categories.length > mostCategories && <span class="quiet">and {column.categories.length - mostCategories} more</span>}
      </div>
    );
  }
  const ends = extent(column.values);
  if (!ends) return null;
  const write = placed(id, { ...column, values: ends }, [0, 1], false, 2).write;
  return <div class="colour-key"><span class="quiet">{fieldLabel(id)}:</span> {write(0)} <span class="gradient" aria-hidden="true" /> {write(1)}</div>;
}
