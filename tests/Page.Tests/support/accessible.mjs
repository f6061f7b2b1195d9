import assert from 'node:assert/strict';
import path from 'node:path';
import axe from 'axe-core';
import { pageTest, visit } from './page-test.mjs';

/** A folder that gets a picture of each view, for somebody to look at: PAGE_TESTS_PICTURES=obj/pictures node tests/Page.Tests/run.mjs accessible */
const pictures = process.env['PAGE_TESTS_PICTURES'];
const phone = { width: 390, height: 844 };
const grave = ['serious', 'critical'];

/**
 * Tests that a view has no serious fault that axe-core knows (https://github.com/dequelabs/axe-core/blob/develop/doc/rule-descriptions.md),
 * light and dark, on a desk and on a phone, and that on a phone nothing is wider than the screen.
 * @param {string} name of the view, in the test's name
 * @param {string | undefined} address
 * @param {(page: import('playwright-core').Page) => Promise<unknown>} ready waits until all of it is there
 */
export function accessibleTest(name, address, ready, { complaints } = {}) {
  pageTest(`Accessible, light and dark, on desk and phone: ${name}`, async page => {
    await visit(page, address);
    await ready(page);
    await page.evaluate(axe.source);
    const faults = [];
    const inspect = async (where, runOnly) => {
      if (pictures) await page.screenshot({ path: path.join(pictures, `${name}, ${where}.png`) });
      faults.push(...(await faultsOf(page, runOnly)).map(fault => `${where}: ${fault}`));
    };
    await inspect('1280 px, light');
    await page.emulateMedia({ colorScheme: 'dark' });
    await inspect('1280 px, dark', 'color-contrast');
    await page.setViewportSize(phone);
    // What is drawn to the window's width is drawn again.
    await page.evaluate(() => new Promise(resolve => requestAnimationFrame(() => requestAnimationFrame(resolve))));
    await inspect('390 px, dark');
    await page.emulateMedia({ colorScheme: 'light' });
    await inspect('390 px, light', 'color-contrast');
    assert.deepEqual(faults, []);
    assert.deepEqual(await tooWide(page), [], 'wider than a phone');
  }, { complaints });
}

const faultsOf = (page, runOnly) => page.evaluate(async ([levels, rule]) => {
  const { violations } = await window.axe.run(document, { resultTypes: ['violations'], iframes: false, ...(rule ? { runOnly: [rule] } : {}) });
  return violations.filter(({ impact }) => levels.includes(impact))
    .flatMap(({ id, nodes }) => nodes.slice(0, 3).map(node => `${id} at ${node.target.join(' ')}: ${node.failureSummary.replace(/\s+/g, ' ')}`));
}, [grave, runOnly]);

/** What makes the page scroll sideways: an area of its own may. */
const tooWide = page => page.evaluate(() => {
  const most = document.documentElement.clientWidth;
  const wide = box => box.scrollWidth > box.clientWidth;
  if (![document.scrollingElement, document.querySelector('main')].some(wide)) return [];
  const clips = element => element.matches('main, body, html') ? false : getComputedStyle(element).overflowX !== 'visible' || (element.parentElement && clips(element.parentElement));
  const found = [...document.querySelectorAll('main *')].filter(element => element.getBoundingClientRect().right > most + 1 && !clips(element.parentElement));
  return [`the page is ${document.querySelector('main').scrollWidth} px wide`, ...found.slice(0, 5).map(element => `${element.tagName} ${element.className} ${element.textContent.slice(0, 40)}`)];
});
