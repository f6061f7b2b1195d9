import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { chromium } from 'playwright-core';
import { client } from './api.mjs';

/** What run.mjs has started and made; without a browser, nothing. */
export const facts = process.env['PAGE_TESTS'] ? JSON.parse(process.env['PAGE_TESTS']) : null;
export const api = facts && client(facts.url);
// A machine with much else to do is slow, not wrong.
const timeout = 60_000;

/** @type {Promise<import('playwright-core').Browser> | undefined} */
let browser;
after(async () => (await browser)?.close());

/**
 * A test with a page of its own: with nothing kept from other tests. It also fails when the page asked another server for
 * something or complained on the console.
 * @param {string} name
 * @param {(page: import('playwright-core').Page) => Promise<void>} body
 * @param {{ width?: number, height?: number, complaints?: RegExp, password?: { username: string, password: string } }} [options]
 *   `complaints` that are expected, the `password` that the browser knows
 */
export function pageTest(name, body, { width = 1280, height = 800, complaints, password } = {}) {
  test(name, { skip: facts ? false : 'No Chromium on this machine.', timeout: 4 * timeout }, async () => {
    browser ??= chromium.connect(facts.browser);
    const context = await (await browser).newContext({
      baseURL: facts.url, viewport: { width, height }, colorScheme: 'light', hasTouch: width < 600, ...(password ? { httpCredentials: password } : {}),
    });
    context.setDefaultTimeout(timeout);
    try {
      const [requests, said] = [[], []];
      const page = await context.newPage();
      context.on('request', request => requests.push(request.url()));
      context.on('console', message => { if (['error', 'warning', 'assert'].includes(message.type())) said.push(`${message.text()} (${message.location().url})`); });
      context.on('weberror', error => said.push(String(error.error().stack)));
      await body(page);
      const own = new URL(page.url()).origin;
      assert.deepEqual(requests.filter(url => !/^(data|blob):/.test(url) && new URL(url).origin !== own), [], 'asked of other servers');
      assert.deepEqual(said.filter(text => !complaints?.test(text)), [], 'said on the console');
    } finally {
      await context.close();
    }
  });
}

/** Goes to an address of the page: `/experiments/1?sort=name`. */
export async function visit(page, address) {
  await page.goto(`/#${address}`);
}

/** Waits until `read` gives what is expected. */
export async function becomes(read, expected, what = '') {
  let value;
  for (const end = Date.now() + timeout; Date.now() < end;) {
    value = await read();
    try {
      assert.deepEqual(value, expected);
      return;
    } catch {
      await new Promise(resolve => setTimeout(resolve, 40));
    }
  }
  assert.deepEqual(value, expected, what || undefined);
}

/** Waits until what `read` gives satisfies `holds`. */
export async function comesTrue(read, holds, what) {
  let value;
  for (const end = Date.now() + timeout; Date.now() < end;) {
    value = await read();
    if (holds(value)) return value;
    await new Promise(resolve => setTimeout(resolve, 40));
  }
  assert.fail(`${what}; it is ${JSON.stringify(value)}`);
}

/** Where an element is once it is scrolled to and no longer moves: what is still loading above it may push it. */
export async function boxAtRest(element) {
  await element.scrollIntoViewIfNeeded();
  let before;
  return comesTrue(() => element.boundingBox(), box => {
    const rests = box !== null && before !== undefined && Object.keys(box).every(key => box[key] === before[key]);
    before = box ?? undefined;
    return rests;
  }, 'it no longer moves');
}

/** The place within the page, as `/experiments/1?sort=name`. */
export const placeOf = page => decodeURIComponent(new URL(page.url()).hash.slice(1));
