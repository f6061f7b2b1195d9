import assert from 'node:assert/strict';
import { api, becomes, comesTrue, facts, pageTest, placeOf, visit } from './support/page-test.mjs';
import { cell, grid, hasRows, names, read, rowOf } from './support/runs-table.mjs';

const table = `/experiments/${facts?.study.experiment}`;
/** Keys go to what has the focus: it is there before one is pressed. */
async function isFocused(element) {
  await element.focus();
  await becomes(() => element.evaluate(at => at === document.activeElement), true, 'it has the focus');
}
const filterBox = page => page.getByRole('searchbox', { name: 'Filter runs' });

pageTest('The list of experiments leads to the runs', async page => {
  await visit(page, '/');
  await page.getByRole('link', { name: 'image-classifier', exact: true }).click();
  await page.getByRole('heading', { name: 'image-classifier', level: 1 }).waitFor();
  await hasRows(page, 17);
  await page.getByRole('status').filter({ hasText: '17 runs, 1 running' }).waitFor();
});

pageTest('Runs stand under their parent, which can be folded', async page => {
  await visit(page, table);
  await hasRows(page, 17);
  const parent = rowOf(page, 'retrain of 20 November');
  await becomes(() => parent.getAttribute('aria-expanded'), 'true');
  await parent.getByRole('button', { name: 'Fold retrain of 20 November' }).click();
  await hasRows(page, 2);
  await page.reload();
  await hasRows(page, 2);
  await page.goBack();
  await hasRows(page, 17);
});

pageTest('A filter in the grammar of MLflow leaves the runs that match, also after a reload', async page => {
  await visit(page, table);
  await hasRows(page, 17);
  await filterBox(page).fill("metrics.best_val_accuracy > 0.91 AND params.`model.architecture` = 'resnet18'");
  await filterBox(page).press('Enter');
  await becomes(async () => (await names(page)).sort(), ['resnet18-frozen · 2', 'resnet18-frozen · 3', 'resnet18-frozen · 4']);
  await page.reload();
  await becomes(async () => (await names(page)).sort(), ['resnet18-frozen · 2', 'resnet18-frozen · 3', 'resnet18-frozen · 4']);
  await becomes(() => filterBox(page).inputValue(), "metrics.best_val_accuracy > 0.91 AND params.`model.architecture` = 'resnet18'");
});

pageTest('A part of a name is a filter, too', async page => {
  await visit(page, table);
  await filterBox(page).fill('MOBILE');
  await filterBox(page).press('Enter');
  await hasRows(page, 5);
});

pageTest('A bad filter is told beside its box, and the runs stay', async page => {
  await visit(page, table);
  await hasRows(page, 17);
  await filterBox(page).fill('metrics.val_accuracy >> 3');
  await filterBox(page).press('Enter');
  const error = page.getByRole('search').getByRole('alert');
  await error.waitFor();
  assert.match(await error.innerText(), /filter|>>|comparator|expected/i);
  await becomes(() => filterBox(page).getAttribute('aria-invalid'), 'true');
  await hasRows(page, 17);
  await filterBox(page).fill('metrics.val_accuracy > 0.3');
  await filterBox(page).press('Enter');
  await error.waitFor({ state: 'detached' });
}, { complaints: /status of 400/ });

pageTest('A filter that nothing matches says so', async page => {
  await visit(page, `${table}?filter=${encodeURIComponent("params.`model.architecture` = 'vit'")}`);
  await page.getByText('No run matches.').waitFor();
});

pageTest('A header sorts one way, then the other, then not at all', async page => {
  await visit(page, `${table}?nest=0`);
  await hasRows(page, 17);
  const header = grid(page).getByRole('columnheader', { name: 'best val_accuracy' });
  await header.getByRole('button').click();
  await becomes(async () => (await names(page)).slice(0, 2), ['resnet18-frozen · 4', 'resnet18-frozen · 3']);
  await becomes(() => header.getAttribute('aria-sort'), 'descending');
  await header.getByRole('button').click();
  await becomes(async () => (await names(page)).slice(0, 2), ['resnet18-longer · on its way', 'small-cnn · 0']);
  await becomes(() => header.getAttribute('aria-sort'), 'ascending');
  await page.reload();
  await becomes(async () => (await names(page))[1], 'small-cnn · 0');
  await header.getByRole('button').click();
  await becomes(() => header.getAttribute('aria-sort'), null);
});

pageTest('Back undoes what was done last', async page => {
  await visit(page, `${table}?nest=0`);
  await hasRows(page, 17);
  await grid(page).getByRole('columnheader', { name: 'Name', exact: true }).getByRole('button').click();
  await becomes(async () => (await names(page))[0], 'mobilenet-warmup · 0');
  await filterBox(page).fill('small');
  await filterBox(page).press('Enter');
  await hasRows(page, 5);
  await page.goBack();
  await hasRows(page, 17);
  await becomes(async () => (await names(page))[0], 'mobilenet-warmup · 0');
  await becomes(() => filterBox(page).inputValue(), '');
  await page.goForward();
  await hasRows(page, 5);
});

pageTest('The best value of a metric stands beside its last one', async page => {
  await visit(page, `${table}?cols=best.val_accuracy,metrics.val_accuracy,best.val_loss,metrics.val_loss`);
  await hasRows(page, 17);
  await becomes(() => cell(page, 'resnet18-frozen · 4', 'best val_accuracy'), '94.0 %');
  await becomes(() => cell(page, 'resnet18-frozen · 4', 'val_accuracy'), '92.0 %');
  // Nobody logged the best loss: it is the least of the curve, NaN left out.
  await becomes(() => cell(page, 'small-cnn · 0', 'best val_loss'), '0.147');
});

pageTest('Columns can be chosen, and the choice is kept', async page => {
  await visit(page, table);
  await hasRows(page, 17);
  await page.getByRole('button', { name: 'Columns', exact: true }).click();
  await page.getByRole('searchbox', { name: 'Find a column' }).fill('macro');
  await page.getByRole('checkbox', { name: 'macro_f1: best value' }).check();
  await page.getByRole('searchbox', { name: 'Find a column' }).fill('job');
  await page.getByRole('checkbox', { name: 'job_id' }).check();
  await page.keyboard.press('Escape');
  await page.getByRole('searchbox', { name: 'Find a column' }).waitFor({ state: 'detached' });
  await becomes(async () => (await read(page)).headers.filter(header => /macro|job/.test(header)), ['macro_f1', 'best macro_f1', 'job_id']);
  await becomes(() => cell(page, 'resnet18-frozen · 4', 'job_id'), 'job-resnet18-frozen-4');
  // Also where the address does not say it.
  await visit(page, '/');
  await page.getByRole('link', { name: 'image-classifier', exact: true }).click();
  await becomes(async () => (await read(page)).headers.includes('job_id'), true);
});

pageTest('Runs in groups show the mean and the standard deviation over repeats', async page => {
  await visit(page, table);
  await hasRows(page, 17);
  await page.getByRole('button', { name: 'Group', exact: true }).click();
  await page.getByRole('checkbox', { name: 'model.architecture' }).check();
  await page.keyboard.press('Escape');
  await comesTrue(() => read(page), ({ rows }) => rows.some(row => row['best val_accuracy'] === '82.0 ± 1.6 %'), 'a group has its mean');
  await becomes(() => cell(page, 'mobilenet_v3', 'best val_accuracy'), '87.0 ± 1.6 %');
  await comesTrue(async () => placeOf(page), place => /group=params\.model\.architecture/.test(place), 'the groups stand in the address');
  await hasRows(page, 3);
  await rowOf(page, (await names(page)).find(name => name.includes('small_cnn'))).getByRole('button', { name: /^Unfold/ }).click();
  await hasRows(page, 8);
  await page.reload();
  await hasRows(page, 8);
  await page.getByRole('button', { name: /^Group/ }).click();
  await page.getByRole('button', { name: 'No groups' }).click();
  await hasRows(page, 17);
});

pageTest('The champion has its badge, which leads to the model', async page => {
  await visit(page, table);
  await hasRows(page, 17);
  await rowOf(page, 'resnet18-frozen · 4').getByRole('link', { name: 'champion' }).click();
  await page.getByRole('heading', { name: 'flowers', level: 1 }).waitFor();
});

pageTest('Runs that are ticked can be compared', async page => {
  await visit(page, table);
  await hasRows(page, 17);
  await rowOf(page, 'resnet18-frozen · 0').getByRole('checkbox').click();
  await rowOf(page, 'small-cnn · 1').getByRole('checkbox').click();
  await page.getByRole('button', { name: 'Compare 2' }).click();
  await page.getByRole('heading', { name: 'Compare 2 runs' }).waitFor();
  await page.goBack();
  await hasRows(page, 17);
  await becomes(() => rowOf(page, 'small-cnn · 1').getAttribute('aria-selected'), 'true');
});

pageTest('All of the table is within reach of the keyboard', async page => {
  await visit(page, `${table}?sort=name&nest=0`);
  await hasRows(page, 17);
  await page.keyboard.press('/');
  await becomes(() => filterBox(page).evaluate(input => input === document.activeElement), true);
  await filterBox(page).press('Escape');
  await isFocused(grid(page));
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press(' ');
  const third = (await names(page))[2];
  await becomes(() => rowOf(page, third).getAttribute('aria-selected'), 'true');
  await page.keyboard.press('Shift+ArrowDown');
  await page.getByRole('button', { name: 'Compare 2' }).waitFor();
  await page.keyboard.press('c');
  await page.getByRole('heading', { name: 'Compare 2 runs' }).waitFor();
  await page.goBack();
  await hasRows(page, 17);
  await page.getByRole('button', { name: 'Compare 2' }).waitFor();
  await isFocused(grid(page));
  await page.keyboard.press('Escape');
  await page.getByRole('button', { name: 'Compare', exact: true }).waitFor();
  await page.keyboard.press('End');
  const last = (await names(page)).at(-1);
  await becomes(async () => (await rowOf(page, last).getAttribute('id')) === await grid(page).getAttribute('aria-activedescendant'), true);
  await page.keyboard.press('Home');
  const first = (await names(page))[0];
  await becomes(async () => (await rowOf(page, first).getAttribute('id')) === await grid(page).getAttribute('aria-activedescendant'), true);
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { name: 'mobilenet-warmup · 0', level: 1 }).waitFor();
  await page.goBack();
  await hasRows(page, 17);
});

pageTest('Arrows fold and unfold', async page => {
  await visit(page, table);
  await hasRows(page, 17);
  await isFocused(grid(page));
  const at = (await names(page)).indexOf('retrain of 20 November');
  for (let i = 0; i < at; i++) await page.keyboard.press('ArrowDown');
  await page.keyboard.press('ArrowLeft');
  await hasRows(page, 2);
  await page.keyboard.press('ArrowRight');
  await hasRows(page, 17);
});

pageTest('Deleted runs are shown where they are wanted', async page => {
  const experiment = await api.createExperiment('with a deleted run');
  const [kept, deleted] = [await api.createRun(experiment, 'kept'), await api.createRun(experiment, 'deleted')];
  await api.finish(kept);
  await api.finish(deleted);
  await api.post('runs/delete', { run_id: deleted });
  await visit(page, `/experiments/${experiment}`);
  await becomes(() => names(page).catch(() => []), ['kept']);
  await page.getByRole('button', { name: 'Deleted' }).click();
  await becomes(() => names(page).catch(() => []), ['deleted']);
  await page.reload();
  await becomes(() => names(page).catch(() => []), ['deleted']);
});

pageTest('The data that a run was trained on has a column', async page => {
  await visit(page, `${table}?cols=dataset`);
  await becomes(() => cell(page, 'resnet18-frozen · 4', 'Data set').catch(() => undefined), 'photos of autumn');
});
