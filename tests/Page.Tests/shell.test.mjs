import assert from 'node:assert/strict';
import { becomes, comesTrue, facts, pageTest, visit } from './support/page-test.mjs';

const ink = page => page.getByRole('heading', { level: 1 }).evaluate(heading => getComputedStyle(heading).color);

pageTest('Colours are light or dark as the system says, or as somebody chose', async page => {
  await visit(page, '/');
  const light = await ink(page);
  await page.emulateMedia({ colorScheme: 'dark' });
  const dark = await comesTrue(() => ink(page), colour => colour !== light, 'the colour of texts changes');
  await page.getByRole('combobox', { name: 'Colours' }).selectOption('Light');
  await becomes(() => ink(page), light);
  await page.reload();
  assert.equal(await ink(page), light);
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
  assert.equal(await page.evaluate(() => document.activeElement.textContent), 'Skip to the content');
  await page.keyboard.press('Enter');
  await becomes(() => page.evaluate(() => document.activeElement.id), 'main');
});

pageTest('An address that leads nowhere says so', async page => {
  await visit(page, '/nowhere');
  await page.getByText('There is no such page.').waitFor();
});
