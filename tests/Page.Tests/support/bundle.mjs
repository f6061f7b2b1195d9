import { mkdirSync, readdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import { build } from 'esbuild';
import { pageSources, root } from './paths.mjs';

/** Makes the tests that lie beside the page's pure modules into scripts for Node; their paths. */
export async function bundleModuleTests() {
  const outdir = path.join(root, 'obj', 'page-tests');
  rmSync(outdir, { recursive: true, force: true });
  const entryPoints = readdirSync(path.join(pageSources, 'src'), { recursive: true })
    .filter(name => name.endsWith('.test.ts')).map(name => path.join(pageSources, 'src', name));
  if (entryPoints.length === 0) return [];
  mkdirSync(outdir, { recursive: true });
  await build({ entryPoints, outdir, outExtension: { '.js': '.mjs' }, bundle: true, platform: 'node', format: 'esm', target: 'node18', sourcemap: 'inline', logLevel: 'warning' });
  return readdirSync(outdir, { recursive: true }).filter(name => name.endsWith('.mjs')).map(name => path.join(outdir, name));
}
