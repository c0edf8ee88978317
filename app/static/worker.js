// The rules beside the page: the same program, which finds no window here and listens instead.
import init from "./app.js";

init({ module_or_path: new URL("./app_bg.wasm", import.meta.url) });
