// Headless Chromium and a server for it: node browser.mjs oddflow-load|oddflow-forest|oddflow-autoencoder|papaparse|duckdb-wasm|tfjs-autoencoder [DIST].
// Run from the folder whose node_modules holds the peers; CHROMIUM is the browser's path.
import fs from 'node:fs';
import http from 'node:http';
import path from 'node:path';
import { createRequire } from 'node:module';

import { obey } from './orders.mjs';

const require = createRequire(path.join(process.cwd(), 'from-here.js'));
const { chromium } = require('playwright-core');

const TYPES = {
  '.css': 'text/css', '.html': 'text/html', '.js': 'text/javascript', '.json': 'application/json', '.mjs': 'text/javascript',
  '.svg': 'image/svg+xml', '.wasm': 'application/wasm',
};

/** Serves a folder; `page` is what `/` shows, if not its index.html. */
async function serve(folder, page) {
  const server = http.createServer((request, response) => {
    const name = decodeURIComponent(new URL(request.url, 'http://localhost').pathname);
    // GitHub Pages says the same; it lets compiled code be cached.
    response.setHeader('Cache-Control', 'max-age=600');
    if (name === '/' && page) {
      response.setHeader('Content-Type', 'text/html');
      return response.end(page);
    }
    const file = path.join(folder, name === '/' ? 'index.html' : path.normalize(name));
    if (!fs.existsSync(file)) return response.writeHead(404).end();
    response.setHeader('Content-Type', TYPES[path.extname(file)] ?? 'application/octet-stream');
    fs.createReadStream(file).pipe(response);
  });
  await new Promise((listening) => server.listen(0, '127.0.0.1', listening));
  return { server, address: `http://127.0.0.1:${server.address().port}/` };
}

const [kind, dist] = process.argv.slice(2);
const contender = await import(`./${kind}.mjs`);
const { server, address } = await serve(dist ?? path.resolve('node_modules'), contender.PAGE);
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM,
  args: ['--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage', '--disable-background-networking', '--disable-extensions'],
});
const context = await browser.newContext();
context.setDefaultTimeout(60_000);
const measure = await contender.prepare(context, address);
const versionOf = (name) => JSON.parse(fs.readFileSync(`node_modules/${name}/package.json`, 'utf8')).version;
await obey(contender.PACKAGE ? versionOf(contender.PACKAGE) : browser.version(), measure);
await browser.close();
server.close();
