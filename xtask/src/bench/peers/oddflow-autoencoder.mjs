// Oddflow trains the original's network beside a forest of one tree on all rows of a file and scores them. The environment names
// the file (ODDFLOW_FILE), in which no row is a copy; the path of an order is for the peers.
//
// An epoch is the time between two of its losses on the page. A fifth of the rows is held back for the threshold, so the time is
// scaled to all rows, as the peers' is. Scoring is what the page's report says: until every row has its errors. `result` is from
// the last epoch to `done`: usual errors, thresholds, curves and figures included.
import fs from 'node:fs';

import { hook, load, outcome, summary, visit } from './oddflow.mjs';

/** Notes when each epoch's row came into the table of losses. */
function watchEpochs() {
  const epochs = (window.epochs = []);
  const count = () => {
    const card = document.querySelector('[data-testid=losses]')?.closest('section');
    const n = card?.querySelectorAll('tbody tr').length ?? 0;
    while (epochs.length < n) epochs.push(performance.now());
  };
  new MutationObserver(count).observe(document, { subtree: true, childList: true });
}

export async function prepare(context, address) {
  let page;
  let rows;
  return async (how) => {
    if (!page) {
      page = await visit(context, address, how);
      await load(page, process.env.ODDFLOW_FILE);
      rows = (await summary(page)).samples;
      await page.evaluate(watchEpochs);
    }
    await page.evaluate(() => { location.hash = '#/train'; });
    await page.locator(hook('train-start')).waitFor();
    await page.locator(hook('train-on')).selectOption('distinct');
    await page.locator(hook('preset')).selectOption('original');
    await page.locator(hook('trees')).fill('1');
    await page.evaluate(() => { noted.states.length = 0; });
    // The tree is grown long before the network has learnt, and the page turns to its results; the losses are on Train.
    await page.evaluate(() => addEventListener('hashchange', () => { location.hash = '#/train'; }, { once: true }));
    await page.locator(hook('train-start')).click();
    // What the last training has left on the page counts for nothing.
    await page.waitForFunction(() => document.documentElement.dataset.state === 'training');
    await page.evaluate(() => { window.epochs.length = 0; });
    const [, { at, state }] = await outcome(page, ['done', 'failed']);
    if (state === 'failed') throw new Error(await page.locator(hook('error-message')).innerText());
    const times = await page.evaluate(() => window.epochs);
    if (times.length < 3) throw new Error(`saw ${times.length} epochs`);
    await page.evaluate(() => { location.hash = '#/results'; });
    await page.locator(hook('metric-autoencoder-auc')).first().waitFor();
    const chips = await page.locator('.file-bar .chip').allInnerTexts();
    const trained = Number(chips.find((chip) => chip.startsWith('trained on')).replace(/\D/g, ''));
    const last = times.at(-1);
    const epoch = (last - times[0]) / (times.length - 1) / 1e3;
    const auc = await page.locator(hook('metric-autoencoder-auc')).first().getAttribute('data-value');
    const download = page.waitForEvent('download');
    await page.locator(hook('export-report-json')).click();
    const report = JSON.parse(fs.readFileSync(await (await download).path(), 'utf8'));
    const score = report.detectors.autoencoder.score_ms / 1e3;
    return { epoch: epoch * rows / trained, score, result: (at - last) / 1e3, rows, trained, auc };
  };
}
