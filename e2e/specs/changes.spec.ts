import { type Page, expect } from "@playwright/test";
import { test } from "../fixtures/server.ts";
import { Api, type Asked } from "../pages/api.ts";
import { App } from "../pages/app.ts";
import { hold, withoutNews } from "../pages/held.ts";

/** What the browser does when somebody comes back to the tab: the app loads anew what it shows. */
async function comeBack(page: Page): Promise<void> {
  await page.evaluate(() => window.dispatchEvent(new Event("focus")));
}

const row = (page: Page, { subject }: Asked) => page.getByRole("link", { name: subject });

test("a row keeps its place and the focus while the list changes around it", async ({ page, server }) => {
  const [customer, agent] = [await Api.signIn(server.url, "customer"), await Api.signIn(server.url, "agent")];
  const [upper, lower] = [await customer.ask("First of two"), await customer.ask("Second of two")];
  await new App(page).signIn("agent");
  await page.goto("/queue?view=all");
  const subjects = page.getByRole("table").getByRole("link");
  await expect(subjects.first()).toHaveText(lower.subject);
  await row(page, lower).focus();

  await test.step("others change", async () => {
    await agent.update(upper, { priority: "high" });
    await expect(page.getByRole("row").filter({ hasText: upper.subject })).toContainText("High");
    await expect(subjects.first()).toHaveText(lower.subject);
    await expect(row(page, lower)).toBeFocused();
  });
  await test.step("it changes itself", async () => {
    await agent.update(lower, { priority: "urgent" });
    await expect(page.getByRole("row").filter({ hasText: lower.subject })).toContainText("Urgent");
    await expect(row(page, lower)).toBeFocused();
  });
  await test.step("a new one waits until it is asked for", async () => {
    const third = await customer.ask("Third of two");
    await page.getByRole("button", { name: "Show 1 new ticket" }).click();
    await expect(subjects.first()).toHaveText(third.subject);
    await expect(row(page, third)).toBeFocused();
  });
});

test("a request keeps the focus when it goes from one part of the overview to another", async ({ page, server }) => {
  const [customer, agent] = [await Api.signIn(server.url, "customer"), await Api.signIn(server.url, "agent")];
  const ticket = await customer.ask("From part to part");
  await new App(page).signIn("customer");
  await row(page, ticket).focus();
  await agent.take(ticket);
  await agent.comment(ticket, "Which one?", { status: "waiting_on_customer" });
  await comeBack(page);
  const waiting = page.locator("section").filter({ has: page.getByRole("heading", { name: "Waiting for you" }) });
  await expect(row(page, ticket)).toHaveCount(1);
  await expect(waiting.getByRole("link", { name: ticket.subject })).toBeFocused();
});

test("a page asks once for what it shows, and not again when its words change", async ({ page, server }) => {
  const ticket = await (await Api.signIn(server.url, "customer")).ask("Asked once");
  await withoutNews(page);
  await new App(page).signIn("customer");
  const asked: string[] = [];
  page.on("request", (request) => {
    const { pathname } = new URL(request.url());
    if (request.method() === "GET" && pathname.startsWith("/api/v1/tickets")) asked.push(pathname);
  });
  await row(page, ticket).click();
  await expect(page.getByRole("article")).toHaveCount(1);
  await page.getByRole("button", { name: "Language" }).click();
  await page.getByRole("menuitemradio", { name: "Deutsch" }).click();
  await expect(page.getByLabel("Ihre Antwort")).toBeVisible();
  await expect(page.getByRole("article")).toHaveCount(1);
  expect(asked).toEqual([`/api/v1/tickets/${ticket.number}`]);
});

test("what comes in after a page was left does no harm", async ({ page, server }) => {
  const ticket = await (await Api.signIn(server.url, "customer")).ask("Left too early");
  const app = new App(page);
  await app.signInByForm("customer", `/sign-in?next=/tickets/${ticket.number}`);
  const answer = await hold(page, "**/comments");
  await page.getByLabel("Your answer").fill("On its way.");
  await page.getByRole("button", { name: "Send answer" }).click();
  await page.getByRole("link", { name: "My requests" }).click();
  await expect(app.heading).toHaveText("My requests");
  answer();
  await expect(app.notices).toContainText("Your answer is sent.");
  await row(page, ticket).click();
  await expect(page.getByText("On its way.")).toBeVisible();
});

test("a busy button stays, keeps the focus and does nothing", async ({ page, server }) => {
  const ticket = await (await Api.signIn(server.url, "customer")).ask("Pressed twice");
  await new App(page).signInByForm("agent", `/sign-in?next=/tickets/${ticket.number}`);
  let sent = 0;
  page.on("request", (request) => (sent += Number(request.url().endsWith("/comments"))));
  const answer = await hold(page, "**/comments");
  await page.getByRole("textbox", { name: "Text of the note" }).fill("once");
  const save = page.getByRole("button", { name: "Save note" });
  await save.focus();
  await page.keyboard.press("Enter");
  await expect(save).toHaveAttribute("aria-disabled", "true");
  await page.keyboard.press("Enter");
  await save.click({ force: true });
  await expect(save).toBeFocused();
  await page.getByRole("textbox", { name: "Text of the note" }).press("Control+Enter");
  answer();
  await expect(save).not.toHaveAttribute("aria-disabled", "true");
  await expect(page.getByRole("article").filter({ hasText: "once" })).toHaveCount(1);
  expect(sent).toBe(1);
});
