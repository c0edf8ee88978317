// Builds static/icons.svg from the icons named below: node tools/icons.mjs DIR
// where DIR is the folder of the npm package lucide-static.
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

const names = `
activity align-center-horizontal align-center-vertical align-end-horizontal align-end-vertical
align-horizontal-space-around align-start-horizontal align-start-vertical align-vertical-space-around
archive arrow-left arrow-right bell bell-off book-open box boxes cable check chevron-down chevron-left chevron-right chevron-up
circle-alert circle-check clipboard clock cloud-off cog copy copy-plus cpu database download ellipsis external-link file file-code file-diff file-down file-up fold-vertical folder-open globe hand id-card
image info keyboard link list-ordered loader-circle lock lock-open map magnet maximize message-square minus moon mouse-pointer-2 network octagon-alert package
panel-left panel-right panels-top-left pencil plus puzzle redo-2 route scan scan-search scissors search server settings-2 shield-check spline square-dashed square square-function sun
trash-2 triangle-alert undo-2 ungroup user wand-sparkles workflow x zap
`.trim().split(/\s+/);

const folder = process.argv[2];
const symbols = names.map((name) => {
  const text = readFileSync(join(folder, "icons", `${name}.svg`), "utf8");
  const body = text.slice(text.indexOf(">", text.indexOf("<svg")) + 1, text.lastIndexOf("</svg>"));
  return `<symbol id="icon-${name}" viewBox="0 0 24 24">${body.replace(/\s*\n\s*/g, "").replace(/ \/>/g, "/>")}</symbol>`;
});
const head = "<!-- Icons of Lucide (lucide.dev), ISC and MIT licence: see LICENSES.md -->";
writeFileSync(
  new URL("../static/icons.svg", import.meta.url),
  `${head}\n<svg xmlns="http://www.w3.org/2000/svg">\n${symbols.join("\n")}\n</svg>\n`,
);
