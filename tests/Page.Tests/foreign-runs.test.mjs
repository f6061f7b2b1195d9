import assert from 'node:assert/strict';
import { accessibleTest } from './support/accessible.mjs';
import { makeForeignRuns } from './support/foreign.mjs';
import { api, becomes, comesTrue, facts, pageTest, visit } from './support/page-test.mjs';
import { hasRows, read } from './support/runs-table.mjs';

// What clients of MLflow log that are not this product's worker.
const made = facts && await makeForeignRuns('runs of another client');
const part = (page, name) => page.getByRole('region', { name, exact: true });
const texts = (page, name) => part(page, name).getByRole('row').allInnerTexts().then(rows => rows.map(row => row.replace(/\s+/g, ' ').trim()));
const runView = `/runs/${made?.run}`;
const isDrawn = image => image.evaluate(img => img.complete && img.naturalWidth > 0);

pageTest('The table shows the metrics and params that runs have, and no best of one point', async page => {
  await visit(page, `/experiments/${made.experiment}`);
  await hasRows(page, 2);
  await becomes(async () => (await read(page)).headers.filter(Boolean), ['Name', 'Status', 'r2', 'a_ratio', 'fit_seconds', 'Started', 'Duration', 'max_depth']);
  await becomes(async () => (await read(page)).rows.map(row => [row['r2'], row['a_ratio'], row['max_depth']]), [['NaN', '∞', '5'], ['0.910', '', '3']]);
});

pageTest('Runs that differ in no parameter show those that they have', async page => {
  const experiment = await api.createExperiment('one setting');
  for (const name of ['first', 'second']) {
    const run = await api.createRun(experiment, name);
    await api.log(run, { params: { solver: 'lbfgs', C: 1 } });
    await api.finish(run);
  }
  await visit(page, `/experiments/${experiment}`);
  await hasRows(page, 2);
  await becomes(async () => (await read(page)).headers.filter(Boolean), ['Name', 'Status', 'Started', 'Duration', 'C', 'solver']);
});

pageTest('A metric of one step has a value, and neither a best nor a curve', async page => {
  await visit(page, runView);
  await becomes(() => texts(page, 'Metrics'), ['Metric Value', 'fit_seconds 1.500', 'r2 0.910']);
});

pageTest('A run of another client tells where it came from and what it read', async page => {
  await visit(page, runView);
  await part(page, 'Notes').getByRole('strong').filter({ hasText: 'depth 3' }).waitFor();
  const origin = await comesTrue(() => texts(page, 'Origin'), rows => rows.length > 3, 'the origin is there');
  assert.deepEqual(origin.slice(1, 4), ['User root', 'Source train.py (local)', 'Commit 5b3c0a1f copy']);
  await becomes(() => texts(page, 'Data sets'), ['Name Digest Used for From', 'iris 4796d531 training code', 'iris 897444ac evaluation code']);
});

pageTest('Tags of MLflow stand apart from other tags', async page => {
  await visit(page, runView);
  await becomes(() => texts(page, 'Tags'), ['team birds']);
  await becomes(() => texts(page, 'Tags of MLflow').then(rows => rows.map(row => row.split(' ')[0])), ['mlflow.loggedArtifacts', 'mlflow.loggedImages']);
});

pageTest('A logged model has its status, its metrics and its files', async page => {
  await visit(page, runView);
  const models = part(page, 'Logged models');
  await becomes(() => texts(page, 'Logged models').then(rows => rows[1]), 'forest ready r2 on iris: 0.910 ▸ files');
  await models.getByRole('button', { name: 'Files of forest' }).click();
  const started = page.waitForEvent('download');
  await models.getByRole('link', { name: 'MLmodel' }).click();
  assert.equal((await started).suggestedFilename(), 'MLmodel');
});

pageTest('Logged pictures stand in a grid by key and step, or those of one step', async page => {
  await visit(page, runView);
  await page.getByRole('tab', { name: 'Images' }).click();
  const names = () => page.getByRole('tabpanel').getByRole('img').evaluateAll(images => images.map(image => image.alt));
  await becomes(names, ['mistakes, step 1', 'mistakes, step 2', 'mistakes, step 10', 'val/heat, step 2']);
  for (const image of await page.getByRole('tabpanel').getByRole('img').all()) await comesTrue(() => isDrawn(image), drawn => drawn, 'the picture is drawn');
  await page.getByRole('slider', { name: 'Step' }).focus();
  await page.keyboard.press('Home');
  await becomes(names, ['mistakes, step 1']);
  await page.keyboard.press('ArrowRight');
  await becomes(names, ['mistakes, step 2', 'val/heat, step 2']);
  await page.reload();
  await becomes(names, ['mistakes, step 2', 'val/heat, step 2'], 'the step is in the address');
  await page.getByRole('button', { name: 'All steps' }).click();
  await becomes(async () => (await names()).length, 4);
});

pageTest('A logged table is a table, with its pictures', async page => {
  await visit(page, runView);
  await page.getByRole('tab', { name: 'Tables' }).click();
  await becomes(() => texts(page, 'eval/predictions.json'), ['photo score view', 'a.jpg 0.5', 'b.jpg 0.25']);
  await comesTrue(() => isDrawn(part(page, 'eval/predictions.json').getByRole('img', { name: 'view' })), drawn => drawn, 'the picture in a cell is drawn');
});

pageTest('A logged table that is none says so', async page => {
  const experiment = await api.createExperiment('no table');
  const run = await api.createRun(experiment, 'no table', { tags: { 'mlflow.loggedArtifacts': '[{"path": "t.json", "type": "table"}]' } });
  await api.upload(run, 't.json', '{"columns": 7}');
  await api.finish(run);
  await visit(page, `/runs/${run}?tab=tables`);
  await part(page, 't.json').getByText('It is no table with columns and rows.').waitFor();
});

accessibleTest('runs of another client', `/experiments/${made?.experiment}`, page => hasRows(page, 2));
accessibleTest('a run of another client', runView, page => part(page, 'Logged models').waitFor());
accessibleTest('logged pictures', `${runView}?tab=images`, page => part(page, 'mistakes').waitFor());
accessibleTest('a logged table', `${runView}?tab=tables`, page => part(page, 'eval/predictions.json').getByRole('table').waitFor());
