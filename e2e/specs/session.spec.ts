import { expect, test } from "../fixtures/server.ts";
import { Api } from "../pages/api.ts";
import { App } from "../pages/app.ts";
import { withoutNews } from "../pages/held.ts";

test("a wrong password is told in words and keeps the address", async ({ page, watch }) => {
  watch.expect(/401/);
  await page.goto("/sign-in");
  await page.getByLabel("E-mail").fill("agent@example.org");
  await page.getByLabel("Password").fill("not the password");
  await page.getByRole("button", { name: "Sign in", exact: true }).click();
  await expect(page.getByText("E-mail or password is wrong.")).toBeVisible();
  await expect(page.getByLabel("E-mail")).toHaveValue("agent@example.org");
});

test("the demo offers each role with one click", async ({ page, watch }) => {
  await withoutNews(page);
  for (const [name, path] of [
    [/Sign in as customer/, "/"],
    [/Sign in as agent/, "/queue"],
    [/Sign in as admin/, "/queue"],
  ] as const) {
    await page.goto("/sign-in");
    await page.getByRole("button", { name }).click();
    await expect(page).toHaveURL((url) => url.pathname === path);
    // The admin of the demo reads German.
    const account = page.getByRole("button", { name: /^(Account|Konto)/ });
    await expect(account).toBeVisible();
    await watch.quiet();
    await account.click();
    await page.getByRole("menuitem", { name: /Sign out|Abmelden/ }).click();
    await expect(page.getByRole("heading", { level: 1, name: /Sign in|Anmelden/ })).toBeVisible();
    await page.evaluate(() => localStorage.clear());
  }
});

test("a link leads through signing in to its ticket, and never to another site", async ({ page, server, watch }) => {
  await withoutNews(page);
  const ticket = await (await Api.signIn(server.url, "customer")).ask("Deep link");
  await page.goto(`/tickets/${ticket.number}`);
  await expect(page).toHaveURL(/\/sign-in\?next=/);
  await page.getByRole("button", { name: /Sign in as agent/ }).click();
  await expect(page.getByRole("heading", { level: 1, name: /Deep link/ })).toBeVisible();
  await watch.quiet();
  await page.getByRole("button", { name: "Account" }).click();
  await page.getByRole("menuitem", { name: "Sign out" }).click();
  for (const next of ["//evil.example", "https://evil.example", "/\\evil.example", "javascript:alert(1)"]) {
    await page.goto(`/sign-in?next=${encodeURIComponent(next)}`);
    await page.getByRole("button", { name: /Sign in as agent/ }).click();
    await expect(page).toHaveURL((url) => url.origin === server.url && url.pathname === "/queue");
    await expect(page.getByRole("table")).toBeVisible();
    await watch.quiet();
    await page.getByRole("button", { name: "Account" }).click();
    await page.getByRole("menuitem", { name: "Sign out" }).click();
    await expect(page.getByRole("heading", { level: 1, name: "Sign in" })).toBeVisible();
  }
});

test("a reload keeps one signed in, and signing out ends it in every tab", async ({ context, page, watch }) => {
  await withoutNews(context);
  const app = new App(page);
  await app.signIn("agent");
  await page.reload();
  await expect(app.account).toBeVisible();
  const other = await context.newPage();
  await other.goto("/queue");
  for (const tab of [page, other]) await expect(tab.getByRole("table")).toBeVisible();
  await watch.quiet();
  await app.account.click();
  await page.getByRole("menuitem", { name: "Sign out" }).click();
  for (const tab of [page, other]) {
    await expect(tab.getByRole("heading", { level: 1, name: "Sign in" })).toBeVisible();
  }
});

test("an expired token is renewed without a word", async ({ page, watch }) => {
  watch.expect(/401/);
  await new App(page).signIn("agent");
  let refused = 0;
  await page.route("**/api/v1/tickets?**", async (route) => {
    refused += 1;
    if (refused > 1) return route.continue();
    const problem = { type: "about:lotse#token_expired", title: "", status: 401, code: "token_expired" };
    return route.fulfill({ status: 401, contentType: "application/problem+json", json: problem });
  });
  await new App(page).view(/^Resolved/).click();
  await expect(page.getByRole("heading", { level: 1, name: "Resolved" })).toBeVisible();
  await expect(page.getByRole("table")).toBeVisible();
  expect(refused).toBeGreaterThan(1);
});

test("a customer who opens the queue learns nothing of it", async ({ page }) => {
  await new App(page).signIn("customer");
  await page.goto("/queue");
  await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
  await expect(page.getByRole("table")).toHaveCount(0);
});
