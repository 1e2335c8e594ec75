// The model that outlives a visit, in the browser's database: for the page and the service worker alike.
//
// One transaction replaces it as a whole, so there is always one that is whole, whatever other tabs do meanwhile.
'use strict';

self.oddflowModels = (() => {
  const STORE = 'models';
  const KEY = 'current';

  const open = () =>
    new Promise((resolve, reject) => {
      const request = indexedDB.open('oddflow.models', 1);
      request.onupgradeneeded = () => request.result.createObjectStore(STORE);
      request.onsuccess = () => resolve(request.result);
      request.onerror = () => reject(request.error);
    });

  async function within(mode, work) {
    const database = await open();
    try {
      return await new Promise((resolve, reject) => {
        const transaction = database.transaction(STORE, mode, { durability: 'strict' });
        const request = work(transaction.objectStore(STORE));
        transaction.oncomplete = () => resolve(request.result);
        transaction.onabort = () => reject(transaction.error ?? new Error('the browser gave no reason'));
      });
    } finally {
      database.close();
    }
  }

  return {
    read: () => within('readonly', (store) => store.get(KEY)),
    async write(bytes) {
      await within('readwrite', (store) => store.put(bytes, KEY));
      navigator.serviceWorker?.controller?.postMessage('model');
    },
  };
})();
