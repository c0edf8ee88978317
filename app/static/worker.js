// The rules beside the page: the same program, which finds no window here and listens instead.
import init from "./app.js";

// Which rule judges just now. The program calls this before each; when it breaks off, that one is to blame.
let now = null;
self.judging = (rule) => {
  now = rule;
};
self.addEventListener("error", () => self.postMessage(JSON.stringify({ fell: now })));
self.addEventListener("unhandledrejection", () => self.postMessage(JSON.stringify({ fell: now })));

// The first message is the page's compiled program, so that nothing is compiled twice.
self.addEventListener("message", ({ data }) => init({ module_or_path: data ?? new URL("./app_bg.wasm", import.meta.url) }), { once: true });
