// The rules beside the page: a program of their own, fetched when the editor is there already.
import init from "./judge.js";

// Which rule judges just now. The program calls this before each; when it breaks off, that one is to blame.
let now = null;
// Set by the page after a question took too long: it is told of each rule before it judges, and so which one never ends.
let aloud = false;
self.judging = (rule) => {
  now = rule;
  if (aloud) self.postMessage(JSON.stringify({ judging: rule }));
};
self.addEventListener("message", ({ data }) => {
  aloud ||= data === "aloud";
});
self.addEventListener("error", () => self.postMessage(JSON.stringify({ fell: now })));
self.addEventListener("unhandledrejection", () => self.postMessage(JSON.stringify({ fell: now })));

init({ module_or_path: new URL("./judge_bg.wasm", import.meta.url) });
