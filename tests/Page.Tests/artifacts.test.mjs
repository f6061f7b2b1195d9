import assert from 'node:assert/strict';
import { text as textOf } from 'node:stream/consumers';
import { api, comesTrue, facts, pageTest, placeOf, visit } from './support/page-test.mjs';

const files = `/runs/${facts?.study.best}?tab=artifacts`;
const file = (page, name) => page.getByRole('region', { name: 'Files' }).getByRole('button', { name: new RegExp(`^${name.replace('.', '\\.')}( |$|\\d)`) });
const preview = (page, path) => page.getByRole('region', { name: path, exact: true });

pageTest('An image is shown', async page => {
  await visit(page, files);
  for (const name of ['photo.png', 'confusion_matrix.svg']) {
    await file(page, name).click();
    const image = preview(page, name).getByRole('img');
    await comesTrue(() => image.evaluate(img => img.complete && img.naturalWidth), width => width > 0, `${name} is drawn`);
  }
});

pageTest('Files in a folder can be reached, and have an address', async page => {
  await visit(page, files);
  await page.getByRole('region', { name: 'Files' }).getByRole('button', { name: 'mistakes/' }).click();
  await file(page, 'gallery.svg').click();
  await preview(page, 'mistakes/gallery.svg').getByRole('img').waitFor();
  await comesTrue(async () => placeOf(page), place => /file=mistakes\/gallery\.svg/.test(place), 'the file stands in the address');
  await page.reload();
  await preview(page, 'mistakes/gallery.svg').getByRole('img').waitFor();
  await page.goBack();
  await preview(page, 'mistakes/gallery.svg').waitFor({ state: 'detached' });
});

pageTest('JSON is indented, text is as it is, a table is a table', async page => {
  await visit(page, files);
  await file(page, 'experiment.json').click();
  await preview(page, 'experiment.json').getByText('"learningRate": 0.001').waitFor();
  await comesTrue(() => preview(page, 'experiment.json').innerText(), text => /\{\n {2}"name": "resnet18-frozen"/.test(text), 'it is indented');
  await file(page, 'notes.txt').click();
  await preview(page, 'notes.txt').getByText('Trained on a Friday.\nNothing went wrong.').waitFor();
  await file(page, 'predictions.csv').click();
  await preview(page, 'predictions.csv').getByRole('cell', { name: 'b, c.jpg', exact: true }).waitFor();
});

pageTest('A report stands in a frame that can run nothing', async page => {
  const experiment = await api.createExperiment('hostile report');
  const run = await api.createRun(experiment, 'reported');
  await api.upload(run, 'report.html', `<!doctype html><title>Report</title><style>h1 { color: rgb(1, 2, 3) }</style><h1>Report of the run</h1>
    <script>parent.document.title = 'owned'; document.body.textContent = 'owned'</script><img src="data:," onerror="parent.owned = 1"><p>The end.</p>`);
  await api.finish(run);
  await visit(page, `/runs/${run}?tab=artifacts`);
  const frame = page.locator('iframe[title="report.html"]');
  const report = frame.contentFrame();
  await report.getByText('The end.').waitFor();
  assert.equal(await report.getByRole('heading').evaluate(heading => getComputedStyle(heading).color), 'rgb(1, 2, 3)');
  assert.equal(await frame.getAttribute('sandbox'), '');
  assert.notEqual(await page.title(), 'owned');
  assert.equal(await page.evaluate(() => window.owned), undefined);
}, { complaints: /Blocked script execution|Content Security Policy/ });

pageTest('Opened by itself an artifact is a download, not a page', async page => {
  await visit(page, files);
  await file(page, 'report.html').click();
  const address = new URL(await preview(page, 'report.html').getByRole('link', { name: 'Download' }).getAttribute('href'), facts.url);
  const started = page.waitForEvent('download');
  await page.goto(address.href).catch(() => {}); // a download is no navigation
  assert.equal((await started).suggestedFilename(), 'report.html');
});

pageTest('A file can be downloaded as it is', async page => {
  await visit(page, files);
  await file(page, 'notes.txt').click();
  const started = page.waitForEvent('download');
  await preview(page, 'notes.txt').getByRole('link', { name: 'Download' }).click();
  const download = await started;
  assert.equal(download.suggestedFilename(), 'notes.txt');
  assert.equal(await textOf(await download.createReadStream()), 'Trained on a Friday.\nNothing went wrong.\n');
});

pageTest('A file without a preview says so', async page => {
  await visit(page, files);
  await file(page, 'model.safetensors').click();
  await preview(page, 'model.safetensors').getByText('There is no preview of such a file.').waitFor();
});

pageTest('A run without files says so', async page => {
  await visit(page, `/runs/${facts.study.running}?tab=artifacts`);
  await page.getByText('None yet.').waitFor();
});
