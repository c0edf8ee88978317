// The whole drawing in a corner, with a frame around what is seen. Fetched when somebody asks for it.
const WIDTH = 200;
const HEIGHT = 132;
const KEY = "groundplan.minimap";
let shown = null;

const style = (name) => getComputedStyle(document.documentElement).getPropertyValue(name);

/** Where the view is: the viewport's offset and zoom. */
function camera(view) {
  const { m41: x, m42: y, a: zoom } = new DOMMatrix(getComputedStyle(view).transform);
  return { x, y, zoom };
}

class Minimap {
  constructor(root) {
    this.root = root;
    this.view = root.querySelector("#viewport");
    this.canvas = Object.assign(document.createElement("canvas"), { className: "minimap", width: WIDTH * 2, height: HEIGHT * 2, title: "Drag to look around" });
    this.canvas.dataset.ui = "";
    this.canvas.setAttribute("aria-hidden", "true");
    root.append(this.canvas);
    // Changes of the drawing, of the view and of the theme are gathered and drawn once a frame.
    this.seen = new MutationObserver(() => this.ask());
    this.seen.observe(this.view, { attributes: true, childList: true, subtree: true, attributeFilter: ["style", "class", "data-kind"] });
    this.seen.observe(document.documentElement, { attributes: true, attributeFilter: ["data-theme"] });
    this.sized = new ResizeObserver(() => this.ask());
    this.sized.observe(root);
    this.canvas.addEventListener("pointerdown", (event) => {
      this.canvas.setPointerCapture(event.pointerId);
      this.go(event);
      event.preventDefault();
      event.stopPropagation();
    });
    this.canvas.addEventListener("pointermove", (event) => event.buttons === 1 && this.go(event));
    this.ask();
  }

  ask() {
    this.frame ??= requestAnimationFrame(() => {
      this.frame = null;
      this.draw();
    });
  }

  draw() {
    if (!this.root.isConnected) return this.close();
    // A card that is dragged is away from its place by its transform.
    const away = (node) => (node.style.transform ? new DOMMatrix(node.style.transform) : { m41: 0, m42: 0 });
    const place = (node) => [node.offsetLeft + away(node).m41, node.offsetTop + away(node).m42];
    const boxes = [...this.view.querySelectorAll(".node")].map((node) => [...place(node), node.offsetWidth, node.offsetHeight, node.dataset.kind, node.classList.contains("selected")]);
    const { x, y, zoom } = camera(this.view);
    const seen = [-x / zoom, -y / zoom, this.root.clientWidth / zoom, this.root.clientHeight / zoom];
    const all = boxes.length > 0 ? [...boxes, seen] : [seen];
    const [left, top] = [0, 1].map((axis) => Math.min(...all.map((box) => box[axis])) - 40);
    const [right, bottom] = [0, 1].map((axis) => Math.max(...all.map((box) => box[axis] + box[axis + 2])) + 40);
    const scale = Math.min((WIDTH * 2) / (right - left), (HEIGHT * 2) / (bottom - top));
    this.place = { scale, left: left - ((WIDTH * 2) / scale - (right - left)) / 2, top: top - ((HEIGHT * 2) / scale - (bottom - top)) / 2 };
    const at = (box) => [(box[0] - this.place.left) * scale, (box[1] - this.place.top) * scale, box[2] * scale, box[3] * scale];
    const context = this.canvas.getContext("2d");
    context.clearRect(0, 0, WIDTH * 2, HEIGHT * 2);
    for (const box of boxes) {
      context.fillStyle = box[5] ? style("--accent") : style(`--${box[4]}`) || style("--ink-3");
      context.globalAlpha = box[5] ? 1 : 0.55;
      context.fillRect(...at(box));
    }
    context.globalAlpha = 1;
    context.strokeStyle = style("--accent");
    context.lineWidth = 2;
    context.strokeRect(...at(seen));
  }

  /** Brings the pointed place into the middle, as a wheel would. */
  go(event) {
    const box = this.canvas.getBoundingClientRect();
    const { scale, left, top } = this.place;
    const point = { x: ((event.clientX - box.left) * 2) / scale + left, y: ((event.clientY - box.top) * 2) / scale + top };
    const { x, y, zoom } = camera(this.view);
    const way = { deltaX: point.x * zoom + x - this.root.clientWidth / 2, deltaY: point.y * zoom + y - this.root.clientHeight / 2 };
    this.root.dispatchEvent(new WheelEvent("wheel", { ...way, cancelable: true }));
  }

  close() {
    this.seen.disconnect();
    this.sized.disconnect();
    this.canvas.remove();
    shown = null;
  }
}

/** Shows it, or takes it away; the choice is kept. */
export function toggle() {
  if (shown?.root.isConnected) shown.close();
  else shown = new Minimap(document.querySelector('[data-testid="canvas"]'));
  try {
    if (shown) localStorage.setItem(KEY, "on");
    else localStorage.removeItem(KEY);
  } catch {
    // Without storage the choice lasts as long as the page.
  }
}
