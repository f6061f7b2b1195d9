import assert from 'node:assert/strict';
import { becomes, comesTrue, facts, pageTest, visit } from './support/page-test.mjs';
import { count, grid, hasRows, names, rowOf } from './support/runs-table.mjs';

const table = `/experiments/${facts?.many.experiment}`;

pageTest('Of a thousand runs the first are shown while the others are on their way', async page => {
  let release;
  const released = new Promise(resolve => { release = resolve; });
  await page.route('**/runs/search', async route => {
    if (route.request().postDataJSON().page_token) await released;
    await route.continue();
  });
  await visit(page, table);
  await grid(page).getByRole('row').getByRole('link').first().waitFor();
  await comesTrue(() => count(page), rows => rows > 0 && rows < facts.many.runs, 'a part of the runs');
  release();
  await hasRows(page, facts.many.runs);
});

pageTest('Scrolling through a thousand runs shows no blank row', async page => {
  await visit(page, table);
  await hasRows(page, facts.many.runs);
  const { frames, blank, seen } = await grid(page).evaluate(async element => {
    const box = [...function* () { for (let at = element.parentElement; at; at = at.parentElement) yield at; }()].find(at => at.scrollHeight > at.clientHeight + 1);
    const area = box.getBoundingClientRect();
    const head = element.tHead.getBoundingClientRect().height;
    const found = { frames: 0, blank: 0, seen: new Set() };
    const frame = () => new Promise(requestAnimationFrame);
    const look = () => {
      found.frames++;
      for (let y = area.top + head + 4; y < area.top + box.clientHeight - 2; y += 12) {
        const row = document.elementFromPoint(area.left + 60, y)?.closest('tr');
        if (!row || row.getAttribute('aria-hidden') === 'true' || row.innerText.trim() === '') found.blank++;
        else found.seen.add(row.getAttribute('aria-rowindex'));
      }
    };
    // Screen after screen, as somebody reads; then in leaps, as somebody drags the bar.
    for (let top = 0; top < box.scrollHeight - box.clientHeight; top += box.clientHeight - 2 * head) {
      box.scrollTop = top;
      await frame();
      look();
    }
    for (const share of [0.1, 0.9, 0.35, 1, 0, 0.6]) {
      box.scrollTop = share * box.scrollHeight;
      await frame();
      look();
    }
    return { frames: found.frames, blank: found.blank, seen: found.seen.size };
  });
  assert.ok(frames > 30, `${frames} frames`);
  assert.equal(blank, 0, 'points of the table without a row');
  assert.ok(seen > 990, `${seen} different rows were seen`);
});

pageTest('A thousand runs are filtered and sorted', async page => {
  await visit(page, `${table}?sort=params.param_0`);
  await hasRows(page, facts.many.runs);
  await becomes(async () => (await names(page)).slice(0, 3), ['run 0', 'run 1', 'run 2'], 'as numbers, not as texts');
  await page.getByRole('searchbox', { name: 'Filter runs' }).fill("params.param_1 = '1'");
  await page.getByRole('searchbox', { name: 'Filter runs' }).press('Enter');
  await comesTrue(() => names(page), found => found[0] === 'run 1' && found[1] === 'run 4', 'every third run');
});

pageTest('Whoever comes back from a run finds the place again', async page => {
  await visit(page, `${table}?sort=params.param_0`);
  await hasRows(page, facts.many.runs);
  await grid(page).focus();
  for (const key of ['End', 'PageUp', 'PageUp', 'PageUp']) await page.keyboard.press(key);
  const name = await comesTrue(
    () => page.evaluate(() => document.getElementById(document.querySelector('[role="treegrid"]').getAttribute('aria-activedescendant'))?.querySelector('a')?.textContent),
    text => Number(/\d+/.exec(text)?.[0]) > 850, 'a row near the end is active');
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { name, level: 1, exact: true }).waitFor();
  await page.goBack();
  await rowOf(page, name).waitFor();
  await becomes(() => rowOf(page, name).evaluate(row => document.elementFromPoint(100, row.getBoundingClientRect().top + 10)?.closest('tr') === row), true, 'the row is on the screen');
});

pageTest('A thousand runs are compared by their parameters', async page => {
  await visit(page, table);
  await rowOf(page, 'run 999').getByRole('checkbox').click();
  await page.getByRole('button', { name: 'Compare 1' }).click();
  await page.getByRole('link', { name: 'Parallel coordinates' }).click();
  await page.getByRole('combobox', { name: 'Runs' }).selectOption({ label: 'all of the experiment' });
  await page.getByRole('img', { name: /^Parallel coordinates of 1000 runs/ }).waitFor();
  await page.getByRole('link', { name: 'Importance', exact: true }).click();
  await becomes(() => page.getByRole('region', { name: 'Importance of parameters' }).getByRole('row').count(), 31);
});
