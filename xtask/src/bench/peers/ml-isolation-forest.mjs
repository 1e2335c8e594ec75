// npm's ml-isolation-forest in Node: 100 trees, then a score for every row. The path of an order is the folder that matrix.py filled.
//
// The package grows each tree on all rows that it is given, so it is given 256: a seeded draw from those to fit.
import fs from 'node:fs';
import path from 'node:path';
import { createRequire } from 'node:module';

import { obey } from './orders.mjs';

const require = createRequire(path.join(process.cwd(), 'from-here.js'));
const { IsolationForest } = require('ml-isolation-forest');
const SAMPLES = 256;
let matrix;

/** Rows of a float32 matrix in NumPy's format, version 1. */
function rowsOf(file) {
  const bytes = fs.readFileSync(file);
  const start = 10 + bytes.readUInt16LE(8);
  const width = Number(/'shape': \(\d+, (\d+)\)/.exec(bytes.toString('latin1', 10, start))[1]);
  const values = new Float32Array(bytes.buffer.slice(bytes.byteOffset + start, bytes.byteOffset + bytes.length));
  return Array.from({ length: values.length / width }, (_, i) => Array.from(values.subarray(i * width, (i + 1) * width)));
}

/** Knuth's multiplicative step through the rows: spread out, without repetition, the same every time. */
function draw(rows) {
  return Array.from({ length: SAMPLES }, (_, i) => rows[(i * 2654435761) % rows.length]);
}

const { version } = JSON.parse(fs.readFileSync('node_modules/ml-isolation-forest/package.json', 'utf8'));
await obey(version, (_, folder) => {
  matrix ??= { x: rowsOf(path.join(folder, 'x.npy')), fit: draw(rowsOf(path.join(folder, 'fit.npy'))) };
  const start = performance.now();
  const forest = new IsolationForest({ nEstimators: 100 });
  forest.train(matrix.fit);
  const fitted = performance.now();
  const scores = forest.predict(matrix.x);
  const scored = performance.now();
  return { wall: (scored - start) / 1e3, fit: (fitted - start) / 1e3, rows: scores.length };
});
