// What a person does in the editor, by the pointer and the keyboard.

const middle = (box) => ({ x: box.x + box.width / 2, y: box.y + box.height / 2 });

export class Editor {
  constructor(page) {
    this.page = page;
  }

  canvas() {
    return this.page.getByTestId('canvas');
  }

  node(id) {
    return this.page.locator(`[data-node="${id}"]`);
  }

  edge(id) {
    return this.page.locator(`path[data-edge="${id}"]`);
  }

  /** A point on the canvas, by shares of its width and height. */
  async point(x, y) {
    const box = await this.canvas().boundingBox();
    return { x: box.x + box.width * x, y: box.y + box.height * y };
  }

  async drag(from, to) {
    const { mouse } = this.page;
    await mouse.move(from.x, from.y);
    await mouse.down();
    await mouse.move(from.x + 8, from.y + 8, { steps: 3 });
    await mouse.move(to.x, to.y, { steps: 12 });
    await mouse.up();
  }

  /** Drags a kind from the palette to a point and writes the new card's title. */
  async place(preset, title, at) {
    const entry = this.page.locator(`[data-preset="${preset}"]`);
    await this.drag(middle(await entry.boundingBox()), at);
    await this.write(title);
  }

  /** Clicks a kind in the palette: the card appears where there is room. */
  async placeByClick(preset, title) {
    await this.page.locator(`[data-preset="${preset}"]`).click();
    await this.write(title);
  }

  async write(title) {
    const field = this.page.locator('input.rename');
    await field.fill(title);
    await field.press('Enter');
    await field.waitFor({ state: 'detached' });
  }

  /** Moves a card by dragging it. */
  async move(id, at) {
    await this.drag(middle(await this.node(id).boundingBox()), at);
  }

  /** Draws an edge from a card's handle onto another card. */
  async connect(from, to, side) {
    const card = this.node(from);
    await card.hover();
    const handle = card.locator(`.handle[data-side="${side}"]`);
    await this.drag(middle(await handle.boundingBox()), middle(await this.node(to).boundingBox()));
  }

  /** Chooses a value of a field of what is selected. */
  async choose(field, value) {
    await this.page.getByTestId('tab-properties').click();
    await this.page.getByTestId('inspector').locator(`[data-field="${field}"] select`).first().selectOption(value);
  }

  async retitle(id, title) {
    await this.node(id).locator('.name').dblclick();
    await this.write(title);
  }

  async findings() {
    await this.page.getByTestId('tab-findings').click();
    return this.page.getByTestId('findings');
  }

  finding(rule) {
    return this.page.locator(`[data-rule="${rule}"]`);
  }

  /** Waits until every edit is acknowledged; returns the revision. */
  async saved() {
    const pill = this.page.locator('[data-testid="saved"][data-state="saved"]');
    await pill.waitFor();
    return Number(await pill.getAttribute('data-revision'));
  }
}
