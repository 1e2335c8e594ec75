// A page with every mishap that the end-to-end tests must notice, each on demand.
const hook = (id) => document.querySelector(`[data-testid=${id}]`);
const root = document.documentElement;
const show = async (file) => { hook("answer").textContent = `${file.name}: ${await file.text()}`; root.dataset.state = "loaded"; };

hook("greet").addEventListener("click", () => { hook("answer").textContent = `Hello ${hook("name").value}`; });
hook("file-input").addEventListener("change", (event) => show(event.target.files[0]));
addEventListener("dragover", (event) => event.preventDefault());
addEventListener("drop", (event) => { event.preventDefault(); show(event.dataTransfer.files[0]); });

window.mishap = {
  block(ms) {
    setTimeout(() => {
      const start = performance.now();
      while (performance.now() - start < ms);
      performance.measure("oddflow:draw", { start, end: performance.now() });
    });
  },
  states() { for (const state of ["loading", "loaded", "training"]) root.dataset.state = state; },
  violate() { const script = document.createElement("script"); script.textContent = "window.inline = true"; document.head.append(script); },
  fail() { setTimeout(() => { throw new Error("thrown by the stand-in"); }); },
  reject() { Promise.reject(new Error("rejected by the stand-in")); },
  complain() { console.error("complained by the stand-in"); },
  work(text) { new Worker(URL.createObjectURL(new Blob([text], { type: "text/javascript" }))); },
};
root.dataset.state = "idle";
