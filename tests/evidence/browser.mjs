// Opens a page in Chromium and tells what became of it, as JSON.
//
//     node browser.mjs <chromium> <page> <pdf>
import { createRequire } from 'node:module';
import { readFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';

const require = createRequire(import.meta.url);
const { chromium } = require('playwright-core');
const axe = readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8');

const [executablePath, page, pdf] = process.argv.slice(2);
const address = pathToFileURL(page).href;
const args = ['--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync'];

const browser = await chromium.launch({ executablePath, args, chromiumSandbox: false });
const found = { requests: [], errors: [], dialogs: [], looks: {} };

for (const colorScheme of ['light', 'dark']) {
  for (const width of [360, 1280]) {
    // The page forbids scripts; the checker of accessibility is one.
    const context = await browser.newContext({ colorScheme, viewport: { width, height: 900 }, bypassCSP: true });
    const opened = await context.newPage();
    opened.on('request', (request) => {
      if (request.url() !== address && !request.url().startsWith('data:')) found.requests.push(request.url());
    });
    opened.on('console', (message) => found.errors.push(message.text()));
    opened.on('pageerror', (error) => found.errors.push(String(error)));
    opened.on('dialog', (dialog) => { found.dialogs.push(dialog.message()); return dialog.dismiss(); });
    await opened.goto(address, { waitUntil: 'load' });
    await opened.evaluate(axe);
    const { violations } = await opened.evaluate(() => globalThis.axe.run());
    found.looks[`${colorScheme} ${width}`] = {
      violations: violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html).join(' ').slice(0, 300)}`),
      scrollsSideways: await opened.evaluate(() => document.documentElement.scrollWidth > innerWidth),
      background: await opened.evaluate(() => getComputedStyle(document.body).backgroundColor),
      scripts: await opened.evaluate(() => document.querySelectorAll('main script, main img, main svg').length),
    };
    if (width === 1280 && colorScheme === 'light') {
      found.text = await opened.evaluate(() => document.body.innerText);
      found.focused = [];
      for (let times = 0; times < 4; times += 1) {
        await opened.keyboard.press('Tab');
        found.focused.push(await opened.evaluate(() => document.activeElement.getAttribute('href')));
      }
      await opened.pdf({ path: pdf, format: 'A4' });
    }
    await context.close();
  }
}
// Once more with the page's own policy, which is part of what protects the reader.
const strict = await (await browser.newContext()).newPage();
strict.on('console', (message) => found.errors.push(message.text()));
strict.on('dialog', (dialog) => { found.dialogs.push(dialog.message()); return dialog.dismiss(); });
await strict.goto(address, { waitUntil: 'load' });
await browser.close();
console.log(JSON.stringify(found));
