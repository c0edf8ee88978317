// Signing in with an identity provider: the real server, a real provider, and a browser's part played with its cookies.
import assert from "node:assert/strict";
import { spawn, spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startProvider } from "./provider.mjs";

const binary = process.env.GROUNDPLAN_BINARY;
const password = "a long enough phrase";

const freePort = () =>
  new Promise((resolve) => {
    const server = createServer().listen(0, "127.0.0.1", () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });

// A browser: it keeps cookies by host and port, follows no redirect by itself, and says which page asks.
class Browser {
  #jars = new Map();

  async ask(url, { method = "GET", form, json } = {}) {
    const { host, origin } = new URL(url);
    const jar = this.#jars.get(host) ?? new Map();
    this.#jars.set(host, jar);
    const headers = { cookie: [...jar].map(([name, value]) => `${name}=${value}`).join("; "), accept: "text/html" };
    if (method !== "GET") headers.origin = origin;
    let body;
    if (form) body = new URLSearchParams(form);
    if (json) [body, headers["content-type"]] = [JSON.stringify(json), "application/json"];
    const answer = await fetch(url, { method, headers, body, redirect: "manual" });
    for (const cookie of answer.headers.getSetCookie()) {
      const [pair, ...rest] = cookie.split(";");
      const at = pair.indexOf("=");
      const gone = rest.some((word) => /^\s*(max-age=0|expires=thu, 01 jan 1970)/i.test(word));
      if (gone) jar.delete(pair.slice(0, at));
      else jar.set(pair.slice(0, at), pair.slice(at + 1));
    }
    const location = answer.headers.get("location");
    return { status: answer.status, text: await answer.text(), location: location && new URL(location, url).href };
  }

  forget(host) {
    this.#jars.delete(host);
  }

  // From an address of the server through the provider's pages, as the person of this name, to the address that the provider leads back to.
  async through(url, person, { cancel = false } = {}) {
    let answer = await this.ask(url);
    for (let step = 0; step < 15; step += 1) {
      if (answer.location) {
        if (answer.location.includes("/sign-in/back")) return answer.location;
        answer = await this.ask(answer.location);
        continue;
      }
      const abort = /href="([^"]*\/abort)"/.exec(answer.text)?.[1];
      if (cancel && abort) {
        answer = await this.ask(new URL(abort, provider.issuer).href);
        continue;
      }
      const action = /<form[^>]*action="([^"]+)"/.exec(answer.text)?.[1];
      assert.ok(action, `neither a redirect nor a form: ${answer.status} ${answer.text}`);
      const prompt = /name="prompt" value="(\w+)"/.exec(answer.text)?.[1];
      const form = prompt === "login" ? { prompt, login: person, password: "any" } : { prompt };
      answer = await this.ask(new URL(action, provider.issuer).href, { method: "POST", form });
    }
    throw new Error("the provider leads in circles");
  }
}

const [port, idPort] = [await freePort(), await freePort()];
const base = `http://127.0.0.1:${port}`;
const client = { client_id: "groundplan", client_secret: "a secret of the journey", redirect_uris: [`${base}/sign-in/back`] };
const provider = await startProvider(idPort, client);
const data = mkdtempSync(join(tmpdir(), "groundplan-identity-"));
const made = spawnSync(binary, ["user", "add", "ana", "--data", data], { input: `${password}\n`, encoding: "utf8" });
assert.equal(made.status, 0, made.stderr);
const served = spawn(
  binary,
  ["serve", "--listen", `127.0.0.1:${port}`, "--data", data, "--oidc-issuer", provider.issuer, "--oidc-client-id", client.client_id, "--oidc-name", "Example staff"],
  { env: { ...process.env, GROUNDPLAN_OIDC_CLIENT_SECRET: client.client_secret }, stdio: ["ignore", "ignore", "pipe"] },
);
await new Promise((resolve, reject) => {
  served.stderr.on("data", (text) => String(text).includes(base) && resolve());
  served.on("exit", (code) => reject(new Error(`the server ended with ${code}`)));
});

const me = async (browser) => JSON.parse((await browser.ask(`${base}/api/me`)).text);
const invitation = async (browser, role) => {
  const answer = await browser.ask(`${base}/api/workspaces/main/invitations`, { method: "POST", json: { role } });
  assert.equal(answer.status, 201, answer.text);
  return JSON.parse(answer.text).link.split("/").pop();
};

try {
  const ana = new Browser();
  const entered = await ana.ask(`${base}/sign-in`, { method: "POST", form: { account: "ana", password, to: "/" } });
  assert.equal(entered.status, 303, entered.text);
  assert.match((await new Browser().ask(`${base}/sign-in`)).text, /Sign in with Example staff/);

  // The way there: the code flow, PKCE with SHA-256, a state and a nonce.
  const there = new URL((await new Browser().ask(`${base}/sign-in/with`)).location);
  const asked = Object.fromEntries(there.searchParams);
  assert.equal(there.origin, provider.issuer);
  assert.deepEqual([asked.response_type, asked.code_challenge_method, asked.redirect_uri], ["code", "S256", client.redirect_uris[0]]);
  assert.ok(asked.code_challenge.length >= 43 && asked.state.length >= 16 && asked.nonce.length >= 16);
  assert.match(asked.scope, /openid/);

  // Nobody whom nobody invited.
  provider.people.set("sub-1", { preferred_username: "ben", name: "Ben Okafor", email: "ben@example.org" });
  const uninvited = new Browser();
  const refused = await uninvited.ask(await uninvited.through(`${base}/sign-in/with`, "sub-1"));
  assert.equal(refused.status, 403, refused.text);
  assert.equal((await me(uninvited)).error.code, "signed-out");

  // With an invitation an account is made, once; from then on the provider's word is enough.
  const ben = new Browser();
  const code = await invitation(ana, "reviewer");
  const back = await ben.through(`${base}/sign-in/with?invitation=${code}&to=%2Ftopologies%2Fx`, "sub-1");
  const arrived = await ben.ask(back);
  assert.deepEqual([arrived.status, arrived.location], [303, `${base}/topologies/x`], arrived.text);
  const first = await me(ben);
  assert.deepEqual([first.id, first.name, first.workspaces[0].role], ["ben", "Ben Okafor", "reviewer"]);
  const replayed = await ben.ask(back);
  assert.equal(replayed.status, 400, "the same way back is not gone twice");
  const again = new Browser();
  assert.equal((await again.ask(await again.through(`${base}/sign-in/with`, "sub-1"))).status, 303);
  assert.equal((await me(again)).id, "ben");
  const used = new Browser();
  provider.people.set("sub-2", { preferred_username: "carl", name: "Carl" });
  const late = await used.ask(await used.through(`${base}/sign-in/with?invitation=${code}`, "sub-2"));
  assert.equal(late.status, 404, "an invitation is good for one");

  // Whoever bears a name that is taken does not become its owner.
  provider.people.set("sub-3", { preferred_username: "ana", name: "Another Ana" });
  const other = new Browser();
  await other.ask(await other.through(`${base}/sign-in/with?invitation=${await invitation(ana, "viewer")}`, "sub-3"));
  assert.deepEqual([(await me(other)).id, (await me(other)).workspaces[0].role], ["ana-2", "viewer"]);

  // Whoever is signed in may let the provider stand for the account.
  provider.people.set("sub-4", { preferred_username: "whatever" });
  assert.equal((await ana.ask(await ana.through(`${base}/sign-in/with?to=%2Faccount`, "sub-4"))).location, `${base}/account`);
  const linked = new Browser();
  await linked.ask(await linked.through(`${base}/sign-in/with`, "sub-4"));
  assert.equal((await me(linked)).id, "ana");

  // A forged state, another browser's way back, and somebody who changes their mind.
  const forger = new Browser();
  const own = new URL(await forger.through(`${base}/sign-in/with`, "sub-1"));
  own.searchParams.set("state", "forged");
  assert.equal((await forger.ask(own.href)).status, 400);
  const victim = new Browser();
  const way = await new Browser().through(`${base}/sign-in/with`, "sub-1");
  assert.equal((await victim.ask(way)).status, 400);
  assert.equal((await me(victim)).error.code, "signed-out");
  const unsure = new Browser();
  const cancelled = await unsure.ask(await unsure.through(`${base}/sign-in/with`, "sub-1", { cancel: true }));
  assert.equal(cancelled.status, 401, cancelled.text);
  assert.match(cancelled.text, /the identity provider says/);

  // What the provider is asked with is kept: with a stolen code alone nobody gets a token.
  const thief = new Browser();
  const stolen = new URL(await thief.through(`${base}/sign-in/with`, "sub-1")).searchParams.get("code");
  const exchange = await fetch(`${provider.issuer}/token`, {
    method: "POST",
    headers: { authorization: `Basic ${Buffer.from(`${client.client_id}:${encodeURIComponent(client.client_secret)}`).toString("base64")}` },
    body: new URLSearchParams({ grant_type: "authorization_code", code: stolen, redirect_uri: client.redirect_uris[0] }),
  });
  assert.equal(exchange.status, 400, await exchange.text());

  // A provider that is away is said to be, and passwords work without it.
  await provider.stop();
  const away = await new Browser().ask(`${base}/sign-in/with`);
  assert.equal(away.status, 502, away.text);
  assert.match(away.text, /can&#39;t be used|can't be used/);
  const still = await new Browser().ask(`${base}/sign-in`, { method: "POST", form: { account: "ana", password, to: "/" } });
  assert.equal(still.status, 303);
  console.log("done");
} finally {
  served.removeAllListeners("exit");
  served.kill();
  await provider.stop().catch(() => {});
  rmSync(data, { recursive: true, force: true });
}
