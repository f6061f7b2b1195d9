import assert from 'node:assert/strict';
import { becomes, boxAtRest, comesTrue, facts, pageTest, placeOf, visit } from './support/page-test.mjs';

const study = facts?.study;
const two = `/compare/${study?.best},${study?.second}`;
const every = `/compare/${study && Object.values(study.runs).flat().join()}`;
const rowsOf = table => table.getByRole('row').allInnerTexts().then(texts => texts.map(text => text.replace(/\s+/g, ' ').trim()));

pageTest('Metrics stand beside each other, the best one marked', async page => {
  await visit(page, `${two}?view=metrics`);
  const table = page.getByRole('region', { name: 'Metrics' });
  const row = table.getByRole('row').filter({ has: page.getByRole('rowheader', { name: 'best_val_accuracy', exact: true }) });
  await becomes(() => row.getByRole('cell').allInnerTexts(), ['★ 94.0 %', '93.0 %']);
  const loss = table.getByRole('row').filter({ has: page.getByRole('rowheader', { name: 'val_loss', exact: true }) });
  await comesTrue(() => loss.getByRole('cell').allInnerTexts(), cells => /^★/.test(cells[1]), 'of a loss the lowest');
});

pageTest('Of the parameters only those that differ are shown, unless all are wanted', async page => {
  await visit(page, `/compare/${study.runs['small-cnn'][1]},${study.runs['mobilenet-warmup'][1]}?view=params`);
  const table = page.getByRole('region', { name: 'Parameters' });
  const keys = () => table.getByRole('rowheader').allInnerTexts();
  await becomes(keys, ['model.architecture', 'name', 'optimizer.learningRate', 'regularization.dropout']);
  await page.getByRole('checkbox', { name: 'Also what is the same' }).check();
  await comesTrue(keys, found => found.includes('data.batchSize') && found.length > 6, 'the others are there, too');
  await page.getByRole('checkbox', { name: 'Tags, too' }).check();
  await comesTrue(keys, found => found.some(key => /tag job_id/.test(key)), 'tags, too');
  await page.reload();
  await comesTrue(keys, found => found.some(key => /tag job_id/.test(key)), 'also after a reload');
});

pageTest('Brushing an axis of the parallel coordinates selects runs, which can be compared', async page => {
  await visit(page, `${every}?view=parallel&axes=params.optimizer.learningRate,params.regularization.dropout,metrics.best_val_accuracy`);
  await page.getByRole('heading', { name: '15 runs', exact: true }).waitFor();
  const plot = page.getByRole('img', { name: /^Parallel coordinates of 15 runs/ });
  await comesTrue(() => plot.locator('path').count(), lines => lines >= 15, 'it is laid out');
  const { y, height } = await boxAtRest(plot);
  // The axis lies below the middle of its name; the upper half of dropout is 0.2 to 0.3.
  const name = await plot.getByText(/^dropout/).boundingBox();
  const x = name.x + name.width / 2;
  await page.mouse.move(x, y + 0.09 * height);
  await page.mouse.down();
  await page.mouse.move(x, y + 0.2 * height);
  await page.mouse.move(x, y + 0.3 * height);
  await page.mouse.up();
  await page.getByRole('heading', { name: '5 selected of 15 runs' }).waitFor();
  await page.getByRole('img', { name: /15 runs over .*; 5 selected/ }).waitFor();
  await comesTrue(async () => placeOf(page), place => /brush=/.test(place), 'the limits stand in the address');
  await page.reload();
  await page.getByRole('heading', { name: '5 selected of 15 runs' }).waitFor();
  await comesTrue(() => rowsOf(page.getByRole('region', { name: 'Selected runs' })), rows => rows.length === 6 && rows.slice(1).every(row => row.startsWith('small-cnn')), 'the selected runs');
  await page.getByRole('link', { name: 'Compare these' }).click();
  await page.getByRole('heading', { name: 'Compare 5 runs' }).waitFor();
});

pageTest('The same selection can be made with numbers', async page => {
  await visit(page, `${every}?view=parallel`);
  await page.getByText('Limits as numbers').click();
  await page.getByRole('spinbutton', { name: 'best_val_accuracy from' }).fill('0.925');
  await page.keyboard.press('Tab');
  await page.getByRole('heading', { name: '2 selected of 15 runs' }).waitFor();
  await page.getByRole('button', { name: 'Clear selection' }).click();
  await page.getByRole('heading', { name: '15 runs', exact: true }).waitFor();
});

pageTest('A scatter plot sets anything against anything, and its points lead to the runs', async page => {
  await visit(page, `${every}?view=scatter`);
  await page.getByRole('combobox', { name: 'x', exact: true }).selectOption({ label: 'regularization.dropout' });
  await page.getByRole('combobox', { name: 'y', exact: true }).selectOption({ label: 'best_val_accuracy' });
  await page.getByRole('combobox', { name: 'Colour', exact: true }).selectOption({ label: 'model.architecture' });
  const plot = page.getByRole('group', { name: 'best_val_accuracy over regularization.dropout, 15 runs' });
  await becomes(() => plot.getByRole('link').count(), 15);
  await page.getByText(/^Rank correlation/).waitFor();
  await page.reload();
  const point = plot.getByRole('link', { name: /^small-cnn · 2: regularization\.dropout 0\.3, best_val_accuracy 82\.0 %/ });
  await becomes(() => plot.getByRole('link').count(), 15);
  await point.press('Enter');
  await page.getByRole('heading', { name: 'small-cnn · 2', level: 1 }).waitFor();
});

pageTest('The importance of parameters is ranked, with a caution', async page => {
  await visit(page, `${every}?view=importance`);
  const table = page.getByRole('region', { name: 'Importance of parameters' });
  const first = () => rowsOf(table).then(rows => rows[1]);
  await comesTrue(first, row => /^(model\.architecture|name|optimizer\.learningRate|regularization\.dropout) \d+ %/.test(row), 'what differs between recipes matters most');
  assert.ok((await rowsOf(table)).every(row => !row.startsWith('manifest_digest')), 'what is the same cannot matter');
  await page.getByRole('note', { name: 'Caution' }).waitFor();
  await page.getByRole('combobox', { name: 'Importance for' }).selectOption('val_loss');
  await comesTrue(first, row => /^(repeat|seed)/.test(row), 'the loss goes with the repeat');
});

pageTest('The importance can be that of a whole experiment', async page => {
  await visit(page, `${two}?view=importance`);
  await page.getByText(/2 runs have this metric/).waitFor();
  await page.getByRole('combobox', { name: 'Runs' }).selectOption({ label: 'all of the experiment' });
  await comesTrue(() => rowsOf(page.getByRole('region', { name: 'Importance of parameters' })).catch(() => []), rows => rows.length > 4, 'more parameters differ');
});

pageTest('Confusion matrices stand side by side, or as their difference', async page => {
  await visit(page, `${two}?view=files`);
  const matrix = name => page.getByRole('region', { name: `Confusion matrix of ${name}` }).getByRole('row');
  await becomes(() => matrix('resnet18-frozen · 4').nth(1).getByRole('cell').allInnerTexts().catch(() => []), ['20', '1', '·']);
  await becomes(() => matrix('resnet18-frozen · 3').nth(1).getByRole('cell').allInnerTexts(), ['18', '1', '·']);
  await page.getByRole('combobox', { name: 'Difference to' }).selectOption({ label: 'resnet18-frozen · 3' });
  await becomes(() => matrix('resnet18-frozen · 4').nth(1).getByRole('cell').allInnerTexts(), ['+2', '·', '·']);
  await page.getByRole('combobox', { name: 'Difference to' }).selectOption({ label: 'none' });
  await page.getByRole('combobox', { name: 'Cells' }).selectOption({ label: 'percent of the row' });
  await becomes(() => matrix('resnet18-frozen · 3').nth(1).getByRole('cell').allInnerTexts(), ['95', '5.3', '·']);
});

pageTest('Images of the same path stand side by side', async page => {
  await visit(page, `${two}?view=files`);
  const images = page.getByRole('img', { name: /^mistakes\/gallery\.svg of / });
  await becomes(() => images.count(), 2);
  for (const image of await images.all()) {
    await image.scrollIntoViewIfNeeded();
    await comesTrue(() => image.evaluate(img => img.complete && img.naturalWidth), width => width > 0, 'an image is drawn');
  }
  await page.getByText(/^Images \d/).click();
  await page.getByRole('checkbox', { name: 'photo.png' }).uncheck();
  await page.getByRole('heading', { name: 'photo.png' }).waitFor({ state: 'detached' });
});

pageTest('Every way to compare can be reached, and keeps the runs', async page => {
  await visit(page, two);
  const ways = page.getByRole('navigation', { name: 'Ways to compare' });
  await ways.waitFor();
  for (const name of await ways.getByRole('link').allInnerTexts()) {
    await ways.getByRole('link', { name, exact: true }).click();
    await ways.getByRole('link', { name, exact: true }).and(page.locator('[aria-current="page"]')).waitFor();
    await page.getByRole('heading', { name: 'Compare 2 runs' }).waitFor();
  }
});

pageTest('A run can be left out, and one that is not there is told', async page => {
  await visit(page, `${two},00000000000000000000000000000000`);
  await page.getByText('1 run was not found: 00000000').waitFor();
  await page.getByRole('link', { name: 'Compare without resnet18-frozen · 3' }).click();
  await page.getByRole('heading', { name: 'Compare 1 run', exact: true }).waitFor();
  await page.goBack();
  await page.getByRole('heading', { name: 'Compare 2 runs' }).waitFor();
}, { complaints: /status of 404/ });
