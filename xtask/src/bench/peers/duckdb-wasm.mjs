// DuckDB-Wasm: a table of 42 columns in its own memory, read from the file field's handle.
import fs from 'node:fs';

const HOME = '/@duckdb/duckdb-wasm/';

/** npm puts what a package needs below it or beside it. */
function place(name, file) {
  const nested = `${HOME}node_modules/${name}`;
  return `${fs.existsSync(`node_modules${nested}`) ? nested : `/${name}`}/${file}`;
}

const IMPORTS = {
  'apache-arrow': place('apache-arrow', 'Arrow.dom.mjs'),
  flatbuffers: place('flatbuffers', 'mjs/flatbuffers.js'),
  tslib: place('tslib', 'tslib.es6.mjs'),
};
export const PAGE = `<script type=importmap>${JSON.stringify({ imports: IMPORTS })}</script><input type=file id=file>`;
export const PACKAGE = '@duckdb/duckdb-wasm';

export async function prepare(context, address) {
  const page = await context.newPage();
  await page.goto(address);
  await page.evaluate(async (home) => {
    const duckdb = await import(`${home}dist/duckdb-browser.mjs`);
    const worker = new Worker(`${home}dist/duckdb-browser-eh.worker.js`);
    const base = new duckdb.AsyncDuckDB(new duckdb.VoidLogger(), worker);
    await base.instantiate(`${home}dist/duckdb-eh.wasm`);
    Object.assign(window, { duckdb, base });
  }, HOME);
  return async (_, path) => {
    await page.setInputFiles('#file', path);
    return page.evaluate(async () => {
      const file = document.getElementById('file').files[0];
      await base.registerFileHandle(file.name, file, duckdb.DuckDBDataProtocol.BROWSER_FILEREADER, true);
      const connection = await base.connect();
      await connection.query('drop table if exists t');
      const start = performance.now();
      await connection.query(`create table t as select * from read_csv('${file.name}', header=false)`);
      const wall = (performance.now() - start) / 1e3;
      const [{ rows }] = (await connection.query('select count(*)::int as rows from t')).toArray();
      await connection.close();
      await base.dropFile(file.name);
      return { wall, rows };
    });
  };
}
