// Chromium, and pages that report what goes wrong in them.
import { readFileSync, existsSync } from 'node:fs';
import { extname, join } from 'node:path';
import { chromium } from 'playwright-core';

const FLAGS = [
  '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run',
  '--disable-background-networking', '--disable-component-update', '--disable-sync',
];
const TYPES = { '.html': 'text/html', '.js': 'text/javascript', '.css': 'text/css', '.wasm': 'application/wasm', '.svg': 'image/svg+xml', '.woff2': 'font/woff2' };

// What the server answers itself, whatever folder the editor comes from.
const OWN = /^\/(api|account|history|invitation|pages|review|share|sharing|sign-in|sign-out)(\/|$)/;

/** Starts the browser. */
export function launch() {
  return chromium.launch({ executablePath: process.env.GROUNDPLAN_CHROMIUM ?? '/usr/bin/chromium', args: process.env.GROUNDPLAN_APP ? [...FLAGS, '--disable-features=LocalNetworkAccessChecks'] : FLAGS });
}

/** A page in a context of its own, as another person has it. `troubles` gathers errors of the page; `more` are options of the context. */
export async function open(browser, address, troubles, more) {
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, colorScheme: 'light', acceptDownloads: true, ...more });
  if (process.env.GROUNDPLAN_APP) await fromFolder(context, address, process.env.GROUNDPLAN_APP);
  const page = await context.newPage();
  page.setDefaultTimeout(15_000);
  page.on('pageerror', (error) => troubles.push(`page error: ${error.message}`));
  page.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warning') troubles.push(`console: ${message.text()}`);
  });
  page.on('requestfailed', (request) => {
    const why = request.failure()?.errorText;
    if (why !== 'net::ERR_ABORTED') troubles.push(`request failed: ${request.url()} ${why}`);
  });
  return page;
}

// The editor's files from a folder instead of the binary, to try a build without embedding it; under the server's own policy of what a page may do.
async function fromFolder(context, address, folder) {
  const asked = await fetch(address, { headers: { accept: 'text/html' } });
  const policy = asked.headers.get('content-security-policy');
  await context.route(`${address}/**`, (route) => {
    const path = new URL(route.request().url()).pathname;
    if (OWN.test(path)) return route.continue();
    const file = [join(folder, path), join(folder, 'index.html')].find((file) => extname(file) && existsSync(file));
    return route.fulfill({ body: readFileSync(file), headers: { 'content-type': TYPES[extname(file)] ?? 'application/octet-stream', 'content-security-policy': policy } });
  });
}
