import type { Browser, Locator, Page, Route } from "@playwright/test";
import { expect, test } from "../fixtures/identity.ts";
import { axe } from "../fixtures/axe.ts";
import type { Server } from "../fixtures/server.ts";
import { PASSWORD, account, address, signIn } from "../pages/account.ts";
import { Api, type Role } from "../pages/api.ts";
import { App } from "../pages/app.ts";
import { withoutNews } from "../pages/held.ts";
import { Ticket } from "../pages/ticket.ts";

const OTHER = "seven other words of a test";

/** A browser of its own, in English. */
async function elsewhere(browser: Browser, server: Server): Promise<Page> {
  const context = await browser.newContext({ baseURL: server.url });
  return context.newPage();
}

const security = async (page: Page) => {
  await page.goto("/profile/security");
  await expect(page.getByText("This device")).toBeVisible();
};

/** Somebody who can end every other session of a demo account. */
async function endsSessions(role: Role, server: Server): Promise<() => Promise<void>> {
  const api = await Api.signIn(server.url, role);
  const { items } = await api.get<{ items: { id: string; current: boolean }[] }>("/auth/sessions");
  expect(items.length).toBeGreaterThan(1);
  return () => api.do("post", "/auth/logout-all", { keep_current: true });
}

/** Ends every session of a demo account but those that begin after this. */
async function endSessions(role: Role, server: Server): Promise<void> {
  const end = await endsSessions(role, server);
  await end();
}

/** Presses Tab until the element has the focus, as a person without a mouse does. */
async function tabTo(page: Page, target: Locator): Promise<void> {
  await expect(target).toBeVisible();
  for (let steps = 0; steps < 40; steps += 1) {
    if (await target.evaluate((element) => element === document.activeElement)) return;
    await page.keyboard.press("Tab");
  }
  throw new Error("cannot be reached by Tab");
}

/** Answers in the place of the server. */
function refuse(route: Route, status: number, code: string, more: object = {}): Promise<void> {
  const problem = { type: `about:lotse#${code}`, title: "", status, code, ...more };
  return route.fulfill({ status, contentType: "application/problem+json", json: problem });
}

/** Asks for a token as if the sign-in was long ago: the first call is refused. Tells how many calls there were. */
async function makeTokenLongAfterSigningIn(page: Page): Promise<() => number> {
  let asked = 0;
  await page.route("**/api/v1/me/tokens", (route) => {
    if (route.request().method() !== "POST") return route.continue();
    asked += 1;
    return asked > 1 ? route.continue() : refuse(route, 403, "reauthentication_required");
  });
  await page.getByRole("button", { name: "New token" }).click();
  const form = page.getByRole("dialog", { name: "Create token" });
  await form.getByLabel("Name", { exact: true }).fill("Robot");
  await form.getByRole("button", { name: "Create token" }).click();
  return () => asked;
}

test("from signing up by way of the mail to the first ticket", async ({ page, mails }) => {
  const email = address("anna");
  await page.goto("/sign-in");
  await page.getByRole("link", { name: "Create account" }).click();
  await expect(page.getByRole("heading", { level: 1, name: "Create account" })).toBeFocused();
  await page.getByRole("button", { name: "Create account" }).click();
  await expect(page.getByRole("group", { name: /2 things need your attention/ })).toBeFocused();
  await page.getByLabel("Name", { exact: true }).fill("Anna Berg");
  await page.getByLabel("E-mail").fill(email);
  await page.getByRole("button", { name: "Create account" }).click();
  await expect(page.getByRole("heading", { level: 1, name: "Look into your mail" })).toBeVisible();
  await expect(page.getByText(email)).toBeVisible();

  await page.goto(await mails.link(email));
  await expect(page.getByRole("heading", { level: 1, name: "Almost there" })).toBeVisible();
  const password = page.getByLabel("New password");
  await password.fill("short");
  await expect(page.getByText("At least 12 characters, please.")).toBeVisible();
  await password.fill("Anna Berg Anna Berg");
  await expect(page.getByText("without your name")).toBeVisible();
  await password.fill(PASSWORD);
  await expect(page.getByText("This will do.")).toBeVisible();
  await expect(password).toHaveAttribute("type", "password");
  await page.getByLabel("Show password").check();
  await expect(password).toHaveAttribute("type", "text");
  await page.getByRole("button", { name: "Save password" }).click();
  await expect(new App(page).account).toBeVisible();

  await page.getByRole("link", { name: "New request" }).first().click();
  await page.getByRole("radiogroup", { name: "What is it about?" }).getByRole("radio").first().check();
  await page.getByLabel("Subject").fill("My first request");
  await page.getByLabel("Description").fill("It works.");
  await page.getByRole("button", { name: "Send request" }).click();
  await expect(page.getByText(/Your request has the number/)).toBeVisible();
});

test("by keyboard alone: sign up, open the link, choose a password", async ({ page, mails }) => {
  const email = address("keys");
  await page.goto("/sign-in");
  await tabTo(page, page.getByRole("link", { name: "Create account" }));
  await page.keyboard.press("Enter");
  await tabTo(page, page.getByLabel("Name", { exact: true }));
  await page.keyboard.type("Kim Keys");
  await tabTo(page, page.getByLabel("E-mail"));
  await page.keyboard.type(email);
  await page.keyboard.press("Enter");
  await expect(page.getByRole("heading", { level: 1, name: "Look into your mail" })).toBeVisible();
  await page.goto(await mails.link(email));
  await tabTo(page, page.getByLabel("New password"));
  await page.keyboard.type(PASSWORD);
  await page.keyboard.press("Enter");
  await expect(new App(page).account).toBeVisible();
  await expect(page).toHaveURL((url) => url.pathname === "/" && url.hash === "");
});

test("a forgotten password is replaced by way of the mail, and a link works once", async ({ page, server, mails, watch }) => {
  watch.expect(/40[01]/);
  const email = await account(server, mails, "bert");
  await page.goto("/sign-in");
  await page.getByRole("link", { name: "Forgot your password?" }).click();
  await page.getByLabel("E-mail").fill(email);
  await page.getByRole("button", { name: "Send link" }).click();
  await expect(page.getByText(/If there is an account/)).toBeVisible();
  const link = await mails.link(email);
  await page.goto(link);
  await page.getByLabel("New password").fill(OTHER);
  await page.getByRole("button", { name: "Save password" }).click();
  await expect(new App(page).account).toBeVisible();

  await page.goto("/");
  await page.goto(link);
  await expect(page.getByRole("heading", { level: 1, name: "This link does not work" })).toBeVisible();
  await axe(page);
  await expect(page.getByRole("main").getByRole("link", { name: "Forgot your password?" })).toBeVisible();
});

test("an admin finds people, invites one, and takes them back", async ({ page, browser, server, mails, watch }) => {
  watch.expect(/409/);
  const email = address("ida");
  await page.addInitScript(() => localStorage.setItem("lotse.language", "en"));
  await new App(page).signIn("admin");
  await page.goto("/admin/users");
  await page.getByRole("button", { name: "Invite person" }).click();
  const dialog = page.getByRole("dialog", { name: "Invite person" });
  await dialog.getByLabel("Name", { exact: true }).fill("Ida Invited");
  await dialog.getByLabel("E-mail").fill("agent@example.org");
  await dialog.getByLabel("Role").selectOption("agent");
  await dialog.getByLabel("Language").selectOption("en");
  await dialog.getByRole("button", { name: "Send invitation" }).click();
  await expect(dialog.getByText("An account has this address already.")).toBeVisible();
  await dialog.getByLabel("E-mail").fill(email);
  await dialog.getByRole("button", { name: "Send invitation" }).click();
  await expect(dialog).toBeHidden();
  await page.getByRole("searchbox", { name: "Name or e-mail" }).fill(email);
  const line = page.getByRole("listitem").filter({ hasText: email });
  await expect(line).toContainText("Invited");
  await expect(page).toHaveURL(/search=/);

  const theirs = await elsewhere(browser, server);
  await theirs.goto(await mails.link(email));
  await expect(theirs.getByRole("heading", { level: 1, name: "Welcome to Lotse" })).toBeVisible();
  await theirs.getByLabel("New password").fill(PASSWORD);
  await theirs.getByRole("button", { name: "Save password" }).click();
  await expect(theirs.getByRole("navigation", { name: "Views" })).toBeVisible();

  await page.reload();
  await line.getByRole("button", { name: /^Change/ }).click();
  const one = page.getByRole("dialog", { name: "Ida Invited" });
  await one.getByLabel("Role").selectOption("customer");
  await one.getByRole("button", { name: "Save", exact: true }).click();
  await expect(line).toContainText("Customer");
  await line.getByRole("button", { name: /^Change/ }).click();
  await one.getByRole("button", { name: "Disable" }).click();
  await page.getByRole("dialog", { name: "Disable Ida Invited?" }).getByRole("button", { name: "Disable" }).click();
  await expect(line).toContainText("Disabled");
});

test("a new password signs out the other browser, which goes on with it in place", async ({ page, browser, server, mails, watch }) => {
  watch.expect(/40[01]/);
  const email = await account(server, mails, "cleo");
  const other = await elsewhere(browser, server);
  // By what it asks for itself, it learns of it.
  await withoutNews(other);
  await signIn(other, email);
  await signIn(page, email);
  await security(page);
  await page.getByRole("button", { name: "Change …: Password" }).click();
  const dialog = page.getByRole("dialog", { name: "Change password" });
  await dialog.getByLabel("Current password").fill("not this one");
  await dialog.getByLabel("New password").fill(OTHER);
  await dialog.getByRole("button", { name: "Save password" }).click();
  await expect(dialog.getByRole("group", { name: /needs your attention/ })).toBeFocused();
  await expect(dialog.getByLabel("Current password")).toHaveAttribute("aria-invalid", "true");
  await dialog.getByLabel("Current password").fill(PASSWORD);
  await dialog.getByRole("button", { name: "Save password" }).click();
  await expect(new App(page).notices).toContainText("Your password is changed.");

  await other.getByRole("link", { name: "My requests" }).first().click();
  const again = other.getByRole("dialog", { name: "Your session has ended" });
  await expect(again.getByLabel("E-mail")).toHaveValue(email);
  await expect(again.getByLabel("Password")).toBeFocused();
  await axe(other);
  await again.getByLabel("Password").fill(OTHER);
  await again.getByRole("button", { name: "Continue", exact: true }).click();
  await expect(again).toBeHidden();
  await expect(other.getByRole("heading", { level: 1, name: "My requests" })).toBeVisible();
});

test("sessions are listed, and ended one by one or all at once", async ({ page, browser, server, mails, watch }) => {
  watch.expect(/401/);
  const email = await account(server, mails, "dora");
  const others = [await elsewhere(browser, server), await elsewhere(browser, server), await elsewhere(browser, server)];
  for (const other of others) await signIn(other, email);
  await signIn(page, email);
  await security(page);
  const sessions = page.getByRole("region", { name: "Where you are signed in" });
  await expect(sessions.getByRole("listitem")).toHaveCount(4);
  await sessions.getByRole("button", { name: /^Sign out:/ }).first().click();
  await expect(sessions.getByRole("listitem")).toHaveCount(3);
  await sessions.getByRole("button", { name: "Sign out all others" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Sign out all others" }).click();
  await expect(sessions.getByRole("listitem")).toHaveCount(1);
  for (const other of others) {
    await other.reload();
    await expect(other.getByRole("heading", { level: 1, name: "Sign in" })).toBeVisible();
  }
});

test("a token is shown once, works, and is deleted", async ({ page, server, mails, context }) => {
  await context.grantPermissions(["clipboard-read", "clipboard-write"]);
  await signIn(page, await account(server, mails, "emil"));
  await security(page);
  const tokens = page.getByRole("region", { name: "API tokens" });
  await tokens.getByRole("button", { name: "New token" }).click();
  const dialog = page.getByRole("dialog", { name: "Create token" });
  await dialog.getByLabel("Read tickets").uncheck();
  await dialog.getByRole("button", { name: "Create token" }).click();
  await expect(dialog.getByRole("group", { name: /2 things need/ })).toBeFocused();
  await dialog.getByLabel("Name", { exact: true }).fill("Backup");
  await dialog.getByLabel("Read tickets").check();
  await dialog.getByLabel("Runs out after").selectOption("7");
  await dialog.getByRole("button", { name: "Create token" }).click();
  const shown = page.getByRole("dialog", { name: "Secret" });
  const secret = await shown.getByRole("textbox", { name: "Secret" }).inputValue();
  expect(secret).toMatch(/^lotse_pat_/);
  await shown.getByRole("button", { name: "Copy" }).click();
  await expect(new App(page).notices).toContainText("The secret is copied.");
  expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(secret);
  await shown.getByRole("button", { name: "Close" }).last().click();
  await expect(page.getByText(secret)).toHaveCount(0);

  const call = () => fetch(`${server.url}/api/v1/tickets`, { headers: { Authorization: `Bearer ${secret}` } });
  expect((await call()).status).toBe(200);
  const line = tokens.getByRole("listitem").filter({ hasText: "Backup" });
  await expect(line).toContainText("Read tickets");
  await line.getByRole("button", { name: "Delete: Backup" }).click();
  await page.getByRole("dialog", { name: /Delete token/ }).getByRole("button", { name: "Delete token" }).click();
  await expect(tokens.getByText("No token yet")).toBeVisible();
  expect((await call()).status).toBe(401);
});

test("something dangerous asks who it is, and is then done", async ({ page, server, mails, watch }) => {
  watch.expect(/40[03]/);
  await signIn(page, await account(server, mails, "fay"));
  await security(page);
  const asked = await makeTokenLongAfterSigningIn(page);
  const who = page.getByRole("dialog", { name: "Is it you?" });
  await axe(page);
  await who.getByLabel("Password").fill("not this one");
  await who.getByRole("button", { name: "Continue", exact: true }).click();
  await expect(who.getByRole("link", { name: "Password: The password is wrong." })).toBeVisible();
  await who.getByLabel("Password").fill(PASSWORD);
  await who.getByRole("button", { name: "Continue", exact: true }).click();
  await expect(page.getByRole("dialog", { name: "Secret" })).toBeVisible();
  expect(asked()).toBe(2);
});

test("whoever does not answer is told why nothing happened, and keeps what they typed", async ({ page, server, mails, watch }) => {
  watch.expect(/403/);
  await signIn(page, await account(server, mails, "gus"));
  await security(page);
  await page.route("**/api/v1/auth/email/change", (route) => refuse(route, 403, "reauthentication_required"));
  await page.getByRole("button", { name: "Change …: E-mail" }).click();
  const form = page.getByRole("dialog", { name: "Change e-mail address" });
  await form.getByLabel("New e-mail address").fill("gus@example.net");
  await form.getByRole("button", { name: "Send link" }).click();
  await expect(page.getByRole("dialog", { name: "Is it you?" })).toBeVisible();
  await page.keyboard.press("Escape");
  await expect(form.getByText("Please prove first that it is you.")).toBeVisible();
  await expect(form.getByLabel("New e-mail address")).toHaveValue("gus@example.net");
});

test("an address is changed by way of a mail to the new one", async ({ page, server, mails }) => {
  const email = await account(server, mails, "hal");
  const next = address("harold");
  await signIn(page, email);
  await security(page);
  await page.getByRole("button", { name: "Change …: E-mail" }).click();
  const form = page.getByRole("dialog", { name: "Change e-mail address" });
  await form.getByLabel("New e-mail address").fill(next);
  await form.getByRole("button", { name: "Send link" }).click();
  await expect(page.getByText(`We sent a link to ${next}.`)).toBeVisible();
  await page.goto(await mails.link(next));
  await page.getByRole("button", { name: "Confirm" }).click();
  await expect(page.getByRole("heading", { level: 1, name: "Your address is changed" })).toBeVisible();
});

test("a session that ends keeps the text, and signing in again sends it", async ({ page, server, watch }) => {
  watch.expect(/401/);
  const asked = await (await Api.signIn(server.url, "customer")).ask("Ended while writing");
  const ticket = new Ticket(page);
  await new App(page).signIn("agent");
  await ticket.open(asked);
  const end = await endsSessions("agent", server);
  await ticket.note.pressSequentially("These words took a ");
  await end();
  await ticket.note.pressSequentially("long time.", { delay: 200 });
  const again = page.getByRole("dialog", { name: "Your session has ended" });
  await expect(again).toBeVisible();
  await test.step("one can look at the page first", async () => {
    await page.keyboard.press("Escape");
    await expect(again).toBeHidden();
    await expect(ticket.note).toHaveValue("These words took a long time.");
    await ticket.button("Save note").click();
  });
  await expect(again).toBeVisible();
  await again.getByLabel("Password").fill("lotse-demo-password");
  await again.getByRole("button", { name: "Continue", exact: true }).click();
  await expect(ticket.message("These words took a long time.")).toBeVisible();
  await expect(page).toHaveURL(new RegExp(`/tickets/${asked.number}$`));
});

test("signing in again in one tab lets the others go on, and somebody else gets the sign-in page", async ({ context, page, server, watch }) => {
  watch.expect(/401/);
  await new App(page).signIn("agent");
  const other = await context.newPage();
  await other.goto("/queue");
  await expect(other.getByRole("table")).toBeVisible();
  await endSessions("agent", server);
  const ended = (tab: Page) => tab.getByRole("dialog", { name: "Your session has ended" });
  // Their connection ends with the session, so they learn of it by themselves.
  for (const tab of [page, other]) await expect(ended(tab)).toBeVisible();
  await ended(page).getByLabel("Password").fill("lotse-demo-password");
  await ended(page).getByRole("button", { name: "Continue", exact: true }).click();
  for (const tab of [page, other]) {
    await expect(ended(tab)).toBeHidden();
    await new App(tab).view(/^Resolved/).click();
    await expect(tab.getByRole("heading", { level: 1, name: "Resolved" })).toBeVisible();
  }
  await endSessions("agent", server);
  await ended(page).getByRole("button", { name: "Sign in as somebody else" }).click();
  await expect(page.getByRole("heading", { level: 1, name: "Sign in" })).toBeVisible();
});

test("six tabs that refresh at once stay signed in, one after the other", async ({ context, page, server, mails, watch }) => {
  test.slow();
  watch.expect(/401/);
  const email = await account(server, mails, "six");
  const tokens = new Set<string>();
  const shown = new Set<Page>();
  const expired = new Set<string>();
  const answers: number[] = [];
  let open = 0;
  let most = 0;
  await context.route("**/api/v1/**", async (route) => {
    const call = route.request();
    const path = new URL(call.url()).pathname;
    if (path.endsWith("/auth/refresh")) {
      most = Math.max(most, (open += 1));
      const answer = await route.fetch();
      answers.push(answer.status());
      open -= 1;
      return route.fulfill({ response: answer });
    }
    const token = (await call.headerValue("authorization")) ?? "";
    tokens.add(token);
    if (token) shown.add(call.frame().page());
    if (expired.has(token)) {
      const problem = { type: "about:lotse#token_expired", title: "", status: 401, code: "token_expired" };
      return route.fulfill({ status: 401, contentType: "application/problem+json", json: problem });
    }
    // Of six tabs one is seen by a person, and only that keeps its connection for news. Here all are seen, and a browser has
    // six connections for all of them.
    if (path.endsWith("/events")) return route.fulfill({ status: 200, contentType: "text/event-stream", body: "" });
    return route.continue();
  });
  await signIn(page, email);
  const tabs = [page];
  for (let more = 1; more < 6; more += 1) {
    const tab = await context.newPage();
    await tab.goto("/");
    await expect(new App(tab).account).toBeVisible();
    tabs.push(tab);
  }
  // Each tab has shown its token. Those of one second are the same.
  await expect.poll(() => shown.size).toBe(6);
  // Every token runs out, all at the same moment.
  answers.length = 0;
  for (const token of tokens) expired.add(token);
  await Promise.all(tabs.map((tab) => tab.getByRole("link", { name: "My requests" }).first().click()));
  // The start page has the words too, so those alone do not say that a tab has asked.
  await expect.poll(() => answers.length).toBeGreaterThanOrEqual(6);
  for (const tab of tabs) await expect(tab.getByText("No requests yet")).toBeVisible();
  expect(most, "one tab at a time").toBe(1);
  expect(answers.every((status) => status === 200), String(answers)).toBe(true);
  await Promise.all(tabs.map((tab) => tab.reload()));
  for (const tab of tabs) await expect(new App(tab).account).toBeVisible();
  expect(most, "one tab at a time").toBe(1);
});

test("from the button of a provider to the dashboard, and out again there too", async ({ page, provider, watch }) => {
  await withoutNews(page);
  await page.goto("/sign-in?next=%2Ftickets");
  await page.getByRole("link", { name: "Continue with School" }).click();
  await page.getByLabel("Login").fill("pia");
  await page.getByRole("button", { name: "Continue", exact: true }).click();
  await expect(page.getByRole("heading", { level: 1, name: "My requests" })).toBeVisible();
  await page.getByRole("link", { name: "Overview" }).first().click();
  await expect(page.getByRole("heading", { level: 1, name: /pia of the provider/ })).toBeVisible();
  await page.goto("/profile/security");
  await expect(page.getByText("None yet")).toBeVisible();
  await expect(page.getByRole("region", { name: "Other ways to sign in" })).toContainText("pia@example.net");
  await watch.quiet();
  await new App(page).account.click();
  await page.getByRole("menuitem", { name: "Sign out" }).click();
  await expect(page).toHaveURL((url) => url.origin === provider || url.pathname === "/sign-in");
});

test("who comes back from a provider without success is told why", async ({ page, watch, server, mails }) => {
  watch.expect(/401/);
  await page.goto("/sign-in");
  await page.getByRole("link", { name: "Continue with School" }).click();
  await page.getByRole("button", { name: "Cancel" }).click();
  await expect(page.getByRole("alert").filter({ hasText: "Signing in was cancelled." })).toBeVisible();

  const email = await account(server, mails, "quin");
  await page.getByRole("link", { name: "Continue with School" }).click();
  await page.getByLabel("Login").fill(email);
  await page.getByRole("button", { name: "Continue", exact: true }).click();
  await expect(page.getByText(/There is an account with this address already/)).toBeVisible();
  await axe(page);
});

test("a provider is connected from the profile, and disconnected", async ({ page, server, mails }) => {
  await signIn(page, await account(server, mails, "rosa"));
  await security(page);
  await page.getByRole("button", { name: "Connect School" }).click();
  await page.getByLabel("Login").fill(`rosa-${process.pid}`);
  await page.getByRole("button", { name: "Continue", exact: true }).click();
  const providers = page.getByRole("region", { name: "Other ways to sign in" });
  await providers.getByRole("button", { name: "Disconnect: School" }).click();
  await page.getByRole("dialog", { name: "Disconnect School?" }).getByRole("button", { name: "Disconnect" }).click();
  await expect(providers.getByRole("button", { name: "Connect School" })).toBeVisible();
});

test("whoever has no password proves who they are at the provider, in another tab", async ({ page, context, watch }) => {
  watch.expect(/403/);
  await page.goto("/sign-in");
  await page.getByRole("link", { name: "Continue with School" }).click();
  await page.getByLabel("Login").fill("sam");
  await page.getByRole("button", { name: "Continue", exact: true }).click();
  await expect(new App(page).account).toBeVisible();
  await security(page);
  await makeTokenLongAfterSigningIn(page);
  const opened = context.waitForEvent("page");
  await page.getByRole("dialog", { name: "Is it you?" }).getByRole("button", { name: "Continue with School" }).click();
  const tab = await opened;
  const login = tab.getByLabel("Login");
  await login.fill("sam");
  await tab.getByRole("button", { name: "Continue", exact: true }).click();
  await expect(page.getByRole("dialog", { name: "Secret" })).toBeVisible();
});

test("too many attempts are told with when to try again", async ({ page, watch }) => {
  watch.expect(/429/);
  await page.route("**/api/v1/auth/login", (route) => refuse(route, 429, "too_many_attempts", { retry_after: 180 }));
  await page.goto("/sign-in");
  await page.getByLabel("E-mail").fill("agent@example.org");
  await page.getByLabel("Password").fill(PASSWORD);
  await page.getByRole("button", { name: "Sign in", exact: true }).click();
  await expect(page.getByText("Too many wrong passwords. Please try again in 3 minutes.")).toBeVisible();
});
