// Drives the npm package `mlflow` against a tracking server: creates, logs, searches, tags, registers, deletes.
// Usage: node mlflow-client.mjs http://127.0.0.1:PORT. Prints one line of JSON with what it found.
import { createRequire } from 'node:module';
import assert from 'node:assert/strict';

const require = createRequire(process.env.NODE_MODULES + '/');
const MLflow = require('mlflow');
const endpoint = process.argv[2];
const log = console.log;
console.log = () => {}; // the package prints every body that it sends

const { Experiments, Runs, Metrics, Artifacts } = new MLflow({ endpoint });
const registry = new MLflow({ endpoint }); // the package has no class for the registry; its requests are the same

// Experiments
const { experiment_id } = await Experiments.create({ name: 'from node' });
assert.equal((await Experiments.get({ experiment_id })).experiment.name, 'from node');
assert.ok((await Experiments.list()).experiments.some(e => e.experiment_id === experiment_id));
await Experiments.update({ experiment_id, new_name: 'renamed from node' });
await assert.rejects(Experiments.create({ name: 'renamed from node' }), /RESOURCE_ALREADY_EXISTS/);

// Runs and what is logged to them
const now = Date.now();
const runs = [];
for (const lr of [0.1, 0.01, 0.001]) {
    const { run } = await Runs.create({ experiment_id, user_id: 'node', start_time: now, tags: [{ key: 'kind', value: 'trial' }] });
    const { run_id } = run.info;
    await Runs.logParameter({ run_id, key: 'lr', value: String(lr) });
    await Runs.logMetric({ run_id, key: 'loss', value: 1, timestamp: now, step: 0 });
    await Runs.logBatch({
        run_id,
        metrics: [1, 2, 3].map(step => ({ key: 'loss', value: lr / step, timestamp: now + step, step })),
        params: [{ key: 'epochs', value: '3' }],
        tags: [{ key: 'batch', value: 'yes' }],
    });
    await Runs.setTag({ run_id, key: 'gone', value: 'soon' });
    await Runs.deleteTag({ run_id, key: 'gone' });
    await Runs.update({ run_id, status: 'FINISHED', end_time: now + 10 });
    runs.push(run_id);
}
const best = (await Runs.get({ run_id: runs[2] })).run;
assert.equal(best.info.status, 'FINISHED');
assert.equal(best.data.metrics.find(m => m.key === 'loss').value, 0.001 / 3);
assert.deepEqual(best.data.tags.map(t => t.key).filter(key => !key.startsWith('mlflow.')).sort(), ['batch', 'kind']);
const history = (await Metrics.getHistory({ run_id: runs[0], metric_key: 'loss' })).metrics;

// Search, with a filter, an order and pages
const found = await Runs.search({
    experiment_ids: [experiment_id], filter: "metrics.loss < 0.02 and params.epochs = '3'", run_view_type: 'ACTIVE_ONLY',
    order_by: ['metrics.loss ASC'], max_results: 1,
});
const next = await Runs.search({
    experiment_ids: [experiment_id], filter: "metrics.loss < 0.02 and params.epochs = '3'", order_by: ['metrics.loss ASC'],
    max_results: 1, page_token: found.next_page_token,
});
const order = [found.runs[0].info.run_id, next.runs[0].info.run_id].map(id => runs.indexOf(id));

// Registry
await registry.req('post', 'registered-models/create', { name: 'node net' });
const source = `${best.info.artifact_uri}/model`;
const { model_version } = await registry.req('post', 'model-versions/create', { name: 'node net', source, run_id: runs[2] });
await registry.req('post', 'registered-models/alias', { name: 'node net', alias: 'champion', version: model_version.version });
const champion = (await registry.req('get', 'registered-models/alias', { name: 'node net', alias: 'champion' })).model_version;
assert.equal(champion.run_id, runs[2]);

// Ends
const root = (await Artifacts.list({ run_id: runs[0] })).root_uri;
await Runs.delete({ run_id: runs[0] });
await assert.rejects(Runs.logMetric({ run_id: runs[0], key: 'x', value: 1, timestamp: now }), /INVALID_PARAMETER_VALUE/);
await Runs.restore({ run_id: runs[0] });
await Experiments.delete({ experiment_id });
const stage = (await Experiments.get({ experiment_id })).experiment.lifecycle_stage;
await Experiments.restore({ experiment_id });

log(JSON.stringify({ history: history.map(m => m.step), order, champion: champion.version, root: root.startsWith('mlflow-artifacts:/'), stage }));
