import * as api from './api.js';
import { sparkline } from './charts.js';
import { aliasPills, card, date, differing, duration, h, number, scroll, shortNames, statusPill } from './dom.js';

const mostParameters = 8;
const picked = new Set();
const filters = new Map();

export async function load(id) {
  const [experiment, badges] = await Promise.all([api.experiment(id), api.champions()]);
  let [runs, problem] = [[], null];
  try {
    runs = await api.runs(id, filters.get(id));
  } catch (error) {
    problem = error.message; // a filter that cannot be understood
  }
  const recent = runs.slice(0, 300).map(run => run.id);
  return { experiment, runs, problem, badges, curves: await api.curves(recent, 'val_accuracy') };
}

export function show(data, id, refresh) {
  const { experiment, runs, problem } = data;
  const compare = h('button', { class: 'main', onclick: () => { location.hash = `#/compare/${[...picked].join(',')}`; } });
  const tell = () => {
    compare.disabled = picked.size < 2;
    compare.textContent = picked.size < 2 ? 'Compare: tick two runs' : `Compare ${picked.size} runs`;
  };
  for (const gone of [...picked].filter(other => !runs.some(run => run.id === other))) picked.delete(gone);
  tell();
  const filter = h('input', {
    type: 'search', id: 'filter', value: filters.get(id) || '', 'aria-label': 'Filter',
    placeholder: "Filter: metrics.best_val_accuracy > 0.8 and params.optimizer = 'Adam'",
    onchange: event => { filters.set(id, event.target.value.trim()); refresh(); },
  });
  return {
    title: experiment.name,
    trail: [['Experiments', '#/']],
    live: runs.some(run => run.status === 'RUNNING'),
    content: [
      h('h1', {}, experiment.name),
      h('div', { class: 'tools' }, filter, compare),
      problem ? h('p', { class: 'error' }, problem)
        : runs.length === 0 ? h('p', { class: 'quiet' }, filters.get(id) ? 'No run matches.' : 'No runs yet. They appear here as soon as one starts.')
          : card(null, scroll(runTable(data, tell))),
    ],
  };
}

/** Runs in their groups, the newest retrain first; within one, the best first. */
export function runTable({ runs, badges, curves }, tell) {
  const ids = new Set(runs.map(run => run.id));
  const children = Map.groupBy(runs.filter(run => ids.has(run.parent)), run => run.parent);
  const leaves = runs.filter(run => !children.has(run.id));
  const names = differing(leaves.map(run => run.params)).filter(name => name !== 'name').slice(0, mostParameters); // the run has its name
  const short = shortNames(names);
  const best = Math.max(...leaves.map(run => score(run) ?? -Infinity));
  const row = (run, kind) => runRow(run, { kind, names, best, badges, curves, tell });
  const body = runs.filter(run => !ids.has(run.parent)).flatMap(run => !children.has(run.id)
    ? [row(run, '')]
    : [groupRow(run, children.get(run.id), badges, names.length), ...children.get(run.id).toSorted(byScore).map(child => row(child, 'child'))]);
  return h('table', {},
    h('thead', {}, h('tr', {},
      h('th', { class: 'pick' }), h('th', {}, 'Run'), h('th', { class: 'number', title: 'Best validation accuracy' }, 'Best val.'), h('th', {}, 'Status'),
      h('th', {}, 'Curve'), h('th', { class: 'number' }, 'Epoch'), h('th', { class: 'number' }, 'Macro F1'), h('th', { class: 'number' }, 'Time'),
      names.map(name => h('th', { title: name }, short(name))))),
    h('tbody', {}, body));
}

export const score = run => run.metrics.best_val_accuracy ?? run.metrics.val_accuracy;

const byScore = (a, b) => (score(b) ?? -1) - (score(a) ?? -1);

function groupRow(run, children, badges, parameters) {
  const all = children.map(child => child.id).join(',');
  return h('tr', { class: 'group' },
    h('td', { class: 'pick' }),
    h('td', { class: 'name' }, h('a', { href: `#/runs/${run.id}` }, run.name), aliasPills(badges.get(run.id))),
    h('td', {}),
    h('td', {}, statusPill(run)),
    h('td', { colspan: 3 }, h('a', { href: `#/compare/${all}` }, `compare its ${children.length} runs`)),
    h('td', { class: 'number' }, duration(run)),
    h('td', { class: 'quiet', colspan: Math.max(1, parameters) }, date(run.start)));
}

function runRow(run, { kind, names, best, badges, curves, tell }) {
  const value = score(run);
  const tick = event => {
    if (event.target.checked) picked.add(run.id);
    else picked.delete(run.id);
    tell();
  };
  return h('tr', { class: kind },
    h('td', { class: 'pick' }, tell && h('input', { type: 'checkbox', checked: picked.has(run.id), 'aria-label': `Compare ${run.name}`, onchange: tick })),
    h('td', { class: 'name', title: run.name }, h('a', { href: `#/runs/${run.id}` }, run.name), aliasPills(badges.get(run.id))),
    h('td', { class: value != null && value === best ? 'number best' : 'number' }, number('accuracy', value)),
    h('td', {}, statusPill(run)),
    h('td', {}, sparkline(curves.get(run.id))),
    h('td', { class: 'number' }, run.epoch ?? '–'),
    h('td', { class: 'number' }, number('macro_f1', run.metrics.macro_f1)),
    h('td', { class: 'number', title: date(run.start) }, duration(run)),
    names.map(name => h('td', { class: 'parameter', title: run.params[name] ?? '' }, run.params[name] ?? '–')));
}
