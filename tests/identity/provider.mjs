// A real OpenID Connect provider, on a port of its own. Whoever types a name at its sign-in page is that person.
import { createServer } from "node:http";
import Provider from "oidc-provider";

export async function startProvider(port, client) {
  const issuer = `http://127.0.0.1:${port}`;
  const people = new Map();
  const provider = new Provider(issuer, {
    clients: [{ ...client, grant_types: ["authorization_code"], response_types: ["code"] }],
    pkce: { required: () => true },
    conformIdTokenClaims: false,
    claims: { openid: ["sub"], profile: ["name", "preferred_username"], email: ["email"] },
    cookies: { keys: ["a key for the journey"] },
    findAccount: (_, id) => ({ accountId: id, claims: () => ({ sub: id, ...people.get(id) }) }),
  });
  const server = createServer(provider.callback());
  await new Promise((resolve, reject) => server.on("error", reject).listen(port, "127.0.0.1", resolve));
  return { issuer, people, stop: () => new Promise((resolve) => { server.closeAllConnections(); server.close(resolve); }) };
}
