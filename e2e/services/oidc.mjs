// A sign-in provider for tests: the certified package oidc-provider, with people who are whoever they say they are. Prints its
// address (the issuer), then stays until its input ends. Each line of input is one more address that it may lead back to.
//
// Settings, by environment: OIDC_PORT (0: a free one), OIDC_REDIRECT_URIS and OIDC_LOGOUT_URIS (separated by spaces),
// OIDC_CLIENT_ID and OIDC_CLIENT_SECRET.
//
// Whoever signs in types a login name, or comes with one in `login_hint` and is signed in at once. The name decides what is
// said of the person: `anna` is anna@example.net and verified; `anna+unverified` has an address that is not, `anna+none` has
// none; `anna@example.org` is verified with that address; `anna:staff,admins` is in these `groups`.
import { generateKeyPairSync } from "node:crypto";
import { createServer } from "node:http";
import { createInterface } from "node:readline";

// Standard output is for the address alone.
console.info = console.warn = console.error;
const { Provider } = await import("oidc-provider");

const words = (text) => (text ?? "").split(" ").filter(Boolean);
const env = process.env;

const server = createServer();
await new Promise((listening) => server.listen(Number(env.OIDC_PORT ?? 0), "127.0.0.1", listening));
const issuer = `http://127.0.0.1:${server.address().port}`;

function person(login) {
  const [who, groups] = login.split(":");
  const [name, kind] = who.split("+");
  const email = name.includes("@") ? name : `${name}@example.net`;
  const address = kind === "none" ? {} : { email, email_verified: kind !== "unverified" };
  return { sub: name, name: `${name.split("@")[0]} of the provider`, groups: groups?.split(",") ?? [], ...address };
}

const provider = new Provider(issuer, {
  clients: [
    {
      client_id: env.OIDC_CLIENT_ID ?? "lotse",
      client_secret: env.OIDC_CLIENT_SECRET ?? "a-secret-of-the-tests-and-of-nothing-else",
      grant_types: ["authorization_code"],
      response_types: ["code"],
      redirect_uris: words(env.OIDC_REDIRECT_URIS ?? "http://127.0.0.1:1/nowhere"),
      post_logout_redirect_uris: words(env.OIDC_LOGOUT_URIS),
    },
  ],
  claims: { openid: ["sub"], email: ["email", "email_verified"], profile: ["name"], groups: ["groups"] },
  scopes: ["openid", "email", "profile", "groups"],
  // Claims stand in the ID token as well, as most providers do it.
  conformIdTokenClaims: false,
  jwks: { keys: [{ ...generateKeyPairSync("rsa", { modulusLength: 2048 }).privateKey.export({ format: "jwk" }), use: "sig" }] },
  features: { devInteractions: { enabled: false }, rpInitiatedLogout: { enabled: true, logoutSource, postLogoutSuccessSource } },
  pkce: { required: () => true },
  cookies: { keys: ["of the tests"] },
  interactions: { url: (_, interaction) => `/interaction/${interaction.uid}` },
  findAccount: (_, login) => ({ accountId: login, claims: () => person(login) }),
  // Whoever has signed in has agreed.
  loadExistingGrant: async (context) => {
    const { client, session } = context.oidc;
    const grant = new context.oidc.provider.Grant({ clientId: client.clientId, accountId: session.accountId });
    grant.addOIDCScope("openid email profile groups");
    await grant.save();
    return grant;
  },
  renderError: (context, out) => {
    context.type = "text";
    context.body = JSON.stringify(out);
  },
});

function logoutSource(context, form) {
  context.body = page(`${form}<button type="submit" form="op.logoutForm" name="logout" value="yes">Sign out</button>`);
}

function postLogoutSuccessSource(context) {
  context.body = page("<p>Signed out</p>");
}

function page(content) {
  return `<!doctype html><html lang="en"><title>Provider</title><h1>Provider</h1>${content}</html>`;
}

async function body(request) {
  let text = "";
  for await (const chunk of request) text += chunk;
  return new URLSearchParams(text);
}

// The server under test has its port, and so its addresses, only once it runs; it wants the provider's before that.
const back = new Set();
const { redirectUriAllowed, postLogoutRedirectUriAllowed } = provider.Client.prototype;
provider.Client.prototype.redirectUriAllowed = function (uri) {
  return back.has(uri) || redirectUriAllowed.call(this, uri);
};
provider.Client.prototype.postLogoutRedirectUriAllowed = function (uri) {
  return back.has(uri) || postLogoutRedirectUriAllowed.call(this, uri);
};

const answer = provider.callback();
server.on("request", async (request, response) => {
  if (request.url === "/favicon.ico") return response.writeHead(204).end();
  if (!request.url.startsWith("/interaction/")) return answer(request, response);
  try {
    const { prompt, params } = await provider.interactionDetails(request, response);
    const typed = request.method === "POST" ? await body(request) : new URLSearchParams();
    if (typed.has("cancel")) {
      const result = { error: "access_denied", error_description: "the person went back" };
      return await provider.interactionFinished(request, response, result, { mergeWithLastSubmission: false });
    }
    const login = typed.get("login") ?? params.login_hint;
    if (prompt.name === "login" && !login) {
      response.setHeader("Content-Type", "text/html");
      const fields = `<label>Login <input name="login" autofocus></label><button>Continue</button>`;
      return response.end(page(`<form method="post">${fields}<button name="cancel" value="1">Cancel</button></form>`));
    }
    const result = { login: { accountId: login }, consent: {} };
    await provider.interactionFinished(request, response, result, { mergeWithLastSubmission: false });
  } catch (error) {
    response.statusCode = 500;
    response.end(String(error));
  }
});

console.log(issuer);
createInterface({ input: process.stdin })
  .on("line", (line) => back.add(line.trim()))
  .on("close", () => process.exit(0));
