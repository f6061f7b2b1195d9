import assert from 'node:assert/strict';
import { api, becomes, comesTrue, facts, pageTest, visit } from './support/page-test.mjs';
import { startServer } from './support/server.mjs';

const ink = page => page.getByRole('heading', { level: 1 }).evaluate(heading => getComputedStyle(heading).color);

pageTest('Colours are light or dark as the system says, or as somebody chose', async page => {
  await visit(page, '/');
  await page.getByRole('heading', { name: 'Experiments' }).waitFor();
  const light = await ink(page);
  await page.emulateMedia({ colorScheme: 'dark' });
  const dark = await comesTrue(() => ink(page), colour => colour !== light, 'the colour of texts changes');
  await page.getByRole('combobox', { name: 'Colours' }).selectOption('Light');
  await becomes(() => ink(page), light);
  await page.reload();
  await becomes(() => ink(page), light);
  await page.getByRole('combobox', { name: 'Colours' }).selectOption('System');
  await becomes(() => ink(page), dark);
});

pageTest('A question mark tells the keys', async page => {
  await visit(page, `/experiments/${facts.study.experiment}`);
  await page.getByRole('treegrid', { name: 'Runs' }).waitFor();
  await page.keyboard.press('?');
  const help = page.getByRole('dialog');
  await help.getByText('metrics.val_accuracy > 0.9').waitFor();
  await page.keyboard.press('Escape');
  await help.waitFor({ state: 'detached' });
});

pageTest('The first stop of the Tab key skips to the content', async page => {
  await visit(page, '/');
  await page.getByRole('heading', { name: 'Experiments' }).waitFor();
  await page.keyboard.press('Tab');
  await becomes(() => page.evaluate(() => document.activeElement.textContent), 'Skip to the content');
  await page.keyboard.press('Enter');
  await becomes(() => page.evaluate(() => document.activeElement.id), 'main');
});

pageTest('An address that leads nowhere says so', async page => {
  await visit(page, '/nowhere');
  await page.getByText('There is no such page.').waitFor();
});

pageTest('A server that does not answer is told, and asked again', async page => {
  await visit(page, '/models');
  await page.getByRole('link', { name: 'flowers' }).waitFor();
  await page.route('**/ajax-api/**', route => route.abort());
  await page.getByRole('navigation', { name: 'Pages' }).getByRole('link', { name: 'Experiments' }).click();
  const alert = page.getByRole('alert').filter({ hasText: 'does not answer' });
  await alert.waitFor();
  await page.unroute('**/ajax-api/**');
  await alert.getByRole('button', { name: 'Try again' }).click();
  await page.getByRole('link', { name: 'image-classifier', exact: true }).waitFor();
  await alert.waitFor({ state: 'detached' });
}, { complaints: /ERR_FAILED/ });

pageTest('What comes from the data is text, never a part of the page', async page => {
  const name = '<img src=x onerror="window.owned = 1"> & Co.';
  const experiment = await api.createExperiment(name);
  const run = await api.createRun(experiment, name);
  await api.log(run, { params: { name }, tags: { note: name }, metrics: [['val_accuracy', 0.5, 1, Date.now()]] });
  await api.finish(run);
  for (const place of ['/', `/experiments/${experiment}?cols=params.name,tags.note`, `/experiments/${experiment}?group=params.name`, `/runs/${run}`, `/compare/${run}`, `/compare/${run}?view=params&all=1`]) {
    await visit(page, place);
    await page.getByText(name).first().waitFor();
    assert.equal(await page.evaluate(() => window.owned), undefined, place);
  }
});

pageTest('On a phone one gets from the experiments to the curves of a run, by touch', async page => {
  await visit(page, '/');
  await page.getByRole('link', { name: 'image-classifier', exact: true }).tap();
  await page.getByRole('checkbox', { name: 'Select resnet18-frozen · 4', exact: true }).tap();
  await page.getByRole('button', { name: 'Compare 1' }).tap();
  await page.getByRole('link', { name: 'resnet18-frozen · 4' }).first().tap();
  await page.getByRole('tab', { name: 'Charts' }).tap();
  await page.getByRole('figure', { name: /^accuracy over/i }).waitFor();
  await page.getByRole('combobox', { name: 'Over' }).selectOption({ label: 'Wall time' });
  await page.getByRole('figure', { name: /^accuracy over wall time/i }).waitFor();
}, { width: 390, height: 844 });

const secret = { username: 'token', password: 'of-this-test' };
pageTest('Behind a password the page works in a browser that knows it', async page => {
  const server = await startServer({ MLFLOW_TRACKING_TOKEN: secret.password });
  try {
    await page.goto(server.url);
    await page.getByRole('link', { name: 'Default', exact: true }).click();
    await page.getByText('No runs yet.').waitFor();
  } finally {
    await server.stop();
  }
}, { password: secret });
