import { becomes, facts } from './support/page-test.mjs';
import { accessibleTest } from './support/accessible.mjs';

const study = facts?.study;
const two = `/compare/${study?.best},${study?.second}`;
const every = `/compare/${study && Object.values(study.runs).flat().join()}`;

accessibleTest('curves', two, page => becomes(() => page.locator('canvas').count(), 4));

accessibleTest('curves in groups, a chart as table', `${every}?group=params.model.architecture&metrics=val_accuracy`, async page => {
  await page.getByText('Show as table').click();
  await page.getByRole('region', { name: 'val_accuracy as table' }).waitFor();
});

accessibleTest('the gap', `${two}?view=gap`, page => page.getByRole('region', { name: 'Gaps' }).waitFor());

accessibleTest('metrics', `${every}?view=metrics`, page => page.getByRole('region', { name: 'Metrics' }).waitFor());

accessibleTest('parameters', `${every}?view=params&all=1&tags=1`, page => page.getByRole('region', { name: 'Parameters' }).waitFor());

accessibleTest('parallel coordinates', `${every}?view=parallel`, async page => {
  await page.getByText('Limits as numbers').click();
  await page.getByRole('region', { name: 'Selected runs' }).waitFor();
});

accessibleTest('scatter', `${every}?view=scatter&scolour=params.model.architecture`, page => page.getByRole('group', { name: /15 runs$/ }).waitFor());

accessibleTest('importance', `${every}?view=importance`, page => page.getByRole('region', { name: 'Importance of parameters' }).waitFor());

accessibleTest('files side by side', `${two}?view=files`, page => page.getByRole('img', { name: /^mistakes\/gallery\.svg of / }).first().waitFor());
