import { becomes } from './page-test.mjs';

export const grid = page => page.getByRole('treegrid', { name: 'Runs' });

/** The row of a run or a group. */
export const rowOf = (page, name) => grid(page).getByRole('row').filter({ has: page.getByRole('checkbox', { name: `Select ${name}`, exact: true }) });

/** What the table shows: its headers, and each row's cells by header. */
export const read = page => grid(page).evaluate(table => {
  const text = cell => cell.innerText.replace(/\s+/g, ' ').trim();
  const headers = [...table.tHead.rows[0].cells].map(cell => text(cell).replace(/ ?[↓↑]$/, ''));
  const rows = [...table.tBodies[0].rows].filter(row => row.getAttribute('aria-hidden') !== 'true')
    .map(row => Object.fromEntries([...row.cells].map((cell, i) => [headers[i], text(cell)]).filter(([header]) => header !== '')));
  return { headers, rows };
});

/** The names of the rows, without what is beside them. */
export const names = page => grid(page).evaluate(table =>
  [...table.tBodies[0].rows].filter(row => row.getAttribute('aria-hidden') !== 'true').map(row => row.querySelector('input').getAttribute('aria-label').replace(/^Select /, '')));

export const cell = async (page, name, header) => (await read(page)).rows.find(row => row['Name']?.includes(name))?.[header];

export const count = async page => Number(await grid(page).getAttribute('aria-rowcount')) - 1;

/** Waits for so many rows. */
export const hasRows = (page, expected) => becomes(() => count(page).catch(() => null), expected, 'rows of the table');
