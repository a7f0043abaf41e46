import { type Browser, type Page } from "@playwright/test";
import { expect, test } from "../fixtures/server.ts";
import { Api, type Asked, PASSWORD } from "../pages/api.ts";
import { App } from "../pages/app.ts";

/** A customer's request that an agent has taken. What its requester hears of that is read already. */
async function taken(url: string, subject: string): Promise<{ readonly asked: Asked; readonly agent: Api }> {
  const [customer, agent] = [await Api.signIn(url, "customer"), await Api.signIn(url, "agent")];
  const asked = await customer.ask(subject);
  await agent.take(asked);
  return { asked, agent };
}

const bell = (page: Page) => page.getByRole("banner").getByRole("link", { name: /^Inbox/ });
const list = (page: Page) => page.getByRole("main").getByRole("list").getByRole("listitem");

async function count(page: Page): Promise<number> {
  const name = await bell(page).getAttribute("aria-label");
  return Number(/(\d+) unread/.exec(name ?? "")?.[1] ?? 0);
}

async function open(browser: Browser, url: string): Promise<Page> {
  return (await App.open(browser, url, "customer")).page;
}

test("a reply counts at the bell at once, and its row leads to the ticket", async ({ browser, server }) => {
  const { asked, agent } = await taken(server.url, "What the bell is for");
  const page = await open(browser, server.url);
  await page.goto("/inbox");
  await expect(list(page).filter({ hasText: asked.subject }).first()).toBeVisible();
  const readAll = page.getByRole("button", { name: "Mark all as read" });
  await readAll.click();
  await expect(readAll).toHaveCount(0);
  await expect(bell(page)).toHaveAccessibleName("Inbox");
  await page.goto("/");
  await expect(bell(page)).toHaveAccessibleName("Inbox");

  await test.step("it counts up without a reload", async () => {
    await agent.comment(asked, "Have you tried the other one?");
    await expect(bell(page)).toHaveAccessibleName("Inbox, 1 unread");
    await agent.comment(asked, "Or the third?");
    await expect(bell(page)).toHaveAccessibleName("Inbox, 2 unread");
  });
  await test.step("the row says who did what", async () => {
    await bell(page).click();
    await expect(page.getByRole("heading", { level: 1, name: "Inbox" })).toBeFocused();
    await expect(page).toHaveTitle(/^Inbox/);
    const row = list(page).filter({ hasText: asked.subject }).first();
    await expect(row).toContainText(/ replied/);
    await expect(row).toContainText("Unread");
  });
  await test.step("opening it reads what there is about its ticket", async () => {
    await page.getByRole("link", { name: `#${asked.number} ${asked.subject}` }).first().click();
    await expect(page.getByRole("article").filter({ hasText: "Or the third?" })).toBeVisible();
    await expect(bell(page)).toHaveAccessibleName("Inbox");
    await page.goBack();
    await expect(list(page).filter({ hasText: asked.subject }).first()).not.toContainText("Unread");
  });
});

test("what somebody reads as it comes in does not stay unread", async ({ browser, server }) => {
  const { asked, agent } = await taken(server.url, "Read as it comes");
  const customer = await Api.signIn(server.url, "customer");
  const page = await open(browser, server.url);
  await page.goto(`/tickets/${asked.number}`);
  await expect(page.getByRole("article").first()).toBeVisible();
  await agent.comment(asked, "You are looking at it.");
  await expect(page.getByRole("article").filter({ hasText: "You are looking at it." })).toBeVisible();
  const reply = async () => {
    const { items } = await customer.get<{ items: { ticket: number; kind: string; read: boolean }[] }>("/me/inbox");
    return items.find(({ ticket, kind }) => ticket === asked.number && kind === "replied");
  };
  // It comes in after the reply itself.
  await expect.poll(reply).toBeDefined();
  await expect.poll(reply).toMatchObject({ read: true });
});

test("what comes in while the inbox is open appears in it", async ({ browser, server }) => {
  const { asked, agent } = await taken(server.url, "While I look");
  const page = await open(browser, server.url);
  await page.goto("/inbox");
  const rows = list(page).filter({ hasText: asked.subject });
  await expect(rows).toHaveCount(1);
  await agent.comment(asked, "Here is news.");
  await expect(rows).toHaveCount(2);
});

test("more than the newest are loaded by a button", async ({ browser, server }) => {
  test.slow();
  const { asked, agent } = await taken(server.url, "Many replies");
  await agent.comments(asked, Array.from({ length: 60 }, (_, index) => `Reply ${index}`));
  const page = await open(browser, server.url);
  await expect.poll(() => count(page)).toBeGreaterThanOrEqual(60);
  await page.goto("/inbox");
  await expect(list(page)).toHaveCount(50);
  await page.getByRole("button", { name: "Load more" }).click();
  await expect.poll(() => list(page).count()).toBeGreaterThan(59);
});

test("an inbox that cannot be loaded says so, and can be tried again", async ({ browser, server, watch }) => {
  watch.expect(/Failed to load resource/);
  const page = await open(browser, server.url);
  await page.route("**/api/v1/me/inbox", (route) => route.abort());
  await page.goto("/inbox");
  const failed = page.getByRole("main").getByRole("alert");
  await expect(failed).toContainText("could not be loaded");
  await page.unroute("**/api/v1/me/inbox");
  await failed.getByRole("button", { name: "Try again" }).click();
  await expect(failed).toHaveCount(0);
});

test("what somebody wants to be told of is saved at once and kept", async ({ browser, server }) => {
  const app = await App.open(browser, server.url, "customer");
  const { page } = app;
  await page.goto("/profile#notifications");
  await expect(page.getByRole("heading", { name: "Notifications" })).toBeFocused();
  const choice = page.getByLabel("Somebody replies", { exact: true });
  await expect(choice).toHaveValue("at_once");
  await expect(choice.getByRole("option", { selected: true })).toHaveText("E-mail at once (usual)");
  await choice.selectOption("daily_digest");
  await expect(app.notices).toContainText("Somebody replies: One e-mail a day");
  await page.reload();
  await expect(choice).toHaveValue("daily_digest");
  await choice.selectOption("at_once");
  await expect(app.notices).toContainText("Somebody replies: E-mail at once");
});

test("the link of a mail to the settings leads there through signing in", async ({ page }) => {
  await new App(page).signInByForm("customer", "/profile#notifications");
  await expect(page).toHaveURL(/\/profile#notifications$/);
  await expect(page.getByRole("heading", { name: "Notifications" })).toBeFocused();
});

test("times are those of the zone that somebody has chosen", async ({ browser, server }) => {
  const asked = await (await Api.signIn(server.url, "customer")).ask("What time is it?");
  const app = await App.open(browser, server.url, "customer");
  const { page } = app;
  const time = async () => {
    await page.goto(`/tickets/${asked.number}`);
    const title = await page.getByRole("article").first().locator("time").first().getAttribute("title");
    return title ?? "";
  };
  const here = await time();
  await page.goto("/profile");
  const save = page.getByRole("button", { name: "Save", exact: true });
  await page.getByLabel("Time zone").selectOption("Pacific/Auckland");
  await save.click();
  await expect(app.notices).toContainText("Your profile is saved.");
  expect(await time()).not.toBe(here);
  await page.goto("/profile");
  await expect(page.getByLabel("Time zone")).toHaveValue("Pacific/Auckland");
  await page.getByLabel("Time zone").selectOption("");
  await save.click();
  await expect(app.notices).toContainText("Your profile is saved.");
  expect(await time()).toBe(here);
});

test("the inbox by keyboard alone", async ({ page, server }) => {
  const { asked, agent } = await taken(server.url, "No mouse for the inbox");
  await agent.comment(asked, "Read me by keyboard.");
  await page.goto("/sign-in");
  const tabTo = async (target: ReturnType<Page["getByRole"]>) => {
    await expect(target).toBeVisible();
    for (let steps = 0; steps < 80; steps += 1) {
      if (await target.evaluate((element) => element === document.activeElement)) return;
      await page.keyboard.press("Tab");
    }
    throw new Error("cannot be reached by Tab");
  };
  await tabTo(page.getByLabel("E-mail"));
  await page.keyboard.type("customer@example.org");
  await tabTo(page.getByLabel("Password"));
  await page.keyboard.type(PASSWORD);
  await page.keyboard.press("Enter");
  await tabTo(bell(page));
  await page.keyboard.press("Enter");
  await expect(page.getByRole("heading", { level: 1, name: "Inbox" })).toBeFocused();
  const row = page.getByRole("link", { name: `#${asked.number} ${asked.subject}` }).first();
  await tabTo(row);
  await page.keyboard.press("Enter");
  await expect(page.getByRole("article").filter({ hasText: "Read me by keyboard." })).toBeVisible();
  await page.goBack();
  await expect(row, "Back leads to where one was").toBeFocused();
  await tabTo(page.getByRole("link", { name: "Notification settings" }));
  await page.keyboard.press("Enter");
  await expect(page.getByRole("heading", { name: "Notifications" })).toBeFocused();
  await page.keyboard.press("Tab");
  await expect(page.getByRole("combobox", { name: "The status changes" })).toBeFocused();
});
