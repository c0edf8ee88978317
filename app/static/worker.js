// The rules beside the page: a program of their own, fetched when the editor is there already.
import init from "./judge.js";

// Which rule judges just now. The program calls this before each; when it breaks off, that one is to blame.
let now = null;
self.judging = (rule) => {
  now = rule;
};
self.addEventListener("error", () => self.postMessage(JSON.stringify({ fell: now })));
self.addEventListener("unhandledrejection", () => self.postMessage(JSON.stringify({ fell: now })));

init({ module_or_path: new URL("./judge_bg.wasm", import.meta.url) });
