// An epoch of the original's autoencoder and a score for every row in TensorFlow.js on its wasm backend: the same rows and steps as
// autoencoder.py. The path of an order is the folder with original.npy.
//
// tfjs-layers has no activity regulariser, which spares it a little work.
export const PAGE = '<script src="/@tensorflow/tfjs/dist/tf.min.js"></script>'
  + '<script src="/@tensorflow/tfjs-backend-wasm/dist/tf-backend-wasm.min.js"></script><input type=file id=file>';
export const PACKAGE = '@tensorflow/tfjs';

export async function prepare(context, address) {
  const page = await context.newPage();
  await page.goto(address);
  await page.evaluate(async () => {
    tf.wasm.setWasmPaths('/@tensorflow/tfjs-backend-wasm/dist/');
    await tf.setBackend('wasm');
    await tf.ready();
  });
  return async (_, folder) => {
    await page.setInputFiles('#file', `${folder}/original.npy`);
    return page.evaluate(async () => {
      if (!window.x) {
        const bytes = await document.getElementById('file').files[0].arrayBuffer();
        const start = 10 + new DataView(bytes).getUint16(8, true);
        window.rows = (bytes.byteLength - start) / 4 / 41;
        window.x = tf.tensor2d(new Float32Array(bytes.slice(start)), [rows, 41]);
        const dense = (units, activation, more) => tf.layers.dense({ units, activation, ...more });
        window.model = tf.sequential({
          layers: [dense(32, 'relu', { inputShape: [41] }), dense(16, 'relu'), dense(32, 'relu'), dense(41, 'sigmoid')],
        });
        model.compile({ optimizer: 'adam', loss: 'meanSquaredError' });
      }
      const start = performance.now();
      await model.fit(x, x, { epochs: 1, batchSize: 256, validationSplit: 0.1, shuffle: true, verbose: 0, yieldEvery: 'never' });
      const trained = performance.now();
      const scores = new Float32Array(rows);
      for (let i = 0; i < rows; i += 8192) {
        const n = Math.min(8192, rows - i);
        const errors = tf.tidy(() => {
          const part = x.slice([i, 0], [n, 41]);
          return model.predict(part, { batchSize: n }).sub(part).square().mean(1);
        });
        scores.set(await errors.data(), i);
        errors.dispose();
      }
      return { epoch: (trained - start) / 1e3, score: (performance.now() - trained) / 1e3, rows };
    });
  };
}
