import { expect, test } from "../fixtures/server.ts";
import { Api } from "../pages/api.ts";
import { App } from "../pages/app.ts";
import { Ticket } from "../pages/ticket.ts";

test("an admin reads a kept mail, and its link leads its reader to the ticket", async ({ browser, server, page }) => {
  const [customer, agent] = [await Api.signIn(server.url, "customer"), await Api.signIn(server.url, "agent")];
  const asked = await customer.ask("A mail to read");
  await agent.take(asked);
  await agent.comment(asked, "Please tell us the serial number.");

  const app = await App.open(browser, server.url, "admin");
  const desk = app.page;
  await desk.goto("/queue");
  await desk.getByRole("navigation", { name: "Views" }).getByRole("link", { name: "Outbox" }).click();
  await expect(app.heading).toBeFocused();
  await expect(desk).toHaveTitle(/^Outbox/);
  await expect(desk.getByText("No mail server is set up.")).toBeVisible();
  const rows = desk.getByRole("main").getByRole("listitem").filter({ hasText: `#${asked.number}` });
  const reply = rows.filter({ hasText: "Somebody replies" });
  await expect(reply).toContainText("Kept here");
  await expect(reply).toContainText("customer@example.org");

  const opener = reply.getByRole("button", { name: "Somebody replies" });
  await opener.click();
  const dialog = desk.getByRole("dialog", { name: "Delivery" });
  await expect(dialog).toContainText("Please tell us the serial number.");
  await expect(dialog.getByRole("heading", { name: "Attempts" })).toBeVisible();
  const link = `/tickets/${asked.number}?answer=reply`;
  expect(/https?:\/\/[^\s/]+(\/tickets\/\d+\?answer=reply)/.exec(await dialog.innerText())?.[1]).toBe(link);
  await desk.keyboard.press("Escape");
  await expect(dialog).toBeHidden();
  await expect(opener, "the dialog gives the focus back").toBeFocused();

  await test.step("through signing in to the box to answer in", async () => {
    await new App(page).signInByForm("customer", link);
    await expect(page).toHaveURL(`/tickets/${asked.number}`);
    await expect(new Ticket(page).answer).toBeFocused();
  });
  await test.step("a mail can be sent again", async () => {
    await opener.click();
    await dialog.getByRole("button", { name: "Send again" }).click();
    await expect(dialog).toBeHidden();
    await expect(app.notices).toContainText("It is being sent again.");
    await expect(reply).toContainText("2 attempts");
  });
});

test("the filters of the outbox are in the address", async ({ browser, server }) => {
  const { page } = await App.open(browser, server.url, "admin");
  await page.goto("/admin/outbox");
  await page.getByLabel("State").selectOption("dead");
  await expect(page).toHaveURL(/\/admin\/outbox\?state=dead$/);
  await expect(page.getByText("There is nothing here")).toBeVisible();
  await page.getByLabel("Channel").selectOption("webhook");
  await expect(page).toHaveURL(/\?channel=webhook&state=dead$/);
  await page.reload();
  await expect(page.getByLabel("State")).toHaveValue("dead");
  await expect(page.getByLabel("Channel")).toHaveValue("webhook");
});

test("the outbox is for admins only", async ({ browser, server }) => {
  const agent = await App.open(browser, server.url, "agent");
  await expect(agent.view("Outbox")).toHaveCount(0);
  await agent.page.goto("/admin/outbox");
  await expect(agent.page.getByRole("heading", { level: 1, name: "Page not found" })).toBeVisible();
});
