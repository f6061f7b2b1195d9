// Small helpers: elements without HTML strings (so no value is ever read as markup), and how values are written.

export function h(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name.startsWith('on')) element.addEventListener(name.slice(2), value);
    else if (typeof value === 'boolean') element[name] = value;
    else if (value != null) element.setAttribute(name, value);
  }
  element.append(...children.flat(Infinity).filter(child => child != null && child !== false));
  return element;
}

export function s(tag, attributes = {}, ...children) {
  const element = document.createElementNS('http://www.w3.org/2000/svg', tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  element.append(...children);
  return element;
}

export const card = (title, ...children) => h('section', { class: 'card' }, title && h('h2', {}, title), ...children);

export const scroll = table => h('div', { class: 'scroll' }, table);

const shares = /accuracy|precision|recall|_f1$|^auc$|_gap$/;

export const isShare = key => shares.test(key);

export function number(key, value) {
  if (value == null) return '–';
  if (!Number.isFinite(value) || Math.abs(value) > 1e300) return Number.isNaN(value) ? 'NaN' : value > 0 ? '∞' : '−∞';
  if (isShare(key)) return (100 * value).toFixed(1) + ' %';
  if (Number.isInteger(value)) return String(value);
  return Math.abs(value) >= 0.001 && Math.abs(value) < 10000 ? String(Number(value.toPrecision(4))) : value.toExponential(2).replace(/\.?0+e/, 'e');
}

// A run of a study is made when the study is planned and waits for its turn: what it logged of its training is its time.
export function duration(run) {
  const seconds = run.metrics?.training_seconds ?? Math.max(0, ((run.end || Date.now()) - run.start) / 1000);
  if (seconds < 60) return `${Math.round(seconds)} s`;
  if (seconds < 3600) return `${Math.floor(seconds / 60)} min ${Math.round(seconds % 60)} s`;
  return `${Math.floor(seconds / 3600)} h ${Math.round(seconds % 3600 / 60)} min`;
}

export const date = milliseconds => new Date(milliseconds).toLocaleString(undefined, { dateStyle: 'medium', timeStyle: 'short' });

export function size(bytes) {
  if (bytes < 1000) return `${bytes} B`;
  return bytes < 1e6 ? `${(bytes / 1e3).toFixed(1)} kB` : `${(bytes / 1e6).toFixed(1)} MB`;
}

export const statusPill = run => h('span', { class: `pill ${run.status}` }, run.status.toLowerCase());

export const aliasPills = badges => (badges || []).map(badge =>
  h('span', { class: 'pill alias', title: `${badge.model} version ${badge.version}` }, '★', h('span', {}, ` ${badge.alias}`)));

/** The names whose values are not the same everywhere; a missing value is a value too. */
export function differing(maps) {
  const names = [...new Set(maps.flatMap(map => Object.keys(map)))].sort();
  return names.filter(name => new Set(maps.map(map => map[name])).size > 1);
}

/** "optimizer.weightDecay" → "weightDecay" and "optimizer.name" → "optimizer", as long as no other name becomes the same. */
export function shortNames(names) {
  const last = name => name.replace(/\.name$/, '').split(/[./]/).at(-1);
  return name => names.filter(other => last(other) === last(name)).length > 1 ? name : last(name);
}
