import { existsSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

/** tests/Page.Tests */
export const folder = path.dirname(path.dirname(fileURLToPath(import.meta.url)));
export const root = path.dirname(path.dirname(folder));
export const pageSources = path.join(root, 'web', 'tracking');

/** Where the browser is; undefined on a machine without one. The one without windows and menus takes half the time. */
export const browserPath = ['/usr/bin/chromium-headless-shell', '/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'].find(file => existsSync(file));
