// Oddflow's page as a visitor uses it, by its hooks (tests/e2e/README.md), on two workers unless ODDFLOW_WORKERS says another number.
/** Long enough for what a fresh page still does when it can be used, like keeping itself for offline use; the peers' pages are opened once for all rounds. */
const SETTLED_MS = 1000;

export const hook = (id) => `[data-testid=${id}]`;

/** Notes when a file was handed over, when a button was clicked and when the page's state changed. */
function watch() {
  const noted = { handed: 0, clicked: 0, states: [] };
  window.noted = noted;
  addEventListener('change', ({ target }) => { if (target.type === 'file') noted.handed = performance.now(); }, true);
  addEventListener('click', () => { noted.clicked = performance.now(); }, true);
  new MutationObserver(() => {
    noted.states.push({ at: performance.now(), state: document.documentElement.dataset.state });
  }).observe(document, { subtree: true, attributes: true, attributeFilter: ['data-state'] });
}

/** Lets every worker tell the size of its WebAssembly memory; what workers are made of passes through `Blob`. */
function countMemories() {
  const spy = () => {
    const instantiate = WebAssembly.instantiate;
    WebAssembly.instantiate = async (...args) => {
      const result = await instantiate(...args);
      self.oddflowMemory = (result.instance ?? result).exports.memory;
      return result;
    };
  };
  // A proxy, since the page asks of what it was given whether it is a `Blob`.
  window.Blob = new Proxy(Blob, {
    construct(target, [parts, options]) {
      const isScript = options?.type === 'text/javascript';
      return new target(isScript ? [`(${spy})();\n`, ...parts] : parts, options);
    },
  });
}

/** Bytes of WebAssembly memory in each worker. */
export const memories = (page) =>
  Promise.all(page.workers().map((worker) => worker.evaluate(() => self.oddflowMemory?.buffer.byteLength ?? 0)));

/** A page of its own, signed in, with Home's preview done and a moment gone as before a visitor has chosen a file, so that nothing else runs. */
export async function visit(context, address, how) {
  const page = await context.newPage();
  await page.addInitScript(watch);
  if (how === 'memory') await page.addInitScript(countMemories);
  await page.goto(`${address}?workers=${process.env.ODDFLOW_WORKERS ?? 2}`);
  await page.waitForFunction(() => ['signed-out', 'idle'].includes(document.documentElement.dataset.state));
  await page.locator(hook('sign-in')).click();
  await page.locator(hook('login-as-admin')).click();
  await page.waitForFunction(() => document.documentElement.dataset.state === 'idle');
  await page.locator(`${hook('preview-histogram')}[data-drawn=true]`).waitFor({ timeout: 30_000 });
  await page.waitForTimeout(SETTLED_MS);
  return page;
}

/** Hands a file over; seconds until the page has loaded it. */
export async function load(page, path) {
  await page.evaluate(() => { noted.states.length = 0; });
  await page.setInputFiles(hook('file-input'), path);
  const [handed, { at, state }] = await outcome(page, ['loaded', 'failed']);
  if (state === 'failed') throw new Error(await page.locator(hook('error-message')).innerText());
  return (at - handed.handed) / 1e3;
}

/** Waits for the first of these states: what was noted before it, and when it came. */
export async function outcome(page, states) {
  const found = await page.waitForFunction(
    (wanted) => {
      const reached = noted.states.find(({ state }) => wanted.includes(state));
      return reached && [{ handed: noted.handed, clicked: noted.clicked }, reached];
    },
    states,
    { polling: 100, timeout: 300_000 },
  );
  return found.jsonValue();
}

/** The unrounded figures that the loaded file's card carries. */
export const summary = (page) => page.locator(hook('load-summary')).first().evaluate((card) => ({ ...card.dataset }));
