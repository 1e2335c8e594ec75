// Keeps the whole site for visits without a network, and answers the prediction API from the model that the browser keeps.
//
// The build writes its hash, its files and their names by content into this file, whose own name stays: a cache holds the
// files of one build, and a page gets all of them from one cache.
'use strict';

const BUILD = 'development';
const FILES = [];
importScripts('models.js', 'scorer.js');

const SCOPE = new URL(registration.scope);
const PREFIX = `oddflow:${SCOPE.pathname}:`;
const CACHE = PREFIX + BUILD;
const API = ['predict', 'data', 'model', 'openapi.json'];
const SAMPLE = 'data/sample.csv.gz';

let module = null;
let host = null;
let hasRows = false;

addEventListener('install', (event) => event.waitUntil(install()));
addEventListener('activate', (event) => event.waitUntil(activate()));
addEventListener('message', ({ data }) => {
  if (data === 'activate') skipWaiting();
  if (data === 'model') host = null;
});
addEventListener('fetch', (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (url.origin !== SCOPE.origin || !url.pathname.startsWith(SCOPE.pathname)) return;
  const path = url.pathname.slice(SCOPE.pathname.length);
  if (API.includes(path)) event.respondWith(answer(request, path, url.search.slice(1)));
  else if (request.method === 'GET') event.respondWith(file(request, path));
});

async function install() {
  const cache = await caches.open(CACHE);
  const page = await fetch('./', { cache: 'no-cache' });
  const text = await page.clone().text();
  // Between two versions on a server neither is installed; the next visit tries again.
  if (!page.ok || !text.includes(`data-build="${BUILD}"`)) throw new Error('the site is just being replaced');
  await cache.addAll(FILES.map((name) => new Request(name, { cache: 'no-cache' })));
  await cache.put('./', page);
}

async function activate() {
  const old = (await caches.keys()).filter((name) => name.startsWith(PREFIX) && name !== CACHE);
  await Promise.all(old.map((name) => caches.delete(name)));
  await clients.claim();
}

async function file(request, path) {
  const cache = await caches.open(CACHE);
  if (request.mode === 'navigate' && (path === '' || path === 'index.html')) {
    // A newer version takes over when no other tab still shows this one.
    if (registration.waiting && (await clients.matchAll()).length < 2) {
      registration.waiting.postMessage('activate');
      return new Response('', { headers: { refresh: '0' } });
    }
    return (await cache.match('./')) ?? fetch(request);
  }
  const kept = () => cache.match(request, { ignoreSearch: true });
  // Data files keep their names, so the present ones are asked for first.
  if (path.startsWith('data/')) return fetch(request).catch(async () => (await kept()) ?? Response.error());
  return (await kept()) ?? fetch(request);
}

async function bytes(name) {
  const response = (await (await caches.open(CACHE)).match(name)) ?? (await fetch(name));
  return new Uint8Array(await response.arrayBuffer());
}

// Some servers say that a `.gz` is a compressed transfer; then it was inflated on the way.
async function inflated(data) {
  if (data[0] !== 0x1f || data[1] !== 0x8b) return data;
  const text = new Blob([data]).stream().pipeThrough(new DecompressionStream('gzip'));
  return new Uint8Array(await new Response(text).arrayBuffer());
}

async function open() {
  await (module ??= bytes('scorer_bg.wasm').then((code) => wasm_bindgen({ module_or_path: code })));
  const opened = new wasm_bindgen.Host();
  hasRows = false;
  const model = await oddflowModels.read().catch(() => undefined);
  if (model) opened.open(model);
  return opened;
}

async function answer(request, path, query) {
  const body = new Uint8Array(await request.arrayBuffer());
  const opened = await (host ??= open());
  if (path === 'data' && !hasRows) {
    opened.read_rows(await inflated(await bytes(SAMPLE)));
    hasRows = true;
  }
  const type = request.headers.get('content-type') ?? '';
  const told = opened.answer(request.method, path, query, type, body);
  const status = told[0] | (told[1] << 8);
  return new Response(told.subarray(2), { status, headers: { 'content-type': 'application/json' } });
}
