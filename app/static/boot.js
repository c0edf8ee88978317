// Loads the editor, and says in words what is wrong where it can't be loaded.
import init from "./app.js";

// The icons become part of the page; they appear where they are used as soon as they are there.
fetch("/icons.svg")
  .then((answer) => answer.text())
  .then((text) => {
    const sprite = document.importNode(new DOMParser().parseFromString(text, "image/svg+xml").documentElement, true);
    sprite.setAttribute("hidden", "");
    sprite.setAttribute("aria-hidden", "true");
    document.body.append(sprite);
  })
  .catch((error) => console.warn("The icons are missing:", error));

// A file that is dropped where nobody takes it would replace the page.
for (const kind of ["dragover", "drop"]) {
  addEventListener(kind, (event) => {
    if (event.defaultPrevented || !event.dataTransfer?.types.includes("Files")) return;
    event.preventDefault();
    event.dataTransfer.dropEffect = "none";
  });
}

// Scripts that are fetched only when somebody needs them.
self.groundplanScript = (path) => import(path);

function refuse(title, text) {
  const box = document.createElement("main");
  box.className = "boot-problem";
  box.setAttribute("role", "alert");
  const heading = document.createElement("h1");
  heading.textContent = title;
  const paragraph = document.createElement("p");
  paragraph.textContent = text;
  box.append(heading, paragraph);
  document.body.replaceChildren(box);
}

if (typeof WebAssembly !== "object") {
  refuse("This browser can't run the editor", "WebAssembly is missing or switched off. Any current Firefox, Chrome, Edge or Safari has it.");
} else {
  init({ module_or_path: new URL("./app_bg.wasm", import.meta.url) }).catch((error) => {
    refuse("The editor didn't start", `${error}. Reload the page; if it stays so, the server and this page may be of two versions.`);
  });
}
