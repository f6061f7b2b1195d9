import assert from 'node:assert/strict';
import { api, becomes, facts, pageTest, placeOf, visit } from './support/page-test.mjs';
import { hasRows, names } from './support/runs-table.mjs';

const best = `/runs/${facts?.study.best}`;
const part = (page, name) => page.getByRole('region', { name, exact: true });
const value = (page, of, name) => part(page, of).getByRole('row').filter({ has: page.getByRole('rowheader', { name, exact: true }) });

pageTest('A run shows its state, its parameters and its tags', async page => {
  await visit(page, best);
  await page.getByRole('heading', { name: 'resnet18-frozen · 4', level: 1 }).waitFor();
  await page.getByText('finished', { exact: true }).waitFor();
  await value(page, 'Parameters', 'optimizer.learningRate').getByRole('cell', { name: '0.001' }).waitFor();
  await value(page, 'Tags', 'experiment').getByRole('cell', { name: 'resnet18-frozen' }).waitFor();
  await value(page, 'Data sets', 'photos of autumn').getByRole('cell', { name: 'training' }).waitFor();
  await page.getByRole('link', { name: /champion/ }).waitFor();
  await page.getByRole('link', { name: 'retrain of 20 November' }).click();
  await page.getByRole('heading', { name: 'retrain of 20 November', level: 1 }).waitFor();
});

pageTest('A metric has its last value, its best and its curve', async page => {
  await visit(page, best);
  const row = value(page, 'Metrics', 'val_accuracy');
  await row.getByRole('img', { name: 'val_accuracy: 61.0 % to 94.0 %, steps 1 to 15' }).waitFor();
  await becomes(() => row.getByRole('cell').allInnerTexts().then(texts => texts.slice(0, 3)), ['92.0 %', '94.0 %', '15']);
});

pageTest('The values of a run can be searched', async page => {
  const experiment = await api.createExperiment('many parameters');
  const run = await api.createRun(experiment, 'searched');
  await api.log(run, { params: Object.fromEntries(Array.from({ length: 40 }, (_, i) => [`layer.${i}.units`, 10 * i])) });
  await api.finish(run);
  await visit(page, `/runs/${run}`);
  await part(page, 'Parameters').getByRole('searchbox').fill('layer.39');
  await becomes(() => part(page, 'Parameters').getByRole('row').allInnerTexts().then(texts => texts.map(text => text.replace(/\s+/g, ' ').trim())), ['layer.39.units 390']);
});

pageTest('Training and validation of a metric share a chart', async page => {
  await visit(page, best);
  await page.getByRole('tab', { name: 'Charts' }).click();
  const chart = page.getByRole('figure', { name: /^accuracy over .*2 curves/i });
  const legend = () => chart.getByRole('row').allInnerTexts();
  await becomes(async () => (await legend()).slice(1).map(text => text.trim().split(/\s+/)[0]).sort(), ['training', 'validation']);
  await page.getByRole('combobox', { name: 'Over' }).selectOption({ label: 'Wall time' });
  await page.getByRole('figure', { name: /^accuracy over wall time/i }).waitFor();
  await page.reload();
  await page.getByRole('figure', { name: /^accuracy over wall time/i }).waitFor();
});

pageTest('The machine of a run has charts of its own', async page => {
  await visit(page, best);
  await page.getByRole('tab', { name: 'System' }).click();
  await page.getByRole('figure', { name: /cpu.utilization/ }).waitFor();
  await page.getByRole('figure', { name: /memory.usage/ }).waitFor();
  await becomes(() => page.getByRole('figure').count(), 2);
  await page.goBack();
  await part(page, 'Metrics').waitFor();
});

pageTest('Tabs follow the arrow keys', async page => {
  await visit(page, best);
  await page.getByRole('tab', { name: 'Overview' }).focus();
  await page.keyboard.press('ArrowLeft');
  await page.getByRole('tab', { name: 'Artifacts', selected: true }).waitFor();
  await becomes(() => page.getByRole('tab', { name: 'Artifacts' }).evaluate(tab => tab === document.activeElement), true);
});

pageTest('A run with runs nested in it lists and compares them', async page => {
  await visit(page, `/runs/${facts.study.parent}`);
  await hasRows(page, 15);
  await becomes(async () => (await names(page))[0], 'resnet18-frozen · 4', 'the best first');
  await page.getByRole('link', { name: /^Compare its 15 runs/ }).click();
  await page.getByRole('heading', { name: 'Compare 15 runs' }).waitFor();
});

pageTest('A run that is on its way is followed to its end', async page => {
  const experiment = await api.createExperiment('followed');
  const start = Date.now();
  const run = await api.createRun(experiment, 'followed', { start });
  await api.log(run, { metrics: [['val_accuracy', 0.5, 1, start + 1]] });
  await visit(page, `/runs/${run}`);
  await page.getByText('running', { exact: true }).waitFor();
  await becomes(() => value(page, 'Metrics', 'val_accuracy').getByRole('cell').first().innerText(), '50.0 %');
  await api.log(run, { metrics: [['val_accuracy', 0.75, 2, start + 2]] });
  await becomes(() => value(page, 'Metrics', 'val_accuracy').getByRole('cell').first().innerText(), '75.0 %');
  await api.finish(run, 'FAILED');
  await page.getByText('failed', { exact: true }).waitFor();
});

pageTest('A run that is not there is told', async page => {
  await visit(page, '/runs/00000000000000000000000000000000');
  await page.getByRole('alert').filter({ hasText: '00000000000000000000000000000000' }).waitFor();
}, { complaints: /status of 404/ });

pageTest('Notes are written in Markdown, saved and shown', async page => {
  const experiment = await api.createExperiment('noted');
  const run = await api.createRun(experiment, 'noted');
  await api.finish(run);
  await visit(page, `/runs/${run}`);
  const notes = part(page, 'Notes');
  await notes.getByRole('button', { name: 'Write' }).click();
  await notes.getByRole('textbox').fill('# Finding\n\nMore **dropout** helps:\n\n- 0.2\n- 0.3\n');
  await notes.getByRole('button', { name: 'Save' }).click();
  await notes.getByRole('heading', { name: 'Finding' }).waitFor();
  await page.reload();
  await notes.getByRole('heading', { name: 'Finding' }).waitFor();
  await becomes(() => notes.getByRole('strong').innerText(), 'dropout');
  await becomes(() => notes.getByRole('listitem').count(), 2);
  assert.match((await api.get('runs/get', { run_id: run })).run.data.tags.find(({ key }) => key === 'mlflow.note.content').value, /^# Finding/);
  await notes.getByRole('button', { name: 'Edit' }).click();
  await notes.getByRole('textbox').fill('never mind');
  await notes.getByRole('button', { name: 'Cancel' }).click();
  await notes.getByRole('heading', { name: 'Finding' }).waitFor();
});

pageTest('A note cannot do anything, whoever wrote it', async page => {
  const experiment = await api.createExperiment('hostile notes');
  const run = await api.createRun(experiment, '<img src=x onerror="window.owned = 0">', { tags: { hostile: '<script>window.owned = 0</script>' } });
  await api.tag(run, 'mlflow.note.content', [
    'Before', '<script>window.owned = 1</script>', '<img src="/missing.png" onerror="window.owned = 2">', '[a link](javascript:window.owned=3)',
    '<iframe srcdoc="<script>parent.owned = 4</script>"></iframe>', '<svg onload="window.owned = 5"></svg>', '<a href="https://example.org/" onclick="window.owned = 6">elsewhere</a>',
    '![a picture](https://example.org/picture.png)', '<form action="https://example.org/"><input name="a"></form>', '<style>body { display: none }</style>', 'After',
  ].join('\n\n'));
  await api.finish(run);
  await visit(page, `/runs/${run}`);
  const notes = part(page, 'Notes');
  await notes.getByText('After').waitFor();
  await notes.getByText('a link').click();
  const found = await notes.evaluate(section => ({
    forbidden: section.querySelectorAll('script, iframe, object, embed, svg, form, style').length,
    handlers: [...section.querySelectorAll('*')].flatMap(element => element.getAttributeNames().filter(name => name.startsWith('on'))),
    scripts: [...section.querySelectorAll('[href]')].filter(element => element.protocol === 'javascript:').length,
    owned: window.owned,
  }));
  assert.deepEqual(found, { forbidden: 0, handlers: [], scripts: 0, owned: undefined });
  const link = notes.getByRole('link', { name: 'elsewhere' });
  assert.match(await link.getAttribute('rel'), /noopener/);
  await page.getByRole('heading', { level: 1, name: '<img src=x onerror="window.owned = 0">' }).waitFor();
  assert.equal(placeOf(page), `/runs/${run}`);
}, { complaints: /status of 404.*missing\.png|violates the following Content Security Policy/ });

pageTest('The address that MLflow gives a run, and its clients print, shows the run', async page => {
  await visit(page, `/experiments/${facts.study.experiment}/runs/${facts.study.parent}`);
  await page.getByRole('heading', { name: 'retrain of 20 November', level: 1 }).waitFor();
});
