import { facts } from './support/page-test.mjs';
import { accessibleTest } from './support/accessible.mjs';
import { hasRows, rowOf } from './support/runs-table.mjs';

const study = facts?.study;
const table = `/experiments/${study?.experiment}`;

accessibleTest('experiments', '/', page => page.getByRole('link', { name: 'image-classifier', exact: true }).waitFor());

accessibleTest('runs, some selected, one sorted by', `${table}?sort=-best.val_accuracy`, async page => {
  await hasRows(page, 17);
  await rowOf(page, 'resnet18-frozen · 4').getByRole('checkbox').click();
  await rowOf(page, 'resnet18-frozen · 4').getByRole('img').waitFor();
});

accessibleTest('runs in groups', `${table}?group=params.model.architecture&open=1`, page => hasRows(page, 19));

accessibleTest('runs with a bad filter', `${table}?filter=metrics.x%20%3E%3E%201`, page => page.getByRole('search').getByRole('alert').waitFor(), { complaints: /status of 400/ });

accessibleTest('choosing columns', table, async page => {
  await hasRows(page, 17);
  await page.getByRole('button', { name: 'Columns', exact: true }).click();
});

accessibleTest('choosing groups', table, async page => {
  await hasRows(page, 17);
  await page.getByRole('button', { name: 'Group', exact: true }).click();
});

accessibleTest('help', '/', async page => {
  await page.getByRole('button', { name: 'Help' }).click();
  await page.getByRole('dialog').waitFor();
});

accessibleTest('a run', `/runs/${study?.best}`, page => page.getByRole('region', { name: 'Metrics', exact: true }).getByRole('img', { name: /^val_accuracy/ }).waitFor());

accessibleTest('a run with runs nested in it', `/runs/${study?.parent}`, page => hasRows(page, 15));

accessibleTest('writing notes', `/runs/${study?.best}`, page => page.getByRole('region', { name: 'Notes' }).getByRole('button').click());

accessibleTest('the charts of a run', `/runs/${study?.best}?tab=charts`, page => page.getByRole('figure', { name: /^accuracy over/i }).waitFor());

accessibleTest('the machine of a run', `/runs/${study?.best}?tab=system`, page => page.getByRole('figure', { name: /cpu/ }).waitFor());

for (const file of ['confusion_matrix.svg', 'experiment.json', 'predictions.csv', 'report.html'])
  accessibleTest(`the artifact ${file}`, `/runs/${study?.best}?tab=artifacts&file=${file}`, page => page.getByRole('region', { name: file, exact: true }).waitFor());

accessibleTest('models', '/models', page => page.getByRole('link', { name: 'flowers' }).waitFor());

accessibleTest('a model', `/models/${study?.model}`, page => page.getByRole('region', { name: /champion came from/ }).getByText(study.digest.slice(0, 12)).waitFor());

accessibleTest('promoting a version', `/models/${study?.model}`, async page => {
  await page.getByRole('button', { name: 'Make champion' }).first().click();
  await page.getByRole('dialog').waitFor();
});
