// A team's first hour: the owner signs in, invites a colleague who may only look, shares a link, and takes the right to look away again.
//
// node people.mjs FOLDER: pictures go to FOLDER. GROUNDPLAN_BINARY is the server, GROUNDPLAN_CHROMIUM the browser.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { faults, look } from './steps/axe.mjs';
import { launch, open } from './steps/browser.mjs';
import { Editor } from './steps/editor.mjs';
import { meet, mentioned, overhear, parted } from './steps/meeting.mjs';
import { serve } from './steps/server.mjs';

const [, , folder] = process.argv;
assert(process.env.GROUNDPLAN_BINARY && folder, 'usage: GROUNDPLAN_BINARY=… node people.mjs FOLDER');
mkdirSync(folder, { recursive: true });
const password = 'a long enough phrase';
const troubles = [];
const picture = async (page, name) => {
  for (const colorScheme of ['light', 'dark']) {
    await page.emulateMedia({ colorScheme });
    await page.screenshot({ path: join(folder, `${name}-${colorScheme}.png`), animations: 'disabled' });
  }
};

const server = await serve(process.env.GROUNDPLAN_BINARY);
const browser = await launch();
const visit = async (path) => {
  const page = await open(browser, server.address, troubles);
  await page.goto(`${server.address}${path}`);
  return page;
};
try {
  const made = await (await fetch(`${server.address}/api/topologies`, { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: '{"example":"shop"}' })).json();
  const place = `/t/${made.id}`;
  const added = spawnSync(process.env.GROUNDPLAN_BINARY, ['user', 'add', 'ana', '--name', 'Ana López', '--data', server.data], { input: `${password}\n`, encoding: 'utf8' });
  assert.equal(added.status, 0, added.stderr);

  // Whoever opens the editor is led to the sign-in page, and from there back.
  const ana = await visit(place);
  await ana.waitForURL(/\/sign-in\?to=/);
  await picture(ana, 'sign-in');
  await look(ana, 'sign-in');
  await ana.getByLabel('Name').fill('ana');
  await ana.getByLabel('Password').fill('not the password');
  await ana.keyboard.press('Enter');
  await ana.getByRole('alert').waitFor();
  await picture(ana, 'refused');
  await look(ana, 'a refused sign-in');
  await ana.getByLabel('Password').fill(password);
  await ana.keyboard.press('Enter');
  await ana.waitForURL(new RegExp(`${place}$`));
  await new Editor(ana).node('orders').waitFor();

  // The account's page: an invitation for somebody who may look.
  await ana.getByTestId('account').click();
  await ana.getByRole('heading', { name: 'Ana López' }).waitFor();
  await ana.getByLabel('Invite somebody as').selectOption('viewer');
  await ana.getByRole('button', { name: 'Make a link' }).click();
  const invitation = await ana.getByRole('status').textContent();
  await picture(ana, 'account');
  await look(ana, 'the account page');

  const ben = await visit(new URL(invitation).pathname);
  await picture(ben, 'invitation');
  await look(ben, 'an invitation');
  await ben.getByLabel('Name to sign in with').fill('ben');
  await ben.getByLabel('Your name').fill('Ben <script>alert(1)</script>');
  await ben.getByLabel('Password').fill(password);
  await ben.keyboard.press('Enter');
  await ben.waitForURL(`${server.address}/`);
  await overhear(ben);
  await ben.goto(`${server.address}${place}`);
  const editor = new Editor(ben);
  await editor.node('orders').click();
  await ben.getByTestId('looking').waitFor();
  await ben.keyboard.press('Delete');
  await ben.getByText('You may look at this topology, not change it.').first().waitFor();
  assert.equal(await editor.node('orders').count(), 1, 'a viewer deleted a card');

  await meet(ana, ben, `${server.address}${place}`, 'Ben <script>alert(1)</script>', picture);
  await ben.goto(`${server.address}/account`);
  await parted(ana);
  await mentioned(ana, server.address, made.id, picture);
  await ben.reload();
  await ben.getByText('Fewer orders').first().waitFor();

  // The name is text wherever it is shown; the member is removed while the editor is open.
  await ben.goto(`${server.address}${place}`);
  await editor.node('orders').waitFor();
  await ana.goto(`${server.address}/account`);
  await ana.getByRole('cell', { name: 'Ben <script>alert(1)</script>' }).waitFor();
  const row = ana.getByRole('row').filter({ hasText: 'ben' });
  await row.getByRole('button', { name: 'Remove' }).click();
  await ben.getByRole('heading', { name: "The topology can't be opened" }).waitFor();
  await row.waitFor({ state: 'detached' });

  // Somebody without an account follows a link and may look at this one topology.
  await ana.goto(`${server.address}/sharing/${made.id}`);
  await ana.getByRole('button', { name: 'Make a link' }).click();
  const link = await ana.getByRole('status').textContent();
  await picture(ana, 'sharing');
  await look(ana, 'the links of a topology');
  const visitor = await visit(new URL(link).pathname);
  await visitor.waitForURL(new RegExp(`${place}$`));
  await new Editor(visitor).node('orders').waitFor();
  await visitor.getByTestId('looking').waitFor();
  assert.equal(await visitor.getByTestId('account').count(), 0);

  // Out again.
  await ana.goto(`${server.address}/account`);
  await ana.getByRole('button', { name: 'Sign out', exact: true }).click();
  await ana.waitForURL(/\/sign-in/);
  await ana.goto(`${server.address}${place}`);
  await ana.waitForURL(/\/sign-in\?to=/);
  assert.deepEqual(faults, []);
  const unexpected = troubles.filter((trouble) => !/40[134]|Unauthorized|Not Found|WebSocket/.test(String(trouble)));
  assert.deepEqual(unexpected, []);
} catch (error) {
  const pages = browser.contexts().flatMap((context) => context.pages());
  for (const [index, page] of pages.entries()) await page.screenshot({ path: join(folder, `failed-${index}.png`) }).catch(() => {});
  console.error([...troubles, ...faults].join('\n'));
  throw error;
} finally {
  await browser.close();
  await server.end();
}
console.log('done');
