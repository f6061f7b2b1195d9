import * as api from './api.js';
import { colour, lineChart } from './charts.js';
import { aliasPills, card, differing, duration, h, number, scroll } from './dom.js';
import { pictureGrid } from './run.js';

const results = [
  'best_val_accuracy', 'val_accuracy_ci_low', 'val_accuracy_ci_high', 'best_epoch', 'macro_precision', 'macro_recall', 'macro_f1', 'auc', 'ece', 'generalization_gap',
  'train_accuracy', 'val_accuracy', 'train_loss', 'val_loss',
];
const lowIsGood = /loss|^ece$|_gap$/;
const plain = /_ci_|^best_epoch$|^train_/; // no winner is marked here

export async function load(list) {
  const ids = [...new Set(list.split(','))].filter(Boolean);
  const [runs, badges, accuracy, loss, files] = await Promise.all([
    Promise.all(ids.map(api.run)), api.champions(), api.curves(ids, 'val_accuracy'), api.curves(ids, 'val_loss'),
    Promise.all(ids.map(id => api.artifacts(id).catch(() => []))),
  ]);
  const experiment = await api.experiment(runs[0].experiment);
  return { runs, badges, accuracy, loss, experiment, matrices: files.map(list => list.find(file => /confusion_matrix\.(svg|png)$/.test(file.path))?.path) };
}

export function show({ runs, badges, accuracy, loss, experiment, matrices }) {
  const lines = curves => runs.map((run, i) => ({ name: run.name, colour: colour(i), points: curves.get(run.id) }));
  const head = h('tr', {}, h('th', {}), runs.map((run, i) => h('th', {}, key(i), h('a', { href: `#/runs/${run.id}` }, run.name), aliasPills(badges.get(run.id)))));
  const metrics = results.filter(name => runs.some(run => run.metrics[name] != null));
  const names = [...new Set(runs.flatMap(run => Object.keys(run.params)))].sort();
  const differ = new Set(differing(runs.map(run => run.params)));
  const parameters = [...names.filter(name => differ.has(name)), ...names.filter(name => !differ.has(name))];
  const pictures = runs.map((run, i) => [run.id, matrices[i], run.name]).filter(picture => picture[1]);
  return {
    title: `Compare ${runs.length} runs`,
    trail: [['Experiments', '#/'], [experiment.name, `#/experiments/${experiment.experiment_id}`]],
    live: runs.some(run => run.status === 'RUNNING'),
    content: [
      h('h1', {}, `Compare ${runs.length} runs`),
      h('div', { class: 'grid' },
        card('Validation accuracy by epoch', lineChart('accuracy', lines(accuracy))),
        card('Validation loss by epoch', lineChart('loss', lines(loss)))),
      card('Results', scroll(h('table', { class: 'wide' }, h('thead', {}, head), h('tbody', {},
        metrics.map(name => metricRow(name, runs)), h('tr', {}, h('td', { class: 'quiet' }, 'time'), runs.map(run => h('td', {}, duration(run)))))))),
      parameters.length > 0 && card('Parameters: the differing ones first', scroll(h('table', { class: 'wide' }, h('thead', {}, head.cloneNode(true)), h('tbody', {},
        parameters.map(name => h('tr', { class: differ.has(name) ? 'differs' : '' },
          h('td', { class: 'quiet' }, name), runs.map(run => h('td', { class: 'value' }, run.params[name] ?? '–')))))))),
      pictures.length > 0 && card('Confusion matrices', pictureGrid(pictures)),
    ],
  };
}

function key(index) {
  const dot = h('span', { class: 'key' });
  dot.style.background = colour(index);
  return dot;
}

function metricRow(name, runs) {
  const values = runs.map(run => run.metrics[name]).filter(Number.isFinite);
  const best = plain.test(name) || values.length < 2 ? undefined : lowIsGood.test(name) ? Math.min(...values) : Math.max(...values);
  return h('tr', {}, h('td', { class: 'quiet' }, name),
    runs.map(run => h('td', { class: run.metrics[name] === best && best != null ? 'best' : '' }, number(name, run.metrics[name]))));
}
