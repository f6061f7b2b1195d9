#!/usr/bin/env node
// Starts Azurite. Loading its thousands of modules is half of the time in which the local services start, so ./run and ./test put them
// into one file beside its compiled code: `node build/azurite.cjs --bundle`. Without that file Azurite is loaded as it was installed.

'use strict';

const fs = require('node:fs');
const Module = require('node:module');
const path = require('node:path');
const vm = require('node:vm');

const modules = path.join(path.dirname(__dirname), 'node_modules');
const program = path.join(modules, 'azurite', 'dist', 'src', 'azurite.js');
// `npm ci` empties the folder, so these are never those of another version.
const bundle = path.join(modules, '.azurite', 'azurite.js');
const compiled = `${bundle}.v8`;

if (process.argv[2] === '--bundle') makeBundle();
else if (fs.existsSync(bundle)) run(load());
else require(program);

function makeBundle() {
  const temporary = `${bundle}.${process.pid}`;
  require(path.join(modules, 'esbuild')).buildSync({
    entryPoints: [program], outfile: temporary, bundle: true, platform: 'node', logLevel: 'error',
    // Only sequelize's PostgreSQL asks for it, which Azurite does not use.
    external: ['pg-hstore'],
  });
  fs.renameSync(temporary, bundle);
  const script = load();
  process.once('exit', () => {
    fs.writeFileSync(temporary, script.createCachedData());
    fs.renameSync(temporary, compiled);
  });
  // What a start compiles is kept; this one says its version and ends.
  process.argv[2] = '--version';
  run(script);
}

/** The bundle with its compiled code, which V8 leaves aside where another version of Node has made it. */
function load() {
  const source = fs.readFileSync(bundle, 'utf8').replace(/^#!.*/, '');
  const cachedData = fs.existsSync(compiled) ? fs.readFileSync(compiled) : undefined;
  return new vm.Script(Module.wrap(source), { filename: bundle, cachedData });
}

/** @param {vm.Script} script */
function run(script) {
  script.runInThisContext()(exports, require, module, bundle, path.dirname(bundle));
}
