/** A parameter (or tag) over several runs: numbers where all its values are numbers, categories otherwise. NaN and null: not given. */
export type Column =
  | { readonly key: string; readonly kind: 'number'; readonly values: readonly number[] }
  | { readonly key: string; readonly kind: 'category'; readonly values: readonly (string | null)[]; readonly categories: readonly string[] };

/** What values a run has under names: its parameters, or its tags. */
export type Named = Readonly<Record<string, string>>;

const numeric = /^\s*[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?\s*$/i;

/** The number that a parameter's text stands for; NaN where it is none. */
export const numberOf = (text: string | undefined): number => (text !== undefined && numeric.test(text) ? Number(text) : NaN);

export function column(key: string, runs: readonly Named[]): Column {
  const texts = runs.map(run => run[key]);
  const given = texts.filter(text => text !== undefined);
  if (given.length > 0 && given.every(text => numeric.test(text))) return { key, kind: 'number', values: texts.map(numberOf) };
  const values = texts.map(text => text ?? null);
  return { key, kind: 'category', values, categories: [...new Set(given)].sort(naturally) };
}

/** Names in which the runs differ, sorted. 0.1 and 0.10 are the same number; a value that only some runs have makes a difference. */
export function differing(runs: readonly Named[]): string[] {
  const said = (text: string | undefined) => (text === undefined ? '' : Number.isNaN(numberOf(text)) ? `"${text}` : String(numberOf(text)));
  return names(runs).filter(name => runs.some(run => said(run[name]) !== said(runs[0]![name])));
}

/** All names that any run has, sorted. */
export const names = (runs: readonly Named[]): string[] => [...new Set(runs.flatMap(run => Object.keys(run)))].sort(naturally);

const collator = new Intl.Collator('en', { numeric: true });

/** The order in which people count: layer2 before layer10. */
export const naturally = (a: string, b: string): number => collator.compare(a, b);
