import assert from 'node:assert/strict';
import { accessibleTest } from './support/accessible.mjs';
import { api, becomes, comesTrue, facts, pageTest, placeOf, visit } from './support/page-test.mjs';
import { makeTrace, prediction, spanId } from './support/traces.mjs';

const made = facts && await makeTraces();
const part = (page, name) => page.getByRole('region', { name, exact: true });
const clean = text => text.replace(/[\s\u200b]+/g, ' ').trim();
const texts = locator => locator.getByRole('row').allInnerTexts().then(rows => rows.map(clean));
const tree = page => page.getByRole('treegrid', { name: 'Spans' });
const spans = page => texts(tree(page)).then(rows => rows.slice(1));
const selected = page => tree(page).locator('[aria-selected="true"] th').innerText().then(text => clean(text).replace(/^[▾▸] /, ''));
const details = page => part(page, 'Selected span');

async function makeTraces() {
  const experiment = await api.createExperiment('traces');
  const run = await api.createRun(experiment, 'serving');
  await api.finish(run);
  const trace = await makeTrace(experiment, { ...prediction, run });
  const assess = assessment => api.post3(`traces/${trace}/assessments`, { assessment: { trace_id: trace, ...assessment } });
  await assess({ assessment_name: 'right', source: { source_type: 'HUMAN', source_id: 'ada' }, feedback: { value: false }, rationale: 'It is a bee.' });
  await assess({
    assessment_name: 'photo', span_id: spanId(3), source: { source_type: 'CODE', source_id: 'check' },
    expectation: { serialized_value: { serialization_format: 'JSON_FORMAT', value: '{"kind": "jpeg"}' } },
  });
  return { experiment, run, trace, empty: await makeTrace(experiment, { name: 'nothing recorded', state: 'IN_PROGRESS', duration: null }) };
}

pageTest('Traces of a run are listed beside it, and open', async page => {
  await visit(page, `/runs/${made.run}`);
  await becomes(() => texts(part(page, 'Traces')).then(rows => rows.slice(1).map(row => row.replace(/28 Nov 2026, [\d:]+/, 'TIME'))),
    ['predict ok TIME 250 ms {"photo": "a.jpg"} {"label": "ant"}']);
  await part(page, 'Traces').getByRole('link', { name: 'predict' }).click();
  await page.getByRole('heading', { level: 1, name: 'predict' }).waitFor();
  assert.equal(placeOf(page), `/traces/${made.trace}`);
  await page.getByRole('link', { name: 'serving' }).click();
  await page.getByRole('heading', { level: 1, name: 'serving' }).waitFor();
});

pageTest('An experiment leads to its traces, which can be filtered', async page => {
  await visit(page, `/experiments/${made.experiment}`);
  await page.getByRole('link', { name: 'Traces' }).click();
  const names = () => page.getByRole('group', { name: 'Traces' }).getByRole('rowheader').allInnerTexts();
  await becomes(async () => (await names()).sort(), ['nothing recorded', 'predict']);
  const filter = page.getByRole('searchbox', { name: 'Filter traces' });
  await filter.fill('RECORDED');
  await filter.press('Enter');
  await becomes(names, ['nothing recorded']);
  await filter.fill("status = 'OK' AND execution_time_ms > 100");
  await filter.press('Enter');
  await becomes(names, ['predict']);
  await filter.fill('nothing = ');
  await filter.press('Enter');
  await page.getByRole('alert').waitFor();
  await filter.fill('no such name');
  await filter.press('Enter');
  await page.getByText('No trace matches.').waitFor();
}, { complaints: /status of 400/ });

pageTest('Of many traces the older ones come when asked for', async page => {
  const experiment = await api.createExperiment('many traces');
  await Promise.all(Array.from({ length: 103 }, (_, i) => makeTrace(experiment, { name: `call ${i}` })));
  await visit(page, `/experiments/${experiment}/traces`);
  const count = () => page.getByRole('group', { name: 'Traces' }).getByRole('rowheader').count();
  await becomes(count, 100);
  await page.getByRole('button', { name: 'Show older ones' }).click();
  await becomes(count, 103);
  assert.equal(await page.getByRole('button', { name: 'Show older ones' }).count(), 0);
});

pageTest('An experiment without traces does not lead to any', async page => {
  const experiment = await api.createExperiment('no traces');
  const answered = page.waitForResponse('**/traces/search');
  await visit(page, `/experiments/${experiment}`);
  await answered;
  await page.getByText('No runs yet.').waitFor();
  assert.equal(await page.getByRole('link', { name: 'Traces' }).count(), 0);
  await visit(page, `/experiments/${experiment}/traces`);
  await page.getByText('No traces yet.').waitFor();
});

pageTest('A trace shows its spans as a tree over time', async page => {
  await visit(page, `/traces/${made.trace}`);
  await becomes(() => spans(page), ['▾ predict chain 250 ms', '▾ read tool 50 ms', 'decode error 31 ms', 'classify llm 190 ms']);
  await becomes(() => tree(page).getByRole('row').evaluateAll(rows => rows.slice(1).map(row => row.ariaLevel)), ['1', '2', '3', '2']);
  const bars = await tree(page).locator('.bar').evaluateAll(found => {
    const whole = found[0].getBoundingClientRect();
    return found.map(bar => {
      const { left, width } = bar.getBoundingClientRect();
      return [Math.round(100 * (left - whole.left) / whole.width), Math.round(100 * width / whole.width)];
    });
  });
  assert.deepEqual(bars, [[0, 100], [4, 20], [8, 12], [24, 76]]);
});

pageTest('The selected span shows what went in and out, its attributes and its events', async page => {
  await visit(page, `/traces/${made.trace}`);
  const inputs = details(page).getByRole('region', { name: 'Inputs' });
  await becomes(() => inputs.locator('pre').innerText(), '{\n  "photo": "a.jpg",\n  "sizes": [\n    224,\n    224\n  ]\n}');
  assert.equal(await details(page).getByRole('region', { name: 'Outputs' }).locator('pre').innerText(), '{\n  "label": "ant",\n  "score": 0.5\n}');
  await tree(page).getByText('decode').click();
  await becomes(() => texts(details(page).getByRole('region', { name: 'Attributes' })), ['kind jpeg', 'seed 9007199254740993']);
  assert.equal(placeOf(page), `/traces/${made.trace}?span=${spanId(3)}`);
  const events = details(page).getByRole('region', { name: 'Events' });
  assert.match(await events.innerText(), /exception at 50 ms/);
  assert.deepEqual(await texts(events), ['exception.message a.jpg is no photo', 'exception.stacktrace at decode() at read()']);
  await details(page).getByText('began at 20 ms, took 31 ms').waitFor();
  assert.deepEqual((await texts(details(page).getByRole('region', { name: 'Assessments of the span' }))).slice(1), ['photo (expected) {"kind":"jpeg"} check (code)']);
  await page.goBack();
  await becomes(() => selected(page), 'predict');
});

pageTest('A trace shows its previews, its assessments, its tags and its metadata', async page => {
  await visit(page, `/traces/${made.trace}`);
  await becomes(() => part(page, 'Request').locator('pre').innerText(), '{\n  "photo": "a.jpg"\n}');
  assert.equal(await part(page, 'Response').locator('pre').innerText(), '{\n  "label": "ant"\n}');
  assert.deepEqual((await texts(part(page, 'Assessments'))).slice(1),
    ['right false ada (person) It is a bee.', 'photo (expected) of decode {"kind":"jpeg"} check (code)']);
  assert.ok((await texts(part(page, 'Tags'))).includes('stage test'));
  assert.ok((await texts(part(page, 'Metadata'))).includes('mlflow.source.name serve.py'));
});

pageTest('The keyboard walks the tree of spans', async page => {
  await visit(page, `/traces/${made.trace}`);
  await tree(page).focus();
  for (const [key, name] of [['ArrowDown', 'read'], ['ArrowRight', 'decode error'], ['ArrowLeft', 'read'], ['End', 'classify'], ['ArrowLeft', 'predict']]) {
    await page.keyboard.press(key);
    await becomes(() => selected(page), name, key);
  }
  await page.keyboard.press('ArrowLeft');
  await becomes(() => spans(page), ['▸ predict chain 250 ms']);
  assert.equal(await tree(page).locator('[aria-expanded="false"]').count(), 1);
  await page.keyboard.press('ArrowRight');
  await becomes(async () => (await spans(page)).length, 4);
  const active = await tree(page).getAttribute('aria-activedescendant');
  assert.equal(await page.locator(`#${active}`).getAttribute('aria-selected'), 'true');
});

pageTest('The next error is found below a folded span', async page => {
  await visit(page, `/traces/${made.trace}`);
  await tree(page).getByRole('button', { name: 'Fold' }).first().click();
  await becomes(async () => (await spans(page)).length, 1);
  await page.getByRole('button', { name: 'Next error' }).click();
  await becomes(() => selected(page), 'decode error');
  await details(page).getByRole('paragraph').getByText('a.jpg is no photo').waitFor();
});

pageTest('A link leads to one span of a trace', async page => {
  await visit(page, `/traces/${made.trace}?span=${spanId(4)}`);
  await becomes(() => selected(page), 'classify');
  await visit(page, `/experiments/${made.experiment}/traces?selectedEvaluationId=${made.trace}`);
  await becomes(() => selected(page), 'predict', "MLflow's link");
});

pageTest('A trace without spans and a trace that is not there say so', async page => {
  await visit(page, `/traces/${made.empty}`);
  await page.getByText('No spans were recorded for this trace.').waitFor();
  await page.getByText('in progress').waitFor();
  await visit(page, '/traces/tr-unknown');
  await comesTrue(() => page.getByRole('alert').innerText(), text => text.includes("Trace with ID 'tr-unknown' not found"), 'the id is unknown');
  await visit(page, '/traces/');
  await page.getByText('There is no such page.').waitFor();
}, { complaints: /status of 404/ });

pageTest('What a trace holds is text, whatever it says', async page => {
  const hostile = '<img src=x onerror="document.title=1"><script>document.title=2</script>\u202e gpj.exe\x1b[2J';
  const id = await makeTrace(made.experiment, {
    name: hostile, request: hostile, response: hostile, tags: { [hostile]: hostile },
    spans: [{
      id: 1, name: hostile, type: hostile, status: 'ERROR', message: hostile, inputs: { [hostile]: hostile, ['__proto__']: 1n }, outputs: hostile,
      attributes: { [hostile]: hostile }, events: [{ name: hostile, at: 1, attributes: { [hostile]: hostile } }],
    }],
  });
  await visit(page, `/traces/${id}`);
  await details(page).getByRole('region', { name: 'Outputs' }).waitFor();
  const shown = '<img src=x onerror="document.title=1"><script>document.title=2</script>\\u202e gpj.exe\\u001b[2J';
  assert.equal(await details(page).getByRole('region', { name: 'Outputs' }).locator('pre').innerText(), shown);
  assert.equal(await page.locator('main img, main script').count(), 0);
  assert.ok(!(await page.locator('main').innerText()).includes('\u202e'), 'what turns the direction of a text is written out');
  assert.match(await details(page).getByRole('region', { name: 'Inputs' }).innerText(), /"__proto__": 1/);
  assert.equal(await page.title(), shown);
});

pageTest('A trace of 2,000 spans draws only the rows on the screen, and the keyboard reaches all', async page => {
  const id = await makeTrace(made.experiment, {
    name: 'many', duration: '2s',
    spans: Array.from({ length: 2000 }, (_, i) => ({ id: i + 1, parent: i === 0 ? undefined : i < 100 ? i : 1 + i % 100, name: `span ${i}`, from: i, to: 2000 })),
  });
  await visit(page, `/traces/${id}`);
  await comesTrue(() => tree(page).getByRole('row').count(), rows => rows > 10, 'spans are there');
  assert.equal(await tree(page).getAttribute('aria-rowcount'), '2001');
  await tree(page).focus();
  await page.keyboard.press('End');
  await comesTrue(() => selected(page).catch(() => ''), name => name.startsWith('span '), 'the last row is selected and drawn');
  assert.equal(await tree(page).locator('[aria-selected="true"]').getAttribute('aria-rowindex'), '2001');
  assert.ok(await tree(page).getByRole('row').count() < 150, 'rows far from the screen are not drawn');
  assert.equal(await page.evaluate(() => document.querySelector('.spans').scrollWidth > document.querySelector('.spans').clientWidth), false, 'sideways');
});

pageTest('A long value is shown in part, and whole when asked for', async page => {
  const id = await makeTrace(made.experiment, { spans: [{ id: 1, name: 'long', outputs: 'word '.repeat(20_000) }] });
  await visit(page, `/traces/${id}`);
  const length = () => details(page).getByRole('region', { name: 'Outputs' }).locator('pre').evaluate(element => element.textContent.length);
  await becomes(length, 20_001);
  await page.getByRole('button', { name: 'Show all 100 kB' }).click();
  await becomes(length, 100_000);
});

accessibleTest('traces of an experiment', `/experiments/${made?.experiment}/traces`, page => page.getByRole('rowheader', { name: 'predict' }).first().waitFor());
accessibleTest('a trace', `/traces/${made?.trace}?span=${spanId(3)}`, page => details(page).getByRole('region', { name: 'Events' }).waitFor());
