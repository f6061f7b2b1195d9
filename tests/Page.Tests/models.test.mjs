import assert from 'node:assert/strict';
import { api, becomes, facts, pageTest, visit } from './support/page-test.mjs';

/** A model of its own with three versions, the second of which is the champion. */
async function makeModel(name) {
  const experiment = await api.createExperiment(`of ${name}`);
  await api.post('registered-models/create', { name });
  for (let version = 1; version <= 3; version++) {
    const run = await api.createRun(experiment, `run of version ${version}`);
    await api.log(run, { metrics: [['best_val_accuracy', 0.8 + version / 100, 1, Date.now()]] });
    const source = await api.upload(run, 'model.safetensors', new Uint8Array(8));
    await api.finish(run);
    await api.post('model-versions/create', { name, source: `${source}/model.safetensors`, run_id: run });
  }
  await api.post('registered-models/alias', { name, alias: 'champion', version: '2' });
}

const version = (page, number) => page.getByRole('group', { name: 'Versions' }).getByRole('row').filter({ has: page.getByRole('rowheader', { name: number, exact: true }) });
const champion = async name => (await api.get('registered-models/alias', { name, alias: 'champion' })).model_version.version;

pageTest('The models lead to their versions and aliases', async page => {
  await visit(page, '/');
  await page.getByRole('navigation', { name: 'Pages' }).getByRole('link', { name: 'Models' }).click();
  await page.getByRole('heading', { name: 'Models', level: 1 }).waitFor();
  await page.getByRole('row').filter({ hasText: 'flowers' }).getByText('champion → version 2').waitFor();
  await page.getByRole('link', { name: 'flowers' }).click();
  await page.getByRole('heading', { name: 'flowers', level: 1 }).waitFor();
  await version(page, '2').getByText('champion').waitFor();
  await version(page, '1').getByRole('link', { name: 'resnet18-frozen · 3' }).waitFor();
});

pageTest('The champion is traced to its run, its experiment and its data', async page => {
  await visit(page, `/models/${facts.study.model}`);
  const lineage = page.getByRole('region', { name: /champion came from/ });
  await lineage.getByText(facts.study.digest.slice(0, 12)).waitFor();
  await lineage.getByRole('link', { name: 'image-classifier', exact: true }).waitFor();
  await lineage.getByRole('link', { name: 'retrain of 20 November' }).waitFor();
  await lineage.getByRole('link', { name: 'resnet18-frozen · 4' }).click();
  await page.getByRole('heading', { name: 'resnet18-frozen · 4', level: 1 }).waitFor();
});

pageTest('A version is promoted only after a question', async page => {
  const name = 'promoted, with care';
  await makeModel(name);
  await visit(page, `/models/${encodeURIComponent(name)}`);
  await version(page, '3').getByRole('button', { name: 'Make champion' }).click();
  const dialog = page.getByRole('dialog', { name: 'Promote: make version 3 the champion?' });
  await dialog.getByText('best_val_accuracy 83.0 %').waitFor();
  await dialog.getByRole('button', { name: 'Cancel' }).click();
  await dialog.waitFor({ state: 'detached' });
  assert.equal(await champion(name), '2');

  await version(page, '3').getByRole('button', { name: 'Make champion' }).click();
  await dialog.waitFor();
  await page.keyboard.press('Escape');
  await dialog.waitFor({ state: 'detached' });
  assert.equal(await champion(name), '2');

  await version(page, '3').getByRole('button', { name: 'Make champion' }).click();
  await dialog.getByRole('button', { name: 'Promote' }).click();
  await version(page, '3').getByText('★ champion').waitFor();
  await becomes(() => champion(name), '3');
});

pageTest('The champion is rolled back to the version before', async page => {
  await makeModel('rolled back');
  await visit(page, '/models/rolled%20back');
  await page.getByRole('button', { name: 'Roll back to version 1' }).click();
  await page.getByRole('dialog', { name: /^Roll back: make version 1 the champion/ }).getByRole('button', { name: 'Roll back' }).click();
  await page.getByRole('dialog').waitFor({ state: 'detached' });
  await version(page, '1').getByText('★ champion').waitFor();
  await becomes(() => champion('rolled back'), '1');
  await becomes(() => page.getByRole('button', { name: /^Roll back to/ }).count(), 0, 'there is none before the first');
});

pageTest('Aliases are set and removed', async page => {
  await makeModel('aliased');
  await visit(page, '/models/aliased');
  await page.getByRole('button', { name: 'New alias for version 1' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('textbox', { name: 'Alias' }).fill('candidate');
  await dialog.getByRole('button', { name: 'Set' }).click();
  await version(page, '1').getByText('candidate').waitFor();
  await dialog.waitFor({ state: 'detached' });
  await version(page, '1').getByRole('button', { name: 'Remove the alias candidate' }).click();
  await dialog.getByRole('button', { name: 'Remove' }).click();
  await version(page, '1').getByText('candidate').waitFor({ state: 'detached' });
  assert.deepEqual((await api.get('registered-models/get', { name: 'aliased' })).registered_model.aliases.map(({ alias }) => alias), ['champion']);
});
