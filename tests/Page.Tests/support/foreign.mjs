import { api } from './page-test.mjs';

/** A picture of 8 × 8, as a PNG. */
const png = Buffer.from('iVBORw0KGgoAAAANSUhEUgAAAAgAAAAICAAAAADhZOFXAAAADklEQVR4nGNogAIGyhgAgIQgAQ2AJGEAAAAASUVORK5CYII=', 'base64');
const start = Date.UTC(2026, 10, 28, 7, 49);
const source = JSON.stringify({ tags: { 'mlflow.user': 'root', 'mlflow.source.name': 'train.py', 'mlflow.source.type': 'LOCAL' } });

/**
 * Runs as MLflow's client for Python logs them, with the tags, names and files that it writes.
 * @returns the experiment's id, and the id of the run that has all there is
 */
export async function makeForeignRuns(name) {
  const experiment = await api.createExperiment(name);
  const run = await api.createRun(experiment, 'bouncy-ray-901', {
    start, user: 'root', tags: {
      'mlflow.user': 'root', 'mlflow.source.name': 'train.py', 'mlflow.source.type': 'LOCAL', 'mlflow.source.git.commit': '5b3c0a1f',
      'mlflow.note.content': 'Trees of **depth 3**', 'mlflow.loggedImages': 'True', team: 'birds',
      'mlflow.loggedArtifacts': JSON.stringify([{ path: 'eval/predictions.json', type: 'table' }]),
    },
  });
  await api.log(run, { params: { max_depth: 3, criterion: 'gini' }, metrics: [['r2', 0.91, 0, start + 10], ['fit_seconds', 1.5, 0, start + 10]] });
  await api.post('runs/log-inputs', {
    run_id: run, datasets: [['iris', '4796d531', 'training'], ['iris', '897444ac', 'evaluation']].map(([dataset, digest, context]) => ({
      tags: [{ key: 'mlflow.data.context', value: context }],
      dataset: { name: dataset, digest, source_type: 'code', source, schema: '{}', profile: '{"num_rows": 60}' },
    })),
  });
  await addModel(experiment, run);
  for (const step of [1, 2, 10]) {
    const picture = `images/mistakes+step+${step}+timestamp+${start + step}+f5113418-0bba-44e1-878f-3d688a7b34d${step % 10}`;
    await api.upload(run, `${picture}.png`, png);
    await api.upload(run, `${picture}+compressed.webp`, png);
  }
  await api.upload(run, `images/val#heat+step+2+timestamp+${start}+745431a5-f816-41a5-bce8-0d9612a5f6b2.png`, png);
  await api.upload(run, 'eval/predictions.json', JSON.stringify({
    columns: ['photo', 'score', 'view'],
    data: [['a.jpg', 0.5, null], ['b.jpg', 0.25, { type: 'image', filepath: `images/val#heat+step+2+timestamp+${start}+745431a5-f816-41a5-bce8-0d9612a5f6b2.png` }]],
  }));
  await api.finish(run, 'FINISHED', start + 2000);

  const odd = await api.createRun(experiment, 'odd', { start: start + 5000, user: 'root' });
  await api.log(odd, { metrics: [['r2', NaN, 0, start + 5010], ['a_ratio', Infinity, 0, start + 5010]], params: { max_depth: 5, criterion: 'gini' } });
  await api.finish(odd, 'FINISHED', start + 7000);
  return { experiment, run };
}

async function addModel(experiment, run) {
  const { model } = await api.post('logged-models', { experiment_id: experiment, name: 'forest', source_run_id: run });
  const id = model.info.model_id;
  await api.post('runs/outputs', { run_id: run, models: [{ model_id: id, step: 0 }] });
  const folder = model.info.artifact_uri.replace(/^mlflow-artifacts:\/+/, '');
  await api.put(`${folder}/MLmodel`, 'flavors: {}\n');
  await api.call('PATCH', `logged-models/${id}`, { model_id: id, status: 'LOGGED_MODEL_READY' });
  await api.post('runs/log-metric', {
    run_id: run, key: 'r2', value: 0.91, timestamp: start + 10, step: 0, model_id: id, dataset_name: 'iris', dataset_digest: '897444ac',
  });
}
