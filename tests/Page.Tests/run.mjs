// Tests of the tracking server's page: its types, its pure modules, and all of it in a real browser against the built
// server. ./test runs this and reads the last line; by itself: node tests/Page.Tests/run.mjs [FILE...] [--filter TEXT],
// where FILE is a part of a file's name.

import { readFileSync, readdirSync } from 'node:fs';
import { run } from 'node:test';
import { availableParallelism } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { chromium } from 'playwright-core';
import { bundleModuleTests } from './support/bundle.mjs';
import { browserPath, folder } from './support/paths.mjs';
import { makeManyRuns } from './support/many-runs.mjs';
import { startServer } from './support/server.mjs';
import { makeStudy } from './support/study.mjs';

/** What makes the browser draw a thousand rows has the machine to itself. */
const alone = ['thousand-runs.test.mjs'];
/** One more than the machine can do: a test that waits for the next answer leaves room for another. */
const atATime = availableParallelism() + 1;

const { values: options, positionals: wanted } = parseArgs({ options: { filter: { type: 'string' } }, allowPositionals: true });
const pattern = options.filter === undefined ? null : patternOf(options.filter);
const counts = { passed: 0, failed: 0, skipped: 0 };
const files = readdirSync(folder).filter(name => name.endsWith('.test.mjs') && mayMatch(path.join(folder, name))).map(name => path.join(folder, name));
const modules = (await bundleModuleTests()).filter(mayMatch);
const [last, first] = [files.filter(file => alone.includes(path.basename(file))), files.filter(file => !alone.includes(path.basename(file)))];

if (files.length + modules.length === 0) {
  console.log('No test matches the filter.');
} else if (files.length === 0 || !browserPath) {
  if (!browserPath) console.log('There is no Chromium on this machine: what needs a browser is skipped.');
  await runTests([...modules, ...first, ...last], atATime);
} else {
  const server = await startServer();
  const browser = await chromium.launchServer({ executablePath: browserPath, args: ['--no-sandbox', '--disable-gpu'] });
  try {
    const [study, many] = [await makeStudy(server.url), await makeManyRuns(server.url)];
    process.env['PAGE_TESTS'] = JSON.stringify({ url: server.url, browser: browser.wsEndpoint(), study, many });
    await runTests([...modules, ...first], atATime);
    if (last.length > 0) await runTests(last, 1);
  } finally {
    await browser.close();
    await server.stop();
  }
}

// The form of `dotnet test`, which ./test reads.
const { passed, failed, skipped } = counts;
console.log(`${failed > 0 ? 'Failed' : 'Passed'}!  - Failed: ${failed}, Passed: ${passed}, Skipped: ${skipped}, Total: ${passed + failed + skipped} - Page.Tests`);
process.exitCode = failed > 0 ? 1 : 0;

/** @param {string[]} paths @param {number} concurrency */
async function runTests(paths, concurrency) {
  if (paths.length === 0) return;
  for await (const { type, data } of run({ files: paths, concurrency, timeout: 900_000, ...(pattern ? { testNamePatterns: [pattern] } : {}) })) {
    if (type === 'test:stdout' || type === 'test:stderr') process.stderr.write(data.message);
    if (type !== 'test:pass' && type !== 'test:fail') continue;
    // A file stands for its tests, unless it broke before any of them.
    const isFile = data.details.type === 'suite' || paths.includes(data.name);
    if (isFile && (type === 'test:pass' || data.details.error?.failureType === 'subtestsFailed')) continue;
    if (data.skip !== undefined) {
      if (!/pattern/.test(String(data.skip))) counts.skipped++;
      continue;
    }
    if (type === 'test:pass') counts.passed++;
    else {
      counts.failed++;
      const error = data.details.error;
      console.log(`  Failed ${data.name} [${Math.round(data.details.duration_ms)} ms]\n${indent((error.cause ?? error).stack ?? String(error.cause ?? error))}`);
    }
    if (process.env['PAGE_TESTS_TIMES']) console.log(`${Math.round(data.details.duration_ms)} ms  ${data.name}`);
  }
}

function indent(text) {
  return text.split('\n').map(line => `    ${line}`).join('\n');
}

/** `--filter FullyQualifiedName~Text`, as of `dotnet test`, or only `--filter Text`: a part of a test's name. */
function patternOf(filter) {
  const text = /^(?:\w+~)?([^~=&|!()]+)$/.exec(filter)?.[1];
  // An expression of classes and traits finds nothing here.
  return text === undefined ? /(?!)/ : new RegExp(text.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&').replaceAll('_', '[_ ]'), 'i');
}

/** Whether a name in the file can match: a server is not started for nothing. */
function mayMatch(file) {
  if (wanted.length > 0 && !wanted.some(part => path.basename(file).includes(part))) return false;
  return !pattern || pattern.test(readFileSync(file, 'utf8').match(/test\w*\(\s*(['"`]).*?\1/gi)?.join('\n') ?? '');
}
