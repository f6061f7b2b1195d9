import * as api from './api.js';
import { card, date, h, scroll } from './dom.js';

export const load = () => api.experiments();

export function show(experiments) {
  const rows = experiments.map(experiment => h('tr', {},
    h('td', { class: 'name' }, h('a', { href: `#/experiments/${experiment.experiment_id}` }, experiment.name)),
    h('td', { class: 'quiet' }, date(experiment.creation_time))));
  return {
    title: 'Experiments',
    trail: [],
    content: [
      h('h1', {}, 'Experiments'),
      card(null, scroll(h('table', {},
        h('thead', {}, h('tr', {}, h('th', {}, 'Name'), h('th', {}, 'Created'))), h('tbody', {}, rows)))),
    ],
  };
}
