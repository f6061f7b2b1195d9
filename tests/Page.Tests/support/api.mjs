// The REST API as a training uses it.

/** @param {string} url of the server */
export function client(url) {
  const call = async (method, name, body, version = '2.0') => {
    const response = await fetch(`${url}/api/${version}/mlflow/${name}`, {
      method, ...(body === undefined ? {} : { headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(body) }),
    });
    if (!response.ok) throw new Error(`${name}: HTTP ${response.status}: ${await response.text()}`);
    return response.json();
  };
  const post = (name, body) => call('POST', name, body);
  const get = (name, query) => call('GET', `${name}?${new URLSearchParams(query)}`);
  const post3 = (name, body) => call('POST', name, body, '3.0');
  /** @param {Uint8Array} spans as an OpenTelemetry exporter sends them */
  const sendSpans = async (experiment, spans) => {
    const response = await fetch(`${url}/v1/traces`, {
      method: 'POST', headers: { 'Content-Type': 'application/x-protobuf', 'x-mlflow-experiment-id': experiment }, body: spans,
    });
    if (!response.ok) throw new Error(`/v1/traces: HTTP ${response.status}: ${await response.text()}`);
  };
  /** @param {string} path below the server's artifacts */
  const put = async (path, content) => {
    const place = path.split('/').map(encodeURIComponent).join('/');
    const response = await fetch(`${url}/api/2.0/mlflow-artifacts/artifacts/${place}`, { method: 'PUT', body: content });
    if (!response.ok) throw new Error(`${path}: HTTP ${response.status}: ${await response.text()}`);
  };
  return {
    call,
    post,
    post3,
    sendSpans,
    get,
    put,
    createExperiment: async name => (await post('experiments/create', { name })).experiment_id,
    /** @returns the run's id */
    createRun: async (experiment, name, { start = Date.now(), tags = {}, user = 'ada' } = {}) =>
      (await post('runs/create', { experiment_id: experiment, run_name: name, start_time: start, user_id: user, tags: pairs(tags) })).run.info.run_id,
    /** @param metrics each `[key, value, step, milliseconds since 1970]` */
    log: (run, { metrics = [], params = {}, tags = {} }) => post('runs/log-batch', {
      run_id: run, params: pairs(params), tags: pairs(tags),
      metrics: metrics.map(([key, value, step, timestamp]) => ({ key, value: Number.isFinite(value) ? value : String(value), step, timestamp })),
    }),
    finish: (run, status = 'FINISHED', end = Date.now()) => post('runs/update', { run_id: run, status, end_time: end }),
    tag: (run, key, value) => post('runs/set-tag', { run_id: run, key, value }),
    upload: async (run, path, content) => {
      const uri = (await get('runs/get', { run_id: run })).run.info.artifact_uri;
      await put(`${uri.replace(/^mlflow-artifacts:\/+/, '')}/${path}`, content);
      return uri;
    },
  };
}

const pairs = map => Object.entries(map).map(([key, value]) => ({ key, value: String(value) }));
