import { type Page } from "@playwright/test";
import { axe, expect, test } from "../fixtures/server.ts";
import { Api } from "../pages/api.ts";
import { App } from "../pages/app.ts";
import { holdLonger, withoutNews } from "../pages/held.ts";
import { Ticket } from "../pages/ticket.ts";

/** Goes to a place by the palette, which gives the focus back before it leads there. */
async function goTo(page: Page, name: string): Promise<void> {
  await page.keyboard.press("Control+k");
  await page.getByRole("dialog", { name: "Commands" }).getByRole("combobox").fill(name);
  await page.keyboard.press("Enter");
}

/** Which of the two programs the page is. */
async function isProgram(page: Page, name: "desk" | "admin"): Promise<void> {
  await expect(page.locator(`link[rel=modulepreload][href^="/${name}-"]`)).toHaveCount(1);
}

async function signOut(app: App): Promise<void> {
  await app.account.click();
  await app.page.getByRole("menuitem", { name: "Sign out" }).click();
  await expect(app.heading).toHaveText("Sign in");
}

test("from the desk to the admin section and back to the same place", async ({ browser, server }) => {
  const customer = await Api.signIn(server.url, "customer");
  for (let index = 0; index < 12; index += 1) await customer.ask(`A list to come back to: ${index}`);
  const app = await App.open(browser, server.url, "admin");
  const { page } = app;
  await page.setViewportSize({ width: 1280, height: 400 });
  await page.goto("/queue?view=all&sort=newest");
  await isProgram(page, "desk");
  const row = page.getByRole("table").getByRole("link", { name: "A list to come back to: 2" });
  await row.focus();
  const scrolled = await page.evaluate(() => window.scrollY);
  expect(scrolled).toBeGreaterThan(0);

  await goTo(page, "People");
  await expect(page).toHaveURL("/admin/users");
  await isProgram(page, "admin");
  await expect(app.heading).toHaveText("People");
  await expect(app.heading).toBeFocused();
  await expect(page).toHaveTitle(/^People/);
  await axe(page);
  await test.step("within the section no page is loaded", async () => {
    await page.evaluate(() => Object.assign(window, { stays: true }));
    await app.view("Webhooks").click();
    await expect(app.heading).toHaveText("Webhooks");
    await page.goBack();
    await expect(app.heading).toHaveText("People");
    expect(await page.evaluate(() => "stays" in window)).toBe(true);
  });
  await test.step("Back finds the row, and Forward the section", async () => {
    await page.goBack();
    await expect(row).toBeFocused();
    await isProgram(page, "desk");
    expect(await page.evaluate(() => window.scrollY)).toBe(scrolled);
    await page.goForward();
    await expect(app.heading).toHaveText("People");
    await expect(app.heading).toBeFocused();
  });
  await test.step("a link leads back to the desk", async () => {
    await app.view("Unassigned").click();
    await expect(app.heading).toHaveText("Unassigned");
    await expect(app.heading).toBeFocused();
    await isProgram(page, "desk");
  });
});

test("signing in leads to the admin section, and signing out of it says so", async ({ page, watch }) => {
  await withoutNews(page);
  await page.addInitScript(() => localStorage.setItem("lotse.language", "en"));
  const app = new App(page);
  await app.signInByForm("admin", "/admin/webhooks");
  await expect(page).toHaveURL("/admin/webhooks");
  await expect(app.heading).toHaveText("Webhooks");
  await watch.quiet();
  await signOut(app);
  await expect(app.notices).toContainText("You are signed out.");
  await expect(page).toHaveURL((url) => url.searchParams.get("next") === "/admin/webhooks");
});

test("what nobody has saved yet goes along, and signing out in the section saves it", async ({ browser, server }) => {
  const app = await App.open(browser, server.url, "admin");
  const { page } = app;
  const draft = "**/api/v1/me/drafts/new_ticket";
  await page.route(draft, (route) => (route.request().method() === "PUT" ? route.abort() : route.continue()));
  await page.goto("/tickets/new");
  await page.getByLabel("Subject").fill("Written before the admin section");
  await page.getByRole("navigation", { name: "Views" }).getByRole("link", { name: "People" }).click();
  await expect(app.heading).toHaveText("People");
  await page.unroute(draft);
  await signOut(app);
  await app.signInByForm("admin", "/tickets/new");
  await expect(page.getByLabel("Subject")).toHaveValue("Written before the admin section");
  await page.getByLabel("Subject").fill("");
});

test("what was sent can be taken back in the section", async ({ browser, server }) => {
  const asked = await (await Api.signIn(server.url, "customer")).ask("Gone on to the admin section");
  const { page } = await App.open(browser, server.url, "admin");
  await holdLonger(page);
  const ticket = new Ticket(page);
  await ticket.open(asked);
  await ticket.toReply();
  await ticket.reply.fill("Too fast.");
  await ticket.button("Send reply").click();
  await expect(ticket.message("Too fast.")).toBeVisible();
  await page.getByRole("navigation", { name: "Views" }).getByRole("link", { name: "People" }).click();
  const bar = page.getByRole("status").filter({ hasText: `Your reply to ticket #${asked.number}` });
  await bar.getByRole("button", { name: "Undo" }).click();
  await expect(page).toHaveURL(new RegExp(`/tickets/${asked.number}$`));
  await expect(ticket.reply).toHaveValue("Too fast.");
});
