// The drawing as one SVG of its own, or as a PNG of that. Fetched when somebody asks for a picture.
const NS = "http://www.w3.org/2000/svg";

function element(name, attributes, ...children) {
  const made = document.createElementNS(NS, name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  made.append(...children);
  return made;
}

const style = (node) => getComputedStyle(node);
const round = (value) => Math.round(value * 100) / 100;

/** A text at its place, in the font and colour that it has on the page. */
function text(node, x, y, anchor = "start") {
  const { color, fontSize, fontWeight } = style(node);
  return element("text", { x: round(x), y: round(y), fill: color, "font-size": fontSize, "font-weight": fontWeight, "text-anchor": anchor, "dominant-baseline": "central" }, node.textContent);
}

function rectangle(x, y, width, height, node, radius) {
  const { backgroundColor, borderTopColor, borderTopStyle, borderTopWidth } = style(node);
  const line = borderTopStyle === "none" ? {} : { stroke: borderTopColor, "stroke-width": borderTopWidth, ...(borderTopStyle === "dashed" && { "stroke-dasharray": "4 3" }) };
  return element("rect", { x: round(x), y: round(y), width: round(width), height: round(height), rx: radius, fill: backgroundColor, ...line });
}

/** An icon's symbol, drawn in place of the reference to it. */
function icon(node, x, y, size) {
  const symbol = document.querySelector(node.querySelector("use").getAttribute("href"));
  const { color } = style(node);
  const drawn = element("svg", { x: round(x), y: round(y), width: size, height: size, viewBox: "0 0 24 24", fill: "none", stroke: color, "stroke-width": 1.75, "stroke-linecap": "round", "stroke-linejoin": "round" });
  drawn.append(...[...symbol.childNodes].map((child) => child.cloneNode(true)));
  return drawn;
}

function boundary(box) {
  const { m41: x, m42: y } = new DOMMatrix(style(box).transform);
  const tab = box.querySelector(".boundary-tab");
  const label = tab.querySelector("span");
  const width = label.offsetWidth + 12;
  return [
    rectangle(x, y, box.offsetWidth, box.offsetHeight, box, 14),
    element("rect", { x: x + 16, y: y - 10, width, height: 20, rx: 6, fill: style(tab).backgroundColor }),
    text(label, x + 22, y),
  ];
}

function line(path) {
  const { stroke, strokeWidth, strokeDasharray } = style(path);
  const length = path.getTotalLength();
  const [end, before] = [path.getPointAtLength(length), path.getPointAtLength(Math.max(0, length - 4))];
  const angle = (Math.atan2(end.y - before.y, end.x - before.x) * 180) / Math.PI;
  const dashes = strokeDasharray === "none" ? {} : { "stroke-dasharray": strokeDasharray };
  return [
    element("path", { d: path.getAttribute("d"), fill: "none", stroke, "stroke-width": strokeWidth, ...dashes }),
    element("path", { d: "M-7,-3.2L0,0L-7,3.2Z", fill: stroke, transform: `translate(${round(end.x)} ${round(end.y)}) rotate(${round(angle)})` }),
  ];
}

function label(holder) {
  const pill = holder.querySelector("span");
  const words = pill.querySelector("em");
  if (!words) return [];
  const [top, , , left] = style(holder).inset.split(" ").map(parseFloat);
  const [width, height] = [pill.offsetWidth, pill.offsetHeight];
  return [rectangle(left - width / 2, top - height / 2, width, height, pill, 10), text(words, left, top, "middle")];
}

function card(node) {
  const [x, y] = [node.offsetLeft, node.offsetTop];
  const [tile, name, about] = [".tile", ".name", ".about"].map((part) => node.querySelector(part));
  return [
    rectangle(x, y, node.offsetWidth, node.offsetHeight, node, 10),
    rectangle(x + 13, y + 13, 34, 34, tile, 8),
    icon(tile.querySelector("svg"), x + 21, y + 21, 18),
    fitted(name, x + 57, y + 22, 114),
    fitted(about, x + 57, y + 39, 114),
  ];
}

/** A text that the card cuts off is cut off here too. */
function fitted(node, x, y, width) {
  const drawn = text(node, x, y);
  const context = document.createElement("canvas").getContext("2d");
  const { fontWeight, fontSize, fontFamily } = style(node);
  context.font = `${fontWeight} ${fontSize} ${fontFamily}`;
  let words = node.textContent;
  while (words.length > 1 && context.measureText(words).width > width) words = `${words.slice(0, -2)}…`;
  drawn.textContent = words;
  return drawn;
}

/** The typeface, within the picture: elsewhere nobody has it. */
async function typeface() {
  const answer = await fetch("/fonts/inter-latin.woff2");
  const reader = new FileReader();
  const read = new Promise((resolve) => (reader.onload = () => resolve(reader.result)));
  reader.readAsDataURL(await answer.blob());
  const source = String(await read).replace(/^data:[^;,]*/, "data:font/woff2");
  const rule = element("style", {});
  rule.textContent = `@font-face{font-family:Inter;font-weight:100 900;src:url(${source})}`;
  return rule;
}

function whole(title, [x, y, width, height]) {
  const view = document.getElementById("viewport");
  // What is left out from afar has no size; the picture is made as seen from near.
  const canvas = view.parentElement;
  const far = canvas.classList.contains("far");
  canvas.classList.remove("far");
  const all = (selector, draw) => [...view.querySelectorAll(selector)].flatMap(draw);
  const drawn = [
    element("title", {}, title),
    element("rect", { x, y, width, height, fill: style(canvas).backgroundColor }),
    ...all(".boundary", boundary),
    ...all("path.edge-line:not(.ghost)", line),
    ...all(".node", card),
    ...all(".edge-label", label),
  ];
  if (far) canvas.classList.add("far");
  return element("svg", { xmlns: NS, viewBox: [x, y, width, height].join(" "), width, height, "font-family": "Inter, system-ui, sans-serif" }, ...drawn);
}

async function raster(svg, [, , width, height]) {
  const image = new Image();
  image.src = URL.createObjectURL(new Blob([svg], { type: "image/svg+xml" }));
  await image.decode();
  // Twice as sharp, as far as browsers draw.
  const scale = Math.min(2, 8000 / Math.max(width, height));
  const canvas = Object.assign(document.createElement("canvas"), { width: Math.ceil(width * scale), height: Math.ceil(height * scale) });
  canvas.getContext("2d").drawImage(image, 0, 0, canvas.width, canvas.height);
  URL.revokeObjectURL(image.src);
  return new Promise((resolve, reject) => canvas.toBlob((blob) => (blob ? resolve(blob) : reject(new Error("the picture is too large"))), "image/png"));
}

function download(blob, name) {
  const link = Object.assign(document.createElement("a"), { href: URL.createObjectURL(blob), download: name });
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 30_000);
}

/** Makes a picture of the drawing: `svg` and `png` are downloaded, `copy` puts a PNG on the clipboard. */
export async function picture(form, name, title, area) {
  const drawn = whole(title, area);
  // Without it the reader's own typeface has to do.
  const face = await typeface().catch(() => null);
  if (face) drawn.prepend(face);
  const svg = new XMLSerializer().serializeToString(drawn);
  if (form === "svg") return download(new Blob([svg], { type: "image/svg+xml" }), `${name}.svg`);
  const png = await raster(svg, area);
  if (form === "png") return download(png, `${name}.png`);
  return navigator.clipboard.write([new ClipboardItem({ "image/png": png })]);
}
