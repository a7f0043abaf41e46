import { expect, test } from "../fixtures/server.ts";
import { Api } from "../pages/api.ts";
import { App } from "../pages/app.ts";
import { Ticket } from "../pages/ticket.ts";

test("a ticket is merged into another one, and out of it again", async ({ page, server, watch }) => {
  watch.expect(/400|409/);
  const customer = await Api.signIn(server.url, "customer");
  const [one, other] = [await customer.ask("One of two"), await customer.ask("Other of two")];
  await customer.comment(one, "Said in the one.");
  const ticket = new Ticket(page);
  await new App(page).signIn("agent");
  await ticket.open(one);
  const dialog = page.getByRole("dialog", { name: /Merge ticket/ });
  const into = dialog.getByLabel("Number of the ticket");
  const send = dialog.getByRole("button", { name: "Merge", exact: true });

  await test.step("not into itself", async () => {
    await ticket.button(/^Merge/).click();
    await into.fill(String(one.number));
    await send.click();
    await expect(dialog.getByText("A ticket cannot be merged into itself.")).toBeVisible();
  });
  await test.step("into the other", async () => {
    await into.fill(String(other.number));
    await expect(dialog.getByText(other.subject)).toBeVisible();
    await send.click();
    await expect(page.getByText("This ticket goes on here:")).toBeVisible();
    await expect(ticket.status).toHaveValue("closed");
  });
  await test.step("not back as well", async () => {
    await ticket.open(other);
    await expect(ticket.message("Said in the one.")).toContainText(`from ticket #${one.number}`);
    await ticket.button(/^Merge/).click();
    await into.fill(String(one.number));
    await send.click();
    await expect(dialog.getByText("The ticket goes on in another one.")).toBeVisible();
    await page.keyboard.press("Escape");
  });
  await test.step("and out again", async () => {
    await page.getByRole("link", { name: `#${one.number} ${one.subject}` }).click();
    await ticket.button("Unmerge").click();
    await expect(page.getByText("This ticket goes on here:")).toHaveCount(0);
    await expect(ticket.status).toHaveValue("open");
  });
});

test("comments about something else begin a ticket of their own", async ({ page, server }) => {
  const customer = await Api.signIn(server.url, "customer");
  const asked = await customer.ask("Two things");
  await customer.comment(asked, "And the screen flickers.");
  const ticket = new Ticket(page);
  await new App(page).signIn("agent");
  await ticket.open(asked);
  await ticket.button(/^Split/).click();
  const dialog = page.getByRole("dialog", { name: /Split comments/ });
  await dialog.getByRole("button", { name: "Create new ticket" }).click();
  await expect(dialog.getByText("Please choose at least one comment.")).toBeVisible();
  await dialog.getByLabel("Subject").fill("Screen flickers");
  await dialog.getByRole("checkbox", { name: /And the screen flickers/ }).check();
  await dialog.getByRole("button", { name: "Create new ticket" }).click();
  await expect(page.getByRole("heading", { level: 1, name: /Screen flickers/ })).toBeVisible();
  await expect(ticket.message("And the screen flickers.").first()).toBeVisible();
});

test("tags, readers and watching are changed in the panel", async ({ page, server, watch }) => {
  watch.expect(/400/);
  const asked = await (await Api.signIn(server.url, "customer")).ask("Sorted");
  const ticket = new Ticket(page);
  await new App(page).signIn("agent");
  await ticket.open(asked);
  const tags = page.getByRole("group", { name: "Tags" });
  await tags.getByRole("combobox", { name: "Add a tag" }).fill("vpn");
  await page.keyboard.press("Enter");
  await expect(tags.getByRole("listitem")).toHaveText(["vpn"]);
  await tags.getByRole("button", { name: "Remove vpn" }).click();
  await expect(tags.getByRole("listitem")).toHaveCount(0);

  const readers = page.getByRole("group", { name: "Reading along" });
  const address = readers.getByRole("combobox");
  await address.fill("nobody");
  await page.keyboard.press("Enter");
  await expect(readers.getByText("such as name@example.org")).toBeVisible();
  await address.fill("reader@example.org");
  await page.keyboard.press("Enter");
  await expect(readers.getByRole("listitem")).toHaveText(["reader@example.org"]);
  await readers.getByRole("button", { name: "Remove reader@example.org" }).click();
  await expect(readers.getByRole("listitem")).toHaveCount(0);

  const watches = page.getByRole("checkbox", { name: "I watch this ticket" });
  const noted = page.waitForResponse((answer) => answer.url().endsWith("/watch") && answer.ok());
  await watches.check();
  await noted;
  await page.reload();
  await expect(watches).toBeChecked();
});

test("keys lead to what the panel offers, and back to the list", async ({ page, server }) => {
  const asked = await (await Api.signIn(server.url, "customer")).ask("By key");
  const ticket = new Ticket(page);
  await new App(page).signIn("agent");
  await page.goto("/queue?view=all");
  await page.getByRole("link", { name: asked.subject, exact: true }).click();
  await expect(ticket.button("Take it")).toBeVisible();
  await page.keyboard.press("s");
  await expect(ticket.status).toBeFocused();
  await page.getByRole("heading", { level: 1 }).focus();
  await page.keyboard.press("a");
  await expect(page.getByLabel("Assignee")).toBeFocused();
  await expect(page.getByLabel("Assignee").getByRole("option", { name: /Nora Feldkamp \(\d+\)/ })).toHaveCount(1);
  await page.getByRole("heading", { level: 1 }).focus();
  await page.keyboard.press("Escape");
  await expect(page).toHaveURL(/\/queue\?view=all/);
});

test("a change that crosses another one is refused, told and shown, and can be made anyway", async ({ page, server, watch }) => {
  watch.expect(/412/);
  const asked = await (await Api.signIn(server.url, "customer")).ask("Made anyway");
  const ticket = new Ticket(page);
  await new App(page).signIn("agent");
  await ticket.open(asked);
  let hold = true;
  // The page must not hear of it before it sends its own change.
  await page.route(`**/api/v1/tickets/${asked.number}`, async (route) => {
    if (hold && route.request().method() === "PATCH") {
      hold = false;
      await (await Api.signIn(server.url, "admin")).update(asked, { priority: "urgent" });
    }
    await route.continue();
  });
  await page.getByLabel("Category").selectOption("billing");
  const alert = ticket.alert("The ticket was changed meanwhile:");
  await expect(alert).toContainText("Urgent");
  await expect(page.getByLabel("Category")).toHaveValue("it");
  await expect(page.getByLabel("Priority")).toHaveValue("urgent");
  await alert.getByRole("button", { name: "Make my change anyway" }).click();
  await expect(page.getByLabel("Category")).toHaveValue("billing");
  await expect(page.getByLabel("Priority")).toHaveValue("urgent");
  await expect(alert).toHaveCount(0);
});
