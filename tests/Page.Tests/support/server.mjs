import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { root } from './paths.mjs';

/**
 * Starts the built server on a free port with a folder of its own.
 * @param {Record<string, string>} [settings] of its environment
 */
export async function startServer(settings = {}) {
  const program = path.join(root, 'tracking', 'bin', 'Release', 'net10.0', 'tracking.dll');
  if (!existsSync(program)) throw new Error(`${program} is missing: build it with \`dotnet build tracking\`, or run ./test.`);
  const data = mkdtempSync(path.join(tmpdir(), 'page-tests-'));
  const { AzureWebJobsStorage, MLFLOW_TRACKING_TOKEN, MLFLOW_TRACKING_USERNAME, MLFLOW_TRACKING_PASSWORD, ...env } = process.env;
  const child = spawn('dotnet', [program, '--port', '0', '--data', data], { env: { ...env, ...settings }, stdio: ['ignore', 'pipe', 'inherit'] });
  // Also where somebody ends the tests early.
  process.once('exit', () => {
    child.kill('SIGKILL');
    rmSync(data, { recursive: true, force: true });
  });
  const url = await new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', code => reject(new Error(`The tracking server ended with ${code}.`)));
    createInterface({ input: child.stdout }).on('line', line => {
      const found = /^Tracking server: (http:\/\/\S+)/.exec(line);
      if (found) resolve(found[1]);
    });
  });
  return {
    url,
    stop: async () => {
      const ended = new Promise(resolve => child.once('exit', resolve));
      child.kill('SIGTERM');
      await ended;
    },
  };
}
