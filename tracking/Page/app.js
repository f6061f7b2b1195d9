// The page's addresses are #/, #/experiments/ID, #/runs/ID and #/compare/ID,ID,…; each is drawn again when its data has changed.

import * as compare from './compare.js';
import { h } from './dom.js';
import * as experiment from './experiment.js';
import * as experiments from './experiments.js';
import * as run from './run.js';

const refreshMilliseconds = 3000;
const routes = [[/^#\/experiments\/([^/]+)$/, experiment], [/^#\/runs\/([^/]+)$/, run], [/^#\/compare\/(.+)$/, compare], [/^(?:#\/?)?$/, experiments]];
const main = document.getElementById('main');
const trail = document.getElementById('trail');
const state = document.getElementById('state');

let shown = { hash: null, data: null, live: false };
let timer;

function match() {
  for (const [pattern, view] of routes) {
    const found = pattern.exec(location.hash);
    if (found) return { view, argument: found[1] && decodeURIComponent(found[1]) };
  }
  return null;
}

async function refresh() {
  clearTimeout(timer);
  const hash = location.hash;
  const route = match();
  if (!route) return fail('There is no such page.', true);
  const began = performance.now();
  try {
    const data = await route.view.load(route.argument);
    if (hash !== location.hash) return; // somebody went on meanwhile
    const text = JSON.stringify(data, (_, value) => value instanceof Map ? [...value] : value);
    const live = hash !== shown.hash || text !== shown.data ? draw(route, data) : shown.live;
    shown = { hash, data: text, live };
    state.className = live ? 'live' : '';
    state.textContent = live ? 'running' : '';
  } catch (error) {
    if (hash === location.hash) fail(error.message, hash !== shown.hash);
  }
  timer = setTimeout(() => document.hidden ? document.addEventListener('visibilitychange', refresh, { once: true }) : refresh(),
    Math.max(refreshMilliseconds, 10 * (performance.now() - began))); // much data is not asked for without pause
}

function draw(route, data) {
  const page = route.view.show(data, route.argument, refresh);
  const { id: focused, value: typed } = document.activeElement ?? {};
  const scrolled = [...main.querySelectorAll('.scroll')].map(box => box.scrollLeft);
  document.title = page.title;
  trail.replaceChildren(...page.trail.flatMap(([name, address]) => [h('a', { href: address }, name), h('span', {}, '›')]), page.title);
  main.replaceChildren(...page.content.filter(Boolean));
  main.querySelectorAll('.scroll').forEach((box, i) => { box.scrollLeft = location.hash === shown.hash ? scrolled[i] ?? 0 : 0; });
  const again = focused && document.getElementById(focused);
  if (again) {
    again.focus();
    if (typed != null && location.hash === shown.hash) again.value = typed;
  }
  if (location.hash !== shown.hash) scrollTo(0, 0);
  return page.live;
}

function fail(message, replace) {
  state.className = 'lost';
  state.textContent = replace ? '' : `not up to date: ${message}`;
  if (!replace) return;
  trail.replaceChildren(h('a', { href: '#/' }, 'Experiments'));
  main.replaceChildren(h('h1', {}, 'Not found'), h('p', { class: 'error' }, message));
}

addEventListener('hashchange', refresh);
refresh();
