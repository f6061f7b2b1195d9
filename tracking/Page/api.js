// Everything that the page knows comes from MLflow's REST API of this server.

const root = '/ajax-api/2.0/mlflow/';

async function call(path, options) {
  const response = await fetch(root + path, options);
  const answer = await response.json();
  if (!response.ok) throw new Error(answer.message || `HTTP ${response.status}`);
  return answer;
}

const post = (path, body) =>
  call(path, { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(body) });

const query = pairs => '?' + pairs.map(([name, value]) => `${name}=${encodeURIComponent(value)}`).join('&');

const toMap = entries => Object.fromEntries((entries || []).map(entry => [entry.key, entry.value ?? '']));

// NaN and the infinities come as texts.
const toNumber = value => typeof value === 'number' ? value : Number(value);

function toRun({ info, data }) {
  const metrics = Object.fromEntries((data.metrics || []).map(metric => [metric.key, toNumber(metric.value)]));
  const steps = (data.metrics || []).filter(metric => metric.key === 'val_accuracy').map(metric => metric.step);
  const tags = toMap(data.tags);
  return {
    id: info.run_id, name: info.run_name || info.run_id, experiment: info.experiment_id, status: info.status,
    start: info.start_time, end: info.end_time, parent: tags['mlflow.parentRunId'], epoch: steps[0],
    params: toMap(data.params), metrics, tags,
  };
}

export async function experiments() {
  const answer = await post('experiments/search', { max_results: 1000, order_by: ['last_update_time DESC'] });
  return answer.experiments || [];
}

export const experiment = async id => (await call('experiments/get' + query([['experiment_id', id]]))).experiment;

export async function runs(experimentId, filter) {
  const found = [];
  let token;
  do {
    const page = await post('runs/search', { experiment_ids: [experimentId], filter: filter || undefined, max_results: 1000, page_token: token });
    found.push(...(page.runs || []).map(toRun));
    token = page.next_page_token;
  } while (token && found.length < 5000);
  return found;
}

export const run = async id => toRun((await call('runs/get' + query([['run_id', id]]))).run);

/** The curves of one metric: run id → [{x: step, y: value}], by step; of a step that was logged twice, the later value. */
export async function curves(ids, key) {
  const lines = new Map(ids.map(id => [id, new Map()]));
  for (let i = 0; i < ids.length; i += 100) {
    const pairs = ids.slice(i, i + 100).map(id => ['run_id', id]);
    const answer = await call('metrics/get-history-bulk' + query([...pairs, ['metric_key', key]]));
    for (const metric of answer.metrics) lines.get(metric.run_id).set(metric.step, toNumber(metric.value));
  }
  const sorted = line => [...line].sort((a, b) => a[0] - b[0]).map(([x, y]) => ({ x, y }));
  return new Map([...lines].map(([id, line]) => [id, sorted(line)]));
}

/** Run id → [{model, version, aliases}] for every registered version that has an alias. */
export async function champions() {
  const badges = new Map();
  const models = (await call('registered-models/search?max_results=1000')).registered_models || [];
  for (const model of models) {
    for (const { alias, version } of model.aliases || []) {
      const found = await call('model-versions/get' + query([['name', model.name], ['version', version]]));
      const id = found.model_version.run_id;
      if (id) badges.set(id, [...(badges.get(id) || []), { model: model.name, version, alias }]);
    }
  }
  return badges;
}

/** All files of a run, folders opened, at most a few hundred. */
export async function artifacts(id) {
  const files = [];
  const folders = [''];
  while (folders.length > 0 && files.length < 500) {
    const path = folders.shift();
    const answer = await call('artifacts/list' + query(path ? [['run_id', id], ['path', path]] : [['run_id', id]]));
    for (const file of answer.files || []) (file.is_dir ? folders : files).push(file.is_dir ? file.path : file);
  }
  return files;
}

export const artifactUrl = (id, path) => '/get-artifact' + query([['run_id', id], ['path', path]]);
