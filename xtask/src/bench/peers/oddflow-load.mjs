// Oddflow reads a file in a fresh page, then once more in the same one.
import fs from 'node:fs';

import { load, memories, summary, visit } from './oddflow.mjs';

/** A second load beside a table of millions of rows measures memory pressure more than reading. */
const READ_TWICE = 200e6;

export async function prepare(context, address) {
  return async (how, path) => {
    const page = await visit(context, address, how);
    const wall = await load(page, path);
    const { samples, distinct, tableBytes } = await summary(page);
    const result = { wall, rows: samples, distinct, table: tableBytes ?? 0 };
    if (how === 'memory') result.wasm = (await memories(page)).reduce((sum, bytes) => sum + bytes, 0);
    else if (fs.statSync(path).size < READ_TWICE) result.again = await load(page, path);
    await page.close();
    return result;
  };
}
