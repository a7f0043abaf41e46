import { type Page, expect } from "@playwright/test";
import { axe, test } from "../fixtures/server.ts";
import { Api, type Asked } from "../pages/api.ts";
import { App } from "../pages/app.ts";

const row = (page: Page, { subject }: Asked) => page.getByRole("row").filter({ hasText: subject });
const link = (page: Page, { subject }: Asked) => page.getByRole("table").getByRole("link", { name: subject });
const bar = (page: Page) => page.getByRole("group", { name: "Selection" });

/** The list of all tickets, newest first: what a test has just asked stands on top. */
async function openAll(page: Page): Promise<void> {
  await page.goto("/queue?view=all&sort=newest");
  await expect(page.getByRole("table")).toBeVisible();
}

test("a row says what one needs to choose it", async ({ page, server }) => {
  const [customer, agent] = [await Api.signIn(server.url, "customer"), await Api.signIn(server.url, "agent")];
  const ticket = await customer.ask("All in one row");
  await agent.update(ticket, { priority: "high" });
  await agent.take(ticket);
  await customer.comment(ticket, "And it smells.");
  await new App(page).signIn("agent");
  await openAll(page);
  const line = row(page, ticket);
  for (const text of [String(ticket.number), "High", "In progress", "IT and devices", "Unread"]) {
    await expect(line).toContainText(text);
  }
  await expect(line).toContainText(/now|seconds? ago|minutes? ago/);
});

test("colleagues are seen where they are", async ({ page, server }) => {
  const [customer, colleague] = [await Api.signIn(server.url, "customer"), await Api.signIn(server.url, "admin")];
  const [first, second] = [await customer.ask("Watched one"), await customer.ask("Watched two")];
  await new App(page).signIn("agent");
  await openAll(page);
  await expect(link(page, first)).toBeVisible();
  await colleague.isAt(second, "viewing");
  await expect(row(page, second).getByTitle(/is looking at it/)).toBeVisible();
  await expect(row(page, first).getByTitle(/is looking at it/)).toHaveCount(0);
  await colleague.isAt(second, "writing");
  await expect(row(page, second).getByTitle(/is writing/)).toBeVisible();
  await page.reload();
  await expect(row(page, second).getByTitle(/is writing/), "also for who comes later").toBeVisible();
  await colleague.isAt(second, "gone");
  await expect(row(page, second).getByTitle(/is writing/)).toHaveCount(0);
});

test("what leaves a view is marked where it stands, until the list is shown anew", async ({ page, server }) => {
  const [customer, agent] = [await Api.signIn(server.url, "customer"), await Api.signIn(server.url, "agent")];
  const ticket = await customer.ask("Leaves the view");
  await new App(page).signIn("agent");
  await page.goto("/queue?view=unassigned&sort=newest");
  await link(page, ticket).focus();
  await agent.take(ticket);
  await expect(row(page, ticket)).toContainText("no longer in this view");
  await expect(link(page, ticket)).toBeFocused();
  await page.getByRole("button", { name: /no longer belong/ }).click();
  await expect(row(page, ticket)).toHaveCount(0);
});

test("news come in again after the connection broke", async ({ context, page, server, watch }) => {
  watch.expect(/ERR_INTERNET_DISCONNECTED|Failed to load resource/);
  const customer = await Api.signIn(server.url, "customer");
  await new App(page).signIn("agent");
  await openAll(page);
  await context.setOffline(true);
  await expect(page.getByText("No connection. Lotse keeps trying")).toBeVisible();
  const ticket = await customer.ask("Asked while nobody heard");
  await context.setOffline(false);
  await page.getByRole("button", { name: /^Show \d+ new tickets?$/ }).click();
  await expect(link(page, ticket)).toBeVisible();
  await expect(page.getByText("No connection. Lotse keeps trying")).toHaveCount(0);
});

test("rows are selected one by one, as a range, by page and by filter", async ({ page, server }) => {
  const customer = await Api.signIn(server.url, "customer");
  const asked: Asked[] = [];
  for (const name of ["Range a", "Range b", "Range c"]) asked.push(await customer.ask(name));
  const [a, b, c] = asked as [Asked, Asked, Asked];
  await new App(page).signIn("agent");
  await openAll(page);
  const box = (ticket: Asked) => row(page, ticket).getByRole("checkbox");
  await box(c).check();
  await box(a).click({ modifiers: ["Shift"] });
  await expect(box(b)).toBeChecked();
  await expect(bar(page)).toContainText("3 tickets selected");
  await link(page, b).focus();
  await page.keyboard.press("x");
  await expect(bar(page)).toContainText("2 tickets selected");
  await page.getByRole("checkbox", { name: "Select all that are shown" }).check();
  await expect(box(b)).toBeChecked();
  await bar(page).getByRole("button", { name: "Clear selection" }).click();
  await expect(bar(page)).toHaveCount(0);
  await expect(box(a)).not.toBeChecked();
});

test("the whole filter is selected when it is more than a page", async ({ page, server }) => {
  test.slow();
  const customer = await Api.signIn(server.url, "customer");
  for (let count = 0; count < 51; count += 1) await customer.ask(`One of very many ${count}`);
  await new App(page).signIn("agent");
  await page.goto("/queue?view=all&category=it");
  await page.getByRole("checkbox", { name: "Select all that are shown" }).check();
  await expect(bar(page)).toContainText("50 tickets selected");
  await bar(page).getByRole("button", { name: /^Select all \d+ that match/ }).click();
  await expect(bar(page)).toContainText(/All \d+ matching tickets selected/);
  await bar(page).getByRole("button", { name: /^Change/ }).click();
  const dialog = page.getByRole("dialog", { name: "Change several tickets" });
  await dialog.getByLabel("Add tags").fill("sweep");
  await dialog.getByRole("button", { name: /^Check/ }).click();
  await dialog.getByRole("button", { name: /^Change \d{2,} tickets$/ }).click();
  await expect(dialog.getByText(/^\d{2,} tickets are changed$/)).toBeVisible();
  await dialog.getByRole("button", { name: "Close" }).last().click();
  await page.goto("/queue?view=all&tag=sweep");
  await expect(page.getByRole("main").getByText(/^(5[1-9]|[6-9]\d|\d{3,}) tickets$/)).toBeVisible();
});

test("many tickets are tried first, changed, and each has its result", async ({ page, server }) => {
  const [customer, agent] = [await Api.signIn(server.url, "customer"), await Api.signIn(server.url, "agent")];
  const [free, taken] = [await customer.ask("Many: nobody's"), await customer.ask("Many: somebody's")];
  await agent.take(taken);
  await new App(page).signIn("agent");
  await openAll(page);
  for (const ticket of [free, taken]) await row(page, ticket).getByRole("checkbox").check();
  const opener = bar(page).getByRole("button", { name: /^Resolve/ });
  await opener.focus();
  await page.keyboard.press("Enter");
  const dialog = page.getByRole("dialog", { name: "Change several tickets" });
  const text = dialog.getByLabel("Solution, the same for all");
  const result = ({ subject }: Asked) => dialog.getByRole("listitem").filter({ hasText: subject });
  await expect(text).toBeFocused();
  await axe(page);

  await test.step("what is missing is said before anything is sent", async () => {
    await text.press("Control+Enter");
    await expect(dialog.getByRole("group", { name: /your attention/ })).toBeFocused();
  });
  await test.step("the trial changes nothing", async () => {
    await text.fill("All repaired.");
    await text.press("Control+Enter");
    await expect(dialog.getByText("1 ticket will be changed")).toBeVisible();
    await expect(result(free)).toContainText("This step cannot be taken from the present status.");
    await expect(result(taken)).toContainText("will be changed");
    await axe(page);
    await expect(row(page, taken)).toContainText("In progress");
  });
  await test.step("then it is done", async () => {
    await dialog.getByRole("button", { name: "Change 1 ticket" }).click();
    await expect(dialog.getByText("1 ticket is changed")).toBeVisible();
    await expect(result(taken)).toContainText("changed");
    await expect(result(free)).toContainText("This step cannot be taken from the present status.");
    await axe(page);
  });
  await page.keyboard.press("Escape");
  await expect(dialog).toBeHidden();
  await expect(row(page, taken)).toContainText("Resolved");
  await expect(row(page, free)).toContainText("Open");
});

test("a, m, s and e act on the row that has the focus", async ({ page, server }) => {
  const ticket = await (await Api.signIn(server.url, "customer")).ask("By single keys");
  const app = new App(page);
  await app.signIn("agent");
  await openAll(page);
  const dialog = page.getByRole("dialog", { name: "Change several tickets" });
  await link(page, ticket).focus();
  await page.keyboard.press("m");
  await expect(app.notices).toContainText("The ticket is yours now.");
  await expect(row(page, ticket)).toContainText("In progress");
  await link(page, ticket).focus();
  await page.keyboard.press("a");
  await expect(dialog.getByLabel("Assignee")).toBeFocused();
  await page.keyboard.press("Escape");
  await page.keyboard.press("s");
  await expect(dialog.getByLabel("Status")).toBeFocused();
  await dialog.getByLabel("Assignee").selectOption({ label: "Me" });
  await dialog.getByLabel("Priority").selectOption("low");
  await dialog.getByRole("button", { name: /^Check/ }).click();
  await dialog.getByRole("button", { name: "Change 1 ticket" }).click();
  await expect(dialog.getByText("1 ticket is changed")).toBeVisible();
  await page.keyboard.press("Escape");
  await expect(row(page, ticket)).toContainText("Low");
});

test("the preview opens by Space and by resting, follows the focus and leaves by Escape", async ({ page, server }) => {
  const [customer, agent] = [await Api.signIn(server.url, "customer"), await Api.signIn(server.url, "agent")];
  const [below, above] = [await customer.ask("Looked at below"), await customer.ask("Looked at above")];
  await agent.take(above);
  await agent.comment(above, "The **last** word.", { visibility: "internal" });
  await new App(page).signIn("agent");
  await openAll(page);
  await link(page, above).focus();
  await page.keyboard.press("Space");
  const peek = (ticket: Asked) => page.getByRole("complementary", { name: `Preview of ticket #${ticket.number}` });
  await expect(peek(above)).toContainText("The last word.");
  await expect(peek(above)).toContainText("Internal note");
  await axe(page);
  await page.keyboard.press("j");
  await expect(peek(below)).toContainText("It does not work.");
  await page.keyboard.press("Escape");
  await expect(peek(below)).toHaveCount(0);
  await expect(link(page, below)).toBeFocused();

  await row(page, above).hover();
  await row(page, above).getByRole("button", { name: /^Preview/ }).hover();
  await expect(peek(above)).toContainText("The last word.");
  await page.mouse.move(5, 5);
  await expect(peek(above)).toHaveCount(0);
});

test("chips and the text query narrow the same list, in the address", async ({ page, server, watch }) => {
  // Only the server knows which queues there are.
  watch.expect(/status of 400/);
  const [customer, agent] = [await Api.signIn(server.url, "customer"), await Api.signIn(server.url, "agent")];
  const ticket = await customer.ask("Found by words");
  await agent.update(ticket, { priority: "urgent" });
  await new App(page).signIn("agent");
  await expect(page.getByRole("table")).toBeVisible();
  await page.keyboard.press("/");
  const field = page.getByRole("searchbox");
  await expect(field).toBeFocused();
  await page.keyboard.type("priority:urgent category:it");
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(/priority=urgent/);
  await expect(page).toHaveURL(/category=it/);
  await expect(page.getByRole("button", { name: "Priority: Urgent" })).toBeVisible();
  await expect(link(page, ticket)).toBeVisible();
  await page.getByRole("button", { name: "Remove filter “Category”" }).click();
  await expect(page).not.toHaveURL(/category=/);
  await expect(page.getByRole("button", { name: "Category", exact: true })).toBeFocused();
  await expect(field).toHaveValue("priority:urgent");

  await field.fill("priority:urgent nothing of that kind");
  await field.press("Enter");
  await expect(page.getByText("No ticket fits these filters")).toBeVisible();
  await page.getByRole("button", { name: "Remove filter “that”" }).click();
  await expect(field).toHaveValue("priority:urgent nothing of kind");
  await expect(field).toBeFocused();
  await field.fill('priority:urgent "open');
  await field.press("Enter");
  await expect(page.getByText("Character 17: A quote is open, or stands inside of a word.")).toBeVisible();
  await expect(field).toHaveAttribute("aria-invalid", "true");
  await field.fill('queue:"There is none"');
  await field.press("Enter");
  await expect(page.getByText("The search has a name, an address or a value that there is not.")).toBeVisible();
  await field.fill(`#${ticket.number}`);
  await field.press("Enter");
  await expect(page).toHaveURL(`/tickets/${ticket.number}`);
});

test("Back finds the list where it was left", async ({ page, server }) => {
  const customer = await Api.signIn(server.url, "customer");
  const first = await customer.ask("Far down the list");
  for (let count = 0; count < 25; count += 1) await customer.ask(`Above it ${count}`);
  await new App(page).signIn("agent");
  await openAll(page);
  await link(page, first).focus();
  const before = await page.evaluate(() => scrollY);
  expect(before).toBeGreaterThan(200);
  await page.keyboard.press("o");
  await expect(page.getByRole("heading", { level: 1, name: new RegExp(first.subject) })).toBeVisible();
  await page.goBack();
  await expect(link(page, first)).toBeFocused();
  await expect.poll(() => page.evaluate(() => scrollY)).toBe(before);
});

test("a list that cannot be loaded says so and can be asked for again", async ({ page, watch }) => {
  watch.expect(/ERR_FAILED|Failed to load resource/);
  const app = new App(page);
  await app.signIn("agent");
  await expect(page.getByRole("table")).toBeVisible();
  await page.route("**/api/v1/tickets?**", (route) => route.abort());
  await app.view(/^Resolved/).click();
  await expect(page.getByText(/cannot be reached/).first()).toBeVisible();
  await page.unroute("**/api/v1/tickets?**");
  await page.getByRole("main").getByRole("button", { name: /again/i }).click();
  await expect(page.getByRole("main").getByRole("table")).toBeVisible();
});
