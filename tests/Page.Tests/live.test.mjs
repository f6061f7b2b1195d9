import { api, becomes, pageTest, visit } from './support/page-test.mjs';
import { cell, hasRows, names, rowOf } from './support/runs-table.mjs';

pageTest('The table follows a run while it logs, and keeps what is selected', async page => {
  const experiment = await api.createExperiment('watched');
  const start = Date.now();
  const run = await api.createRun(experiment, 'first', { start });
  await api.log(run, { params: { seed: 1 }, metrics: [['val_accuracy', 0.5, 1, start + 1]] });
  await visit(page, `/experiments/${experiment}?cols=status,metrics.val_accuracy`);
  await becomes(() => cell(page, 'first', 'val_accuracy'), '50.0 %');
  await rowOf(page, 'first').getByRole('checkbox').click();

  await api.log(run, { metrics: [['val_accuracy', 0.6, 2, start + 2]] });
  await becomes(() => cell(page, 'first', 'val_accuracy'), '60.0 %');

  await api.createRun(experiment, 'second', { start: Date.now() });
  await hasRows(page, 2);
  await becomes(() => names(page), ['second', 'first']);

  await api.finish(run);
  await becomes(() => cell(page, 'first', 'Status'), 'finished');
  await becomes(() => rowOf(page, 'first').getAttribute('aria-selected'), 'true');
});
