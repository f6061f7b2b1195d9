import { client } from './api.mjs';

/** When the study began. */
const began = Date.UTC(2026, 10, 20, 8);
const epochs = 15;
const digest = 'a3f1c0de'.repeat(8);
const classes = ['cat', 'dog', 'fox'];

/** What was compared; a repeat's best validation accuracy is the base and 0.01 for each repeat. */
export const recipes = [
  { name: 'resnet18-frozen', architecture: 'resnet18', learningRate: 0.001, dropout: 0.2, base: 0.9 },
  { name: 'mobilenet-warmup', architecture: 'mobilenet_v3', learningRate: 0.003, dropout: 0.1, base: 0.85 },
  { name: 'small-cnn', architecture: 'small_cnn', learningRate: 0.01, dropout: 0.3, base: 0.8 },
];
export const repeats = 5;

/**
 * A study as the worker logs it: a parent run, three experiments of five repeats below it, one run that is still on its
 * way, a registered model with two versions.
 * @returns the ids of what was made
 */
export async function makeStudy(url) {
  const api = client(url);
  const experiment = await api.createExperiment('image-classifier');
  const parent = await api.createRun(experiment, 'retrain of 20 November', { start: began, tags: { retrain_id: 'r-20', study: 'yes' } });
  /** @type {Record<string, string[]>} */
  const runs = {};
  for (const recipe of recipes) {
    runs[recipe.name] = [];
    for (let repeat = 0; repeat < repeats; repeat++) runs[recipe.name].push(await makeRun(api, experiment, parent, recipe, repeat));
  }
  await api.finish(parent, 'FINISHED', began + 3_600_000);

  const best = runs['resnet18-frozen'][4];
  const second = runs['resnet18-frozen'][3];
  await api.post('runs/log-inputs', { run_id: best, datasets: [
    { tags: [{ key: 'mlflow.data.context', value: 'training' }], dataset: { name: 'photos of autumn', digest: digest.slice(0, 8), source_type: 'local', source: 'photos' } }] });
  await addFiles(api, best, 20);
  await addFiles(api, second, 18);
  await addSystemMetrics(api, best, startOf(recipes[0], 4));

  const running = await api.createRun(experiment, 'resnet18-longer · on its way', { start: Date.now() - 60_000, tags: { experiment: 'resnet18-longer', repeat: '0', fold: '0' } });
  await api.log(running, { params: { name: 'resnet18-longer', 'model.architecture': 'resnet18' }, metrics: epochMetrics(0.9, 0.9, 0, Date.now() - 60_000, 4) });

  const model = 'flowers';
  await api.post('registered-models/create', { name: model, description: 'What the photos are classified with.' });
  for (const run of [second, best]) {
    const source = `${(await api.get('runs/get', { run_id: run })).run.info.artifact_uri}/model.safetensors`;
    await api.post('model-versions/create', { name: model, source, run_id: run });
  }
  await api.post('registered-models/alias', { name: model, alias: 'champion', version: '2' });
  return { experiment, parent, runs, best, second, running, model, digest };
}

const startOf = (recipe, repeat) => began + 60_000 * (recipes.indexOf(recipe) * repeats + repeat + 1);

async function makeRun(api, experiment, parent, recipe, repeat) {
  const start = startOf(recipe, repeat);
  const run = await api.createRun(experiment, `${recipe.name} · ${repeat}`, {
    start,
    tags: { 'mlflow.parentRunId': parent, experiment: recipe.name, repeat, fold: repeat % 2, job_id: `job-${recipe.name}-${repeat}`, manifest_digest: digest },
  });
  const best = recipe.base + 0.01 * repeat;
  const metrics = epochMetrics(best, recipe.base, repeat, start, epochs);
  // One run had an epoch in which the loss could not be computed.
  if (recipe.name === 'small-cnn' && repeat === 0) metrics.find(([key, , step]) => key === 'val_loss' && step === 8)[1] = NaN;
  const end = start + 45_000;
  await api.log(run, {
    params: {
      name: recipe.name, 'model.architecture': recipe.architecture, 'optimizer.name': 'adamw', 'optimizer.learningRate': recipe.learningRate,
      'regularization.dropout': recipe.dropout, 'data.batchSize': 32, seed: 1000 + repeat, repeat, fold: repeat % 2, manifest_digest: digest,
    },
    metrics: [
      ...metrics,
      ['best_val_accuracy', best, 12, end], ['best_epoch', 12, 12, end], ['macro_f1', best - 0.015, 12, end], ['ece', 0.04, 12, end],
      ['generalization_gap', 0.03, 12, end], ['val_accuracy_ci_low', best - 0.04, 12, end], ['val_accuracy_ci_high', best + 0.03, 12, end],
    ],
  });
  await api.finish(run, recipe.name === 'small-cnn' && repeat === 4 ? 'FAILED' : 'FINISHED', end);
  return run;
}

/** The best epoch is the 12th; the last is 0.02 worse. */
function epochMetrics(best, base, repeat, start, last) {
  return Array.from({ length: last }, (_, i) => i + 1).flatMap(epoch => {
    const at = start + 2500 * epoch;
    const accuracy = epoch <= 12 ? best - 0.03 * (12 - epoch) : best - 0.02 * (epoch - 12) / 3;
    return [
      ['train_loss', 2 / epoch, epoch, at], ['val_loss', 2.2 / epoch + 0.02 * repeat, epoch, at],
      ['train_accuracy', Math.min(1, accuracy + 0.03), epoch, at], ['val_accuracy', accuracy, epoch, at],
      ['learning_rate', 0.001 * base / epoch, epoch, at],
    ];
  });
}

function addSystemMetrics(api, run, start) {
  const metrics = Array.from({ length: 10 }, (_, i) => i).flatMap(step => [
    ['system/cpu_utilization_percentage', 40 + 5 * step, step, start + 5000 * step],
    ['system/system_memory_usage_megabytes', 2000 + 10 * step, step, start + 5000 * step],
  ]);
  return api.log(run, { metrics });
}

async function addFiles(api, run, right) {
  const counts = [[right, 1, 0], [2, right, 1], [0, 1, right]];
  const text = (path, content) => api.upload(run, path, content);
  await text('confusion_matrix.json', JSON.stringify({ classes, counts }));
  await text('confusion_matrix.svg', square('#1d63d8'));
  await text('curves.svg', square('#0b7f5f'));
  await text('mistakes/gallery.svg', square('#c8500a'));
  await text('photo.png', png);
  await text('experiment.json', JSON.stringify({ name: 'resnet18-frozen', optimizer: { name: 'adamw', learningRate: 0.001 } }));
  await text('notes.txt', 'Trained on a Friday.\nNothing went wrong.\n');
  await text('predictions.csv', 'photo,label,score\na.jpg,cat,0.98\n"b, c.jpg",dog,0.61\n');
  await text('report.html', '<!doctype html><title>Report</title><h1>Report of the run</h1><p>Three classes, sixty photos.</p>');
  await text('model.safetensors', new Uint8Array(64));
}

const square = colour => `<svg xmlns="http://www.w3.org/2000/svg" width="80" height="60"><rect width="80" height="60" fill="${colour}"/></svg>`;

/** A grey image of 8 × 8. */
const png = Buffer.from('iVBORw0KGgoAAAANSUhEUgAAAAgAAAAICAAAAADhZOFXAAAADklEQVR4nGNogAIGyhgAgIQgAQ2AJGEAAAAASUVORK5CYII=', 'base64');
