// Starts the page: theme, the worker's code, then the app. It lies in a file of its own because the policy forbids inline script.
//
// Nothing that the page needs later comes from the network again: workers are made from the text and the module fetched here.
// The file names below are the plain ones; the build puts the content's hash into each (xtask/src/post_build).
'use strict';

(() => {
  const THEME_KEY = 'oddflow.theme';
  // The smallest module with a SIMD instruction: (func (result v128) i32.const 0 i8x16.splat i8x16.popcnt).
  const SIMD_PROBE = new Uint8Array([
    0, 97, 115, 109, 1, 0, 0, 0, 1, 5, 1, 96, 0, 1, 123, 3, 2, 1, 0, 10, 10, 1, 8, 0, 65, 0, 253, 15, 253, 98, 11,
  ]);
  const OLD_BROWSER =
    'This browser lacks something that Oddflow needs (WebAssembly with SIMD, or workers): please use a current Chrome, Edge, Firefox or Safari.';
  const FILE_MISSING =
    'A part of Oddflow could not be loaded. The site was probably updated just now, or the connection broke: please reload the page.';
  const NOT_STARTED = 'Oddflow could not be started: please reload the page. The browser\'s console says more.';

  class FileMissing extends Error {}

  function setTheme() {
    let theme = null;
    try {
      theme = localStorage.getItem(THEME_KEY);
    } catch {
      // Storage may be blocked; the system's wish counts then.
    }
    if (theme !== 'light' && theme !== 'dark') {
      theme = matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light';
    }
    document.documentElement.dataset.theme = theme;
  }

  function isCapable() {
    return (
      typeof WebAssembly === 'object' &&
      WebAssembly.validate(SIMD_PROBE) &&
      typeof WebAssembly.compileStreaming === 'function' &&
      typeof Worker === 'function' &&
      typeof MessageChannel === 'function'
    );
  }

  // Trunk's names, relative to the page: the site works at any path.
  const address = (name) => new URL(name, document.baseURI);

  async function fetchFile(name) {
    let response;
    try {
      response = await fetch(address(name));
    } catch (error) {
      throw new FileMissing(`${name}: ${error}`);
    }
    if (!response.ok) throw new FileMissing(`${name}: status ${response.status}`);
    return response;
  }

  const fetchText = async (name) => (await fetchFile(name)).text();

  async function fetchModule(name) {
    const response = await fetchFile(name);
    // Some plain file servers don't know the type, and streaming insists on it.
    const type = (response.headers.get('content-type') ?? '').split(';')[0].trim().toLowerCase();
    return type === 'application/wasm'
      ? WebAssembly.compileStreaming(response)
      : WebAssembly.compile(await response.arrayBuffer());
  }

  async function importScript(name) {
    try {
      return await import(address(name));
    } catch (error) {
      throw new FileMissing(`${name}: ${error}`);
    }
  }

  // Deferred scripts (ECharts) have run when this resolves.
  const parsed = new Promise((resolve) => document.addEventListener('DOMContentLoaded', resolve, { once: true }));

  async function showMessage(text) {
    await parsed;
    const place = document.getElementById('boot-message');
    if (!place) return;
    place.textContent = text;
    place.hidden = false;
    document.documentElement.dataset.state = 'failed';
  }

  function fail(error) {
    console.error(error);
    return showMessage(error instanceof FileMissing ? FILE_MISSING : NOT_STARTED);
  }

  async function start() {
    const workerShim = fetchText('worker.js');
    const workerModule = fetchModule('worker_bg.wasm');
    globalThis.oddflow = { workerShim, workerModule };

    const [app, module] = await Promise.all([
      importScript('app.js'),
      fetchModule('app_bg.wasm'),
      // Without its workers the page could do nothing but fail later.
      workerShim,
      workerModule,
      parsed,
    ]);
    if (!globalThis.echarts) throw new FileMissing('echarts.min.js');
    await app.default({ module_or_path: module });
    // Later visits then need no network. Where the browser refuses, that is all that is lost.
    navigator.serviceWorker?.register(address('sw.js')).catch(() => {});
  }

  setTheme();
  if (isCapable()) {
    start().catch(fail);
  } else {
    showMessage(OLD_BROWSER);
  }
})();
