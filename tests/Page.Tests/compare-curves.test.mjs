import assert from 'node:assert/strict';
import { api, becomes, boxAtRest, comesTrue, facts, pageTest, placeOf, visit } from './support/page-test.mjs';

const study = facts?.study;
const all = study && Object.values(study.runs).flat();
const two = `/compare/${study?.best},${study?.runs['small-cnn'][0]}`;
const every = `/compare/${all?.join()}`;

const chart = (page, metric) => page.getByRole('figure', { name: new RegExp(`^${metric} over `) });
/** The legend's head, then each curve with its value. */
const legend = async (page, metric) => (await chart(page, metric).getByRole('table').first().getByRole('row').allInnerTexts()).map(text => text.replace(/\s+/g, ' ').trim());
const picture = (page, metric) => chart(page, metric).locator('canvas').evaluate(canvas => canvas.toDataURL());
const setSlider = async (page, name, key) => {
  await page.getByRole('slider', { name, exact: true }).focus();
  await page.keyboard.press(key);
};
/** Whether a canvas shows anything at all. */
function hasInk(canvas) {
  const empty = Object.assign(document.createElement('canvas'), { width: canvas.width, height: canvas.height });
  return canvas.toDataURL() !== empty.toDataURL();
}

pageTest('Curves are drawn over steps, epochs, relative and wall time', async page => {
  await visit(page, two);
  await page.getByRole('heading', { name: 'Compare 2 runs' }).waitFor();
  for (const [choice, words] of [['step', 'step'], ['epoch', 'epoch'], ['relative time', 'time since the start'], ['wall time', 'time']]) {
    await page.getByRole('combobox', { name: 'Over' }).selectOption({ label: choice });
    const figure = page.getByRole('figure', { name: `val_accuracy over ${words}, 2 curves.` });
    await figure.waitFor();
    await becomes(() => figure.locator('canvas').evaluate(hasInk), true);
  }
  await page.reload();
  await page.getByRole('figure', { name: 'val_accuracy over time, 2 curves.' }).waitFor();
});

pageTest('A chart can be read as a table, with NaN where there was one', async page => {
  await visit(page, two);
  await chart(page, 'val_loss').getByText('Show as table').click();
  const table = page.getByRole('region', { name: 'val_loss as table' });
  await becomes(() => table.getByRole('row').count(), 16);
  const eighth = table.getByRole('row').filter({ has: page.getByRole('rowheader', { name: '8', exact: true }) });
  await becomes(() => eighth.getByRole('cell').allInnerTexts(), ['0.355', 'NaN']);
});

pageTest('Other metrics can be chosen', async page => {
  await visit(page, two);
  await chart(page, 'val_accuracy').waitFor();
  await page.getByText(/^Metrics \d/).click();
  await page.getByRole('checkbox', { name: 'learning_rate' }).check();
  await chart(page, 'learning_rate').waitFor();
  await page.getByRole('checkbox', { name: 'val_accuracy', exact: true }).uncheck();
  await chart(page, 'val_accuracy').waitFor({ state: 'detached' });
  await page.goBack();
  await chart(page, 'val_accuracy').waitFor().catch(() => assert.fail(placeOf(page)));
});

pageTest('Smoothing changes the curves, and its weight stands in the address', async page => {
  await visit(page, two);
  await comesTrue(() => legend(page, 'val_accuracy'), rows => /92\.0 %/.test(rows[1]), 'the last value is read');
  const before = await picture(page, 'val_accuracy');
  await setSlider(page, 'Smoothing', 'End');
  await comesTrue(() => legend(page, 'val_accuracy'), rows => !/92\.0 %/.test(rows[1]), 'a smoothed value is read');
  await comesTrue(() => picture(page, 'val_accuracy'), now => now !== before, 'another picture');
  await comesTrue(async () => placeOf(page), place => /smooth=0\.99/.test(place), 'the weight stands in the address');
  await page.reload();
  await comesTrue(() => legend(page, 'val_accuracy'), rows => rows.length === 3 && !/92\.0 %/.test(rows[1]), 'it is still smoothed');
});

pageTest('A logarithmic scale changes the picture, not the values', async page => {
  await visit(page, two);
  await page.getByRole('figure', { name: 'val_loss over step, 2 curves.' }).waitFor();
  await comesTrue(() => legend(page, 'val_loss'), rows => rows.length === 3, 'both curves');
  await becomes(() => chart(page, 'val_loss').locator('canvas').evaluate(hasInk), true);
  const [before, values] = [await picture(page, 'val_loss'), await legend(page, 'val_loss')];
  await page.getByRole('checkbox', { name: 'Log scale' }).check();
  await comesTrue(() => picture(page, 'val_loss'), now => now !== before, 'another picture');
  await becomes(() => legend(page, 'val_loss'), values);
});

pageTest('Runs in groups have a mean with a band of deviation or of the range', async page => {
  await visit(page, every);
  await page.getByRole('combobox', { name: 'Group by' }).selectOption({ label: 'model.architecture' });
  // The last epoch is 0.02 below the best one, the repeats 0.01 apart.
  await becomes(() => legend(page, 'val_accuracy').then(rows => rows.slice(1)), [
    'model.architecture mobilenet_v3 (5 runs) 85.0 ± 1.6 %', 'model.architecture resnet18 (5 runs) 90.0 ± 1.6 %', 'model.architecture small_cnn (5 runs) 80.0 ± 1.6 %']);
  const before = await picture(page, 'val_accuracy');
  await page.getByRole('combobox', { name: 'Band' }).selectOption({ label: 'min to max' });
  await comesTrue(() => legend(page, 'val_accuracy'), rows => /90\.0 % \[88\.0 % … 92\.0 %\]/.test(rows[2]), 'the range is read');
  await comesTrue(() => picture(page, 'val_accuracy'), now => now !== before, 'another picture');
  await page.reload();
  await comesTrue(() => legend(page, 'val_accuracy'), rows => /90\.0 % \[88\.0 % … 92\.0 %\]/.test(rows[2] ?? ''), 'the range is read again');
});

pageTest('The cursor reads all curves of all charts, by mouse and by keyboard', async page => {
  await visit(page, two);
  await comesTrue(() => legend(page, 'val_loss'), rows => rows.length === 3, 'both curves');
  const canvas = chart(page, 'val_accuracy').locator('canvas');
  const { x, y, width, height } = await boxAtRest(canvas);
  await page.mouse.move(x + width / 2, y + height / 2);
  const [head] = await comesTrue(() => legend(page, 'val_accuracy'), rows => /step \d+$/.test(rows[0]), 'the legend reads a step');
  const step = Number(/step (\d+)/.exec(head)[1]);
  assert.ok(step > 3 && step < 13, head);
  const accuracy = (best, at) => `${(100 * (at <= 12 ? best - 0.03 * (12 - at) : best - (0.02 * (at - 12)) / 3)).toFixed(1)} %`;
  await comesTrue(() => legend(page, 'val_accuracy'), rows => rows[1].endsWith(accuracy(0.94, step)) && rows[2].endsWith(accuracy(0.8, step)), 'both curves are read');
  await becomes(() => legend(page, 'val_loss').then(([first]) => first), head);

  await page.mouse.move(0, 0);
  await page.getByRole('slider', { name: 'Cursor of val_accuracy' }).focus();
  await page.keyboard.press('Home');
  await comesTrue(() => legend(page, 'val_accuracy'), rows => /step 1$/.test(rows[0]) && rows[1].endsWith('61.0 %'), 'the first step is read');
  await page.keyboard.press('ArrowRight');
  await comesTrue(() => legend(page, 'val_accuracy'), rows => /step 2$/.test(rows[0]) && rows[1].endsWith('64.0 %'), 'the second step is read');
});

pageTest('A click in the legend hides a curve, another shows it', async page => {
  await visit(page, two);
  const button = chart(page, 'val_accuracy').getByRole('button', { name: 'small-cnn · 0' });
  await button.click();
  await page.getByRole('figure', { name: 'val_accuracy over step, 1 curve.' }).waitFor();
  await becomes(() => button.getAttribute('aria-pressed'), 'false');
  await page.reload();
  await page.getByRole('figure', { name: 'val_accuracy over step, 1 curve.' }).waitFor();
  await button.click();
  await page.getByRole('figure', { name: 'val_accuracy over step, 2 curves.' }).waitFor();
});

pageTest('Dragging over a chart zooms, in all charts', async page => {
  await visit(page, two);
  await comesTrue(() => legend(page, 'val_loss'), rows => rows.length === 3, 'both curves');
  const { x, y, width, height } = await boxAtRest(chart(page, 'val_accuracy').locator('canvas'));
  await page.mouse.move(x + 0.4 * width, y + height / 2);
  await page.mouse.down();
  await page.mouse.move(x + 0.5 * width, y + height / 2);
  await page.mouse.move(x + 0.7 * width, y + height / 2);
  await page.mouse.up();
  await comesTrue(async () => placeOf(page), place => /range=step:\d/.test(place), 'the part stands in the address');
  await chart(page, 'val_loss').getByRole('button', { name: 'Show all of step' }).click();
  await comesTrue(async () => placeOf(page), place => !/range=/.test(place), 'all is shown again');
});

pageTest('The gap between training and validation is drawn and told', async page => {
  await visit(page, two);
  await page.getByRole('navigation', { name: 'Ways to compare' }).getByRole('link', { name: 'Gap' }).click();
  await page.getByRole('figure', { name: /^Gap: train_accuracy − val_accuracy over step, 2 curves/ }).waitFor();
  const row = page.getByRole('region', { name: 'Gaps' }).getByRole('row').filter({ hasText: 'small-cnn · 0' });
  await becomes(async () => (await row.getByRole('cell').allInnerTexts())[0], '3.0 %');
  await page.getByRole('combobox', { name: 'Gap of' }).selectOption('loss');
  await page.getByRole('figure', { name: /^Gap: val_loss − train_loss/ }).waitFor();
  await page.reload();
  await page.getByRole('figure', { name: /^Gap: val_loss − train_loss/ }).waitFor();
});

pageTest('Curves grow while a run logs', async page => {
  const experiment = await api.createExperiment('compared live');
  const start = Date.now();
  const runs = [];
  for (const name of ['one', 'other']) {
    const run = await api.createRun(experiment, name, { start });
    await api.log(run, { metrics: [1, 2].map(step => ['val_accuracy', step / 10, step, start + step]) });
    runs.push(run);
  }
  await visit(page, `/compare/${runs.join()}`);
  await becomes(() => legend(page, 'val_accuracy').then(rows => rows.slice(1)), ['one 20.0 %', 'other 20.0 %']);
  await api.log(runs[1], { metrics: [['val_accuracy', 0.75, 3, start + 3]] });
  await becomes(() => legend(page, 'val_accuracy').then(rows => rows.slice(1)), ['one 20.0 %', 'other 75.0 %']);
});
