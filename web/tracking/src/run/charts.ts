// Which metrics share a chart.

export interface Chart {
  title: string;
  lines: { key: string; label: string }[];
}

const parts: [RegExp, string][] = [
  [/^(train|training)[_/.]/, 'training'], [/^(val|valid|validation|eval)[_/.]/, 'validation'], [/^test[_/.]/, 'test'],
];

/** Metrics that differ in their prefix only, such as `train_loss` and `val_loss`, share one; the shared ones come first. */
export function chartsOf(keys: readonly string[]): Chart[] {
  const charts = new Map<string, Chart>();
  for (const key of [...keys].sort()) {
    const part = parts.find(([prefix]) => prefix.test(key));
    const title = part ? key.replace(part[0], '') : key;
    const chart = charts.get(title) ?? { title, lines: [] };
    chart.lines.push({ key, label: part ? part[1] : key });
    charts.set(title, chart);
  }
  return [...charts.values()].map(chart => (chart.lines.length === 1 ? { title: chart.lines[0]!.key, lines: chart.lines } : chart))
    .sort((a, b) => b.lines.length - a.lines.length || a.title.localeCompare(b.title));
}
