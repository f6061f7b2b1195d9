import * as api from './api.js';
import { colour, lineChart } from './charts.js';
import { aliasPills, card, date, duration, h, number, scroll, size, statusPill } from './dom.js';
import { runTable } from './experiment.js';

const curveNames = ['train_accuracy', 'val_accuracy', 'train_loss', 'val_loss', 'learning_rate'];
const pictures = /\.(svg|png|jpe?g|webp|gif)$/i;

export async function load(id) {
  const run = await api.run(id);
  const [experiment, files, badges, children, parent, ...histories] = await Promise.all([
    api.experiment(run.experiment), api.artifacts(id).catch(error => ({ problem: error.message })), api.champions(),
    api.runs(run.experiment, `tags.\`mlflow.parentRunId\` = '${id}'`), run.parent ? api.run(run.parent).catch(() => null) : null,
    ...curveNames.map(name => api.curves([id], name)),
  ]);
  const histories_ = Object.fromEntries(curveNames.map((name, i) => [name, histories[i].get(id)]));
  return { run, experiment, files, badges, children, parent, histories: histories_, curves: await api.curves(children.map(child => child.id), 'val_accuracy') };
}

export function show({ run, experiment, files, badges, children, parent, histories, curves }) {
  const parameters = Object.entries(run.params).sort();
  const isOwn = ([key]) => !key.startsWith('mlflow.');
  const tags = Object.entries(run.tags).sort();
  return {
    title: run.name,
    trail: [['Experiments', '#/'], [experiment.name, `#/experiments/${run.experiment}`], ...(parent ? [[parent.name, `#/runs/${parent.id}`]] : [])],
    live: run.status === 'RUNNING',
    content: [
      h('h1', {}, run.name, ' ', statusPill(run), aliasPills(badges.get(run.id))),
      h('p', { class: 'quiet' }, `Started ${date(run.start)}, ${run.end ? 'took' : 'running for'} ${duration(run)}`),
      facts(run),
      children.length > 0 ? childrenCard(children, badges, curves) : charts(histories),
      h('div', { class: 'grid' },
        parameters.length > 0 && card('Parameters', pairs(parameters)),
        Object.keys(run.metrics).length > 0 && card('Metrics', pairs(Object.entries(run.metrics).sort().map(([key, value]) => [key, number(key, value)]))),
        card('Tags', pairs(tags.filter(isOwn)),
          h('details', {}, h('summary', {}, 'MLflow\'s own'), pairs([['run id', run.id], ...tags.filter(tag => !isOwn(tag))])))),
      artifacts(run, files),
    ],
  };
}

function facts(run) {
  const { metrics } = run;
  const interval = metrics.val_accuracy_ci_low == null ? null
    : `${number('accuracy', metrics.val_accuracy_ci_low).replace(' %', '')}–${number('accuracy', metrics.val_accuracy_ci_high)}`;
  const gap = metrics.generalization_gap ?? metrics.train_accuracy - metrics.val_accuracy;
  const fact = (label, value, note) => value != null && h('div', {}, h('span', { class: 'quiet' }, label), h('strong', {}, value), note && h('small', {}, ' ' + note));
  const of = key => metrics[key] == null ? null : number(key, metrics[key]);
  return Object.keys(metrics).length > 0 && h('div', { class: 'facts' },
    fact('Best val. accuracy', of('best_val_accuracy') ?? of('val_accuracy')),
    fact('95 % interval', interval),
    fact('Best epoch', of('best_epoch'), run.epoch && `of ${run.epoch}`),
    fact('Gap train – val.', Number.isNaN(gap) ? null : `${(100 * gap).toFixed(1)} pts`),
    fact('Macro F1', of('macro_f1')), fact('AUC', of('auc')), fact('Calibration error', of('ece')));
}

function charts(histories) {
  const line = (key, name, index, dashed) => ({ name, colour: colour(index), dashed, points: histories[key] });
  return h('div', { class: 'grid' },
    card('Accuracy by epoch', lineChart('accuracy', [line('val_accuracy', 'validation', 0), line('train_accuracy', 'training', 1, true)])),
    card('Loss by epoch', lineChart('loss', [line('val_loss', 'validation', 0), line('train_loss', 'training', 1, true)])),
    histories.learning_rate.length > 1 && card('Learning rate by epoch', lineChart('learning_rate', [line('learning_rate', 'learning rate', 5)])));
}

const childrenCard = (children, badges, curves) => h('div', {},
  card('Validation accuracy by epoch', lineChart('accuracy', children.map((child, i) => ({ name: child.name, colour: colour(i), points: curves.get(child.id) })))),
  card(null, h('h2', {}, h('a', { href: `#/compare/${children.map(child => child.id).join(',')}` }, `Compare its ${children.length} runs`)),
    scroll(runTable({ runs: children.map(child => ({ ...child, parent: undefined })), badges, curves }, null))));

const pairs = entries => entries.length === 0 ? h('p', { class: 'quiet' }, 'None.')
  : scroll(h('table', {}, h('tbody', {}, entries.map(([key, value]) => h('tr', {}, h('td', { class: 'quiet' }, key), h('td', { class: 'value' }, value))))));

function artifacts(run, files) {
  if (files.problem) return card('Artifacts', h('p', { class: 'error' }, files.problem));
  if (files.length === 0) return card('Artifacts', h('p', { class: 'quiet' }, 'None yet.'));
  const rows = files.map(file => h('tr', {},
    h('td', { class: 'value' }, h('a', { href: api.artifactUrl(run.id, file.path), download: file.path.split('/').at(-1) }, file.path)),
    h('td', { class: 'number quiet' }, size(file.file_size))));
  const previews = files.filter(file => pictures.test(file.path)).slice(0, 24);
  return card('Artifacts', scroll(h('table', {}, h('tbody', {}, rows))), previews.length > 0 && pictureGrid(previews.map(file => [run.id, file.path, file.path])));
}

/** [[run id, path, caption]] */
export const pictureGrid = items => h('div', { class: 'images' }, items.map(([id, path, caption]) => h('figure', {},
  h('img', { src: api.artifactUrl(id, path), alt: caption, loading: 'lazy' }), h('figcaption', { class: 'quiet' }, caption))));
