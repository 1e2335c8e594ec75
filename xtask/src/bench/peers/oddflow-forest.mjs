// Oddflow trains on a file's rows labelled normal and scores all rows, from the click to `done`. The environment names the file
// (ODDFLOW_FILE) and the settings (ODDFLOW_PRESET, a word of src/session/settings.rs); the path of an order is for the peers.
import { hook, load, outcome, summary, visit } from './oddflow.mjs';

/** Chooses the settings and returns the numbers that they stand for. */
async function choose(page) {
  await page.evaluate(() => { location.hash = '#/train'; });
  await page.locator(hook('train-start')).waitFor();
  await page.locator(hook('train-on')).selectOption('normal');
  await page.locator(hook('preset')).selectOption(process.env.ODDFLOW_PRESET);
  await page.locator(hook('network')).selectOption('none');
  const value = (id) => page.locator(hook(id)).inputValue();
  return { trees: await value('trees'), samples: await value('samples-per-tree') };
}

export async function prepare(context, address) {
  let page;
  let rows;
  return async (how) => {
    if (!page) {
      page = await visit(context, address, how);
      await load(page, process.env.ODDFLOW_FILE);
      rows = (await summary(page)).samples;
    }
    const settings = await choose(page);
    await page.evaluate(() => { noted.states.length = 0; });
    await page.locator(hook('train-start')).click();
    const [{ clicked }, { at, state }] = await outcome(page, ['done', 'failed']);
    if (state === 'failed') throw new Error(await page.locator(hook('error-message')).innerText());
    const auc = page.locator(hook('metric-isolation-forest-auc')).first();
    return { wall: (at - clicked) / 1e3, rows, auc: await auc.getAttribute('data-value'), ...settings };
  };
}
