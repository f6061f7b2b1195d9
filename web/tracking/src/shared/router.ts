// The address is the state: #/path?key=value, readable and shareable. A view keeps its filter, sort order, axes … in the
// query through useUrlState, and Back undoes.

import { createContext } from 'preact';
import { useCallback, useContext, useEffect, useMemo, useState } from 'preact/hooks';

export interface Place {
  /** As in `/experiments/1`, parts still encoded. */
  path: string;
  query: ReadonlyMap<string, string>;
}

/** Changes of one key that follow each other this fast are one step of the history, as when a slider is dragged or a text typed. */
const oneStepMilliseconds = 1000;

export function parsePlace(hash: string): Place {
  const text = hash.replace(/^#/, '');
  const at = text.indexOf('?');
  const query = new Map<string, string>();
  for (const pair of at < 0 ? [] : text.slice(at + 1).split('&')) {
    const equals = pair.indexOf('=');
    if (equals > 0) query.set(decode(pair.slice(0, equals)), decode(pair.slice(equals + 1)));
  }
  const path = (at < 0 ? text : text.slice(0, at)) || '/';
  const compared = path === '/compare-runs' ? comparedRuns(query.get('runs') ?? '') : [];
  // MLflow's address of a trace among those of its experiment.
  const trace = /^\/experiments\/[^/]+\/traces$/.test(path) ? query.get('selectedEvaluationId') : undefined;
  if (trace) return { path: `/traces/${encodeURIComponent(trace)}`, query: new Map() };
  return compared.length > 0 ? { path: `/compare/${compared.map(encodeURIComponent).join(',')}`, query: new Map() } : { path, query };
}

/** The runs of MLflow's own address of a comparison, `#/compare-runs?runs=["…","…"]&experiments=["1"]`. */
function comparedRuns(json: string): string[] {
  try {
    const runs: unknown = JSON.parse(json);
    return Array.isArray(runs) ? runs.filter(run => typeof run === 'string') : [];
  } catch {
    return [];
  }
}

export function formatPlace({ path, query }: Place): string {
  const pairs = [...query].map(([key, value]) => `${encode(key)}=${encode(value)}`);
  return `#${path}${pairs.length > 0 ? `?${pairs.join('&')}` : ''}`;
}

/** As decodeURIComponent, but for an address that may have been cut off. */
export function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

// What may stand in a fragment as it is stays readable.
const encode = (text: string): string => encodeURIComponent(text).replace(/%(2C|3A|2F|40|3D|24|3B|3F)/g, decodeURIComponent);

const listeners = new Set<() => void>();
const tell = (): void => listeners.forEach(listener => listener());
let lastKey = '';
let lastTime = 0;

const here = (): Place => parsePlace(location.hash);

/** The address of a path with a query, for a link. */
export const href = (path: string, query: Record<string, string> = {}): string => formatPlace({ path, query: new Map(Object.entries(query)) });

/** Goes to a path. */
export function go(path: string, query: Record<string, string> = {}): void {
  history.pushState(null, '', href(path, query));
  lastKey = '';
  tell();
}

function setQuery(key: string, value: string | null): void {
  const { path, query } = here();
  const next = new Map(query);
  if (value === null) next.delete(key);
  else next.set(key, value);
  const hash = formatPlace({ path, query: next });
  if (hash === formatPlace({ path, query })) return;
  const now = performance.now();
  if (lastKey === key && now - lastTime < oneStepMilliseconds) history.replaceState(null, '', hash);
  else history.pushState(null, '', hash);
  [lastKey, lastTime] = [key, now];
  tell();
}

export const PlaceContext = createContext<Place>({ path: '/', query: new Map() });

/** Follows the address; for the shell, which hands it on by PlaceContext. */
export function usePlace(): Place {
  const [place, setPlace] = useState(here);
  useEffect(() => {
    const follow = (): void => setPlace(here());
    listeners.add(follow);
    addEventListener('popstate', follow);
    addEventListener('hashchange', follow);
    return () => {
      listeners.delete(follow);
      removeEventListener('popstate', follow);
      removeEventListener('hashchange', follow);
    };
  }, []);
  return place;
}

export type UrlValue = string | number | boolean | string[];
type Widen<T> = T extends string ? string : T extends number ? number : T extends boolean ? boolean : string[];

const escapeItem = (item: string): string => item.replace(/[%,]/g, encodeURIComponent);

function toText(value: UrlValue): string {
  if (Array.isArray(value)) return value.map(escapeItem).join(',');
  if (typeof value === 'boolean') return value ? '1' : '0';
  return String(value);
}

function fromText<T extends UrlValue>(text: string, like: T): T {
  if (Array.isArray(like)) return (text === '' ? [] : text.split(',').map(decode)) as T;
  if (typeof like === 'boolean') return (text === '1') as T;
  if (typeof like === 'number') return (text !== '' && Number.isFinite(Number(text)) ? Number(text) : like) as T;
  return text as T;
}

/**
 * Like useState, kept in the address under `key`. The default is not written there.
 * The default's type says how the value is written: a text, a number, a flag (1 or 0), or a list (a,b,c).
 */
export function useUrlState<T extends UrlValue>(key: string, standard: T): [Widen<T>, (next: Widen<T>) => void] {
  const text = useContext(PlaceContext).query.get(key);
  const standardText = toText(standard);
  // By their texts, so that a list is the same object as long as it says the same.
  const value = useMemo(() => (text === undefined ? standard : fromText(text, standard)), [text, standardText]);
  const set = useCallback((next: Widen<T>) => {
    const nextText = toText(next as UrlValue);
    setQuery(key, nextText === standardText ? null : nextText);
  }, [key, standardText]);
  return [value as unknown as Widen<T>, set];
}

/** As useUrlState, for one of a few texts; anything else in the address is as if nothing stood there. */
export function useUrlChoice<T extends string>(key: string, standard: T, choices: readonly T[]): [T, (next: T) => void] {
  const [text, set] = useUrlState<string>(key, standard);
  return [choices.find(choice => choice === text) ?? standard, set];
}
