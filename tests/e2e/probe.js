// Runs before every document of an end-to-end test and notes what the tests ask for later.
(() => {
  const probe = { longTasks: [], violations: [], errors: [], states: [], drawn: [], clicked: {}, handed: null, cancel: null };
  window.__oddflow_probe = probe;

  new PerformanceObserver((list) => {
    for (const { startTime, duration } of list.getEntries()) probe.longTasks.push({ start: startTime, duration });
  }).observe({ type: "longtask", buffered: true });

  addEventListener("securitypolicyviolation", (event) => {
    probe.violations.push(`${event.violatedDirective} forbids ${event.blockedURI || event.sample} (${event.sourceFile}:${event.lineNumber})`);
  });
  // The capturing phase also meets scripts and pictures that do not load; those events do not bubble.
  addEventListener("error", (event) => {
    probe.errors.push(event.message ?? `does not load: ${event.target?.src ?? event.target?.href}`);
  }, true);
  addEventListener("unhandledrejection", (event) => probe.errors.push(`unhandled rejection: ${event.reason}`));

  addEventListener("change", (event) => {
    if (event.target.type === "file") probe.handed = event.timeStamp;
  }, true);
  addEventListener("drop", (event) => { probe.handed = event.timeStamp; }, true);
  addEventListener("click", (event) => {
    const id = event.target.closest?.("[data-testid]")?.dataset.testid;
    if (id) probe.clicked[id] = event.timeStamp;
  }, true);

  const noteState = (at, state) => {
    if (state && probe.states.at(-1)?.state !== state) probe.states.push({ at, state });
  };
  new MutationObserver((records) => {
    const at = performance.now();
    // Several changes may come at once; each record knows the value before it, so none is lost.
    const changes = records.filter((record) => record.attributeName === "data-state" && record.target === document.documentElement);
    for (const change of changes) noteState(at, change.oldValue);
    noteState(at, document.documentElement?.dataset.state);
    if (records.some((record) => record.attributeName !== "data-state") && document.querySelector("[data-testid=histogram][data-drawn=true]")) {
      probe.drawn.push(at);
    }
  }).observe(document, {
    subtree: true, childList: true, attributes: true, attributeOldValue: true, attributeFilter: ["data-state", "data-drawn"],
  });

  // Clicks a button once the page is in one of the busy states for `delay` milliseconds. Armed before the work starts,
  // because a fast job would be over before a command over WebDriver arrives.
  probe.cancelWhen = (button, busy, delay) => {
    probe.cancel = null;
    const isBusy = () => busy.includes(document.documentElement.dataset.state);
    const element = () => document.querySelector(`[data-testid=${button}]`);
    const press = () => {
      if (!isBusy() || !element()) { probe.cancel = { missed: true }; return; }
      probe.cancel = { at: performance.now(), from: document.documentElement.dataset.state };
      element().click();
    };
    const watch = () => { if (isBusy() && element()) setTimeout(press, delay); else setTimeout(watch, 2); };
    watch();
  };
})();
