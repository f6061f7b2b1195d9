import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import path from 'node:path';
import { test } from 'node:test';
import { pageSources, root } from './support/paths.mjs';

test('The page agrees with its types', async () => {
  const compiler = path.join(root, 'node_modules', 'typescript', 'bin', 'tsc');
  const { code, output } = await new Promise(resolve =>
    execFile(process.execPath, [compiler, '--noEmit', '--skipLibCheck', '-p', pageSources], (error, out, errors) => resolve({ code: error?.code ?? 0, output: out + errors })));
  assert.equal(code, 0, output);
});
