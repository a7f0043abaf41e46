import { expect, test } from "../fixtures/server.ts";
import { Api } from "../pages/api.ts";
import { App } from "../pages/app.ts";
import { hold, holdLonger } from "../pages/held.ts";
import { Ticket } from "../pages/ticket.ts";

test("a reply can be taken back, and goes out when it is not", async ({ page, server }) => {
  test.slow();
  const customer = await Api.signIn(server.url, "customer");
  const asked = await customer.ask("Second thoughts");
  await (await Api.signIn(server.url, "agent")).take(asked);
  const ticket = new Ticket(page);
  const asUsual = await holdLonger(page);
  await new App(page).signIn("agent");
  await ticket.open(asked);
  await ticket.toReply();
  await ticket.reply.fill("Wrong words.");
  await ticket.button("Send and wait for customer").click();
  const held = ticket.message("Wrong words.");
  await expect(held).toContainText("goes out in");
  await expect(ticket.reply).toHaveValue("");
  await held.getByRole("button", { name: "Undo" }).click();
  await expect(ticket.reply).toHaveValue("Wrong words.");
  await expect(ticket.reply).toBeFocused();
  await expect(held).toHaveCount(0);
  await expect(ticket.status).toHaveValue("in_progress");

  await asUsual();
  await ticket.reply.fill("Right words.");
  await page.keyboard.press("Control+Enter");
  await expect(ticket.message("Right words.")).toContainText("goes out in");
  await expect(ticket.status).toHaveValue("waiting_on_customer");
  await expect(ticket.message("Right words.")).toHaveCount(1);
  await expect(ticket.message("goes out")).toHaveCount(0);
});

test("a reply that was stopped is told to its author, who decides", async ({ page, server, watch }) => {
  watch.expect(/409/);
  test.slow();
  const customer = await Api.signIn(server.url, "customer");
  const asked = await customer.ask("Stopped on the way");
  const ticket = new Ticket(page);
  await new App(page).signIn("agent");
  await ticket.open(asked);
  await ticket.toReply();
  await ticket.reply.fill("Did you restart it?");
  await ticket.button("Send reply").click();
  await expect(ticket.message("Did you restart it?")).toContainText("goes out in");
  await customer.comment(asked, "Restarting did not help.");
  const stopped = ticket.message("Did you restart it?");
  await expect(stopped).toContainText("Not sent: something came in meanwhile.");
  await expect(ticket.message("Restarting did not help.")).toBeVisible();
  await stopped.getByRole("button", { name: "Send anyway" }).click();
  await expect(ticket.message("Not sent")).toHaveCount(0);
  await expect(ticket.message("Did you restart it?")).toHaveCount(1);
  await page.reload();
  await expect(ticket.message("Did you restart it?")).toHaveCount(1);
  await ticket.toReply();
  await expect(ticket.reply).toHaveValue("");
});

test("whoever has gone on can still take back what they sent", async ({ page, server }) => {
  await holdLonger(page);
  const asked = await (await Api.signIn(server.url, "customer")).ask("Gone on");
  const ticket = new Ticket(page);
  await new App(page).signIn("agent");
  await ticket.open(asked);
  await ticket.toReply();
  await ticket.reply.fill("Too fast.");
  await ticket.button("Send reply").click();
  await expect(ticket.message("Too fast.")).toBeVisible();
  await page.getByRole("link", { name: "Back to the list" }).click();
  const bar = page.getByRole("status").filter({ hasText: `Your reply to ticket #${asked.number}` });
  await bar.getByRole("button", { name: "Undo" }).click();
  await expect(page).toHaveURL(new RegExp(`/tickets/${asked.number}$`));
  await expect(ticket.reply).toHaveValue("Too fast.");
});

test("sending leads to the next ticket, where that is wanted", async ({ page, server }) => {
  const customer = await Api.signIn(server.url, "customer");
  const [older, newer] = [await customer.ask("Older of two"), await customer.ask("Newer of two")];
  const ticket = new Ticket(page);
  await new App(page).signIn("agent");
  await page.goto("/queue?view=all&sort=newest");
  await page.getByRole("link", { name: newer.subject }).click();
  await ticket.toReply();
  await ticket.reply.fill("On to the next.");
  await ticket.button("More ways to send").click();
  await page.getByRole("menuitemcheckbox", { name: "Then go to the next ticket" }).click();
  await page.keyboard.press("Escape");
  await ticket.button("Send reply").click();
  await expect(page.getByRole("heading", { level: 1, name: new RegExp(older.subject) })).toBeVisible();
});

test("send and resolve sends the reply, and resolves with what the dialog says", async ({ page, server }) => {
  const asked = await (await Api.signIn(server.url, "customer")).ask("Send and resolve");
  await (await Api.signIn(server.url, "agent")).take(asked);
  const ticket = new Ticket(page);
  await new App(page).signIn("agent");
  await ticket.open(asked);
  await ticket.toReply();
  await ticket.reply.fill("It was the **cable**.");
  await ticket.button("More ways to send").click();
  await page.getByRole("menuitem", { name: "Send and resolve" }).click();
  const dialog = page.getByRole("dialog", { name: /Resolve ticket/ });
  await expect(dialog.getByLabel("Solution", { exact: true })).toHaveValue("It was the **cable**.");
  const preview = dialog.getByRole("region", { name: "What the customer reads" });
  await expect(preview.locator("strong")).toHaveText("cable");
  await dialog.getByRole("button", { name: "Resolve ticket" }).click();
  await expect(ticket.status).toHaveValue("resolved");
  await expect(ticket.message("It was the cable.")).toHaveCount(1);
  await expect(ticket.reply).toHaveValue("");
});

test("a solution needs words, and the dialog keeps them when the server cannot be reached", async ({ page, server, watch }) => {
  watch.expect(/ERR_FAILED|Failed to load resource/);
  const asked = await (await Api.signIn(server.url, "customer")).ask("Needs words");
  await (await Api.signIn(server.url, "agent")).take(asked);
  const ticket = new Ticket(page);
  await new App(page).signIn("agent");
  await ticket.open(asked);
  await page.keyboard.press("e");
  const dialog = page.getByRole("dialog", { name: /Resolve ticket/ });
  await dialog.getByRole("button", { name: "Resolve ticket" }).click();
  await expect(dialog.getByLabel("Solution", { exact: true })).toHaveAttribute("aria-invalid", "true");
  await dialog.getByLabel("Solution", { exact: true }).fill("Replaced.");
  await page.route(`**/api/v1/tickets/${asked.number}`, (route) =>
    route.request().method() === "PATCH" ? route.abort() : route.continue(),
  );
  await dialog.getByRole("button", { name: "Resolve ticket" }).click();
  await expect(dialog.getByRole("alert").filter({ hasText: "Lotse cannot be reached" })).toBeVisible();
  await expect(dialog.getByLabel("Solution", { exact: true })).toHaveValue("Replaced.");
  await page.unroute(`**/api/v1/tickets/${asked.number}`);
  await dialog.getByRole("button", { name: "Resolve ticket" }).click();
  await expect(ticket.status).toHaveValue("resolved");
});

test("canned replies that come in late are in the menu that is open already", async ({ page, server }) => {
  const [customer, agent] = [await Api.signIn(server.url, "customer"), await Api.signIn(server.url, "agent")];
  const asked = await customer.ask("From the shelf, later");
  await agent.post("/canned-replies", { title: "A late one", body: "Hello." });
  const answer = await hold(page, "**/api/v1/canned-replies");
  const ticket = new Ticket(page);
  await new App(page).signIn("agent");
  await ticket.open(asked);
  await ticket.toReply();
  await ticket.button("Canned reply").click();
  await expect(page.getByRole("menuitem", { name: "Manage canned replies …" })).toBeFocused();
  await expect(page.getByRole("menuitem")).toHaveCount(1);
  answer();
  await expect(page.getByRole("menuitem", { name: "Manage canned replies …" })).toBeFocused();
  await page.getByRole("menuitem", { name: "A late one" }).click();
  await expect(ticket.reply).toHaveValue("Hello.");
});

test("no edge cuts off the menu of canned replies, however many and long they are", async ({ page, server }) => {
  const [customer, agent] = [await Api.signIn(server.url, "customer"), await Api.signIn(server.url, "agent")];
  const asked = await customer.ask("A full shelf");
  for (let number = 10; number < 40; number += 1) {
    const title = `Reply ${number} with a title that is as long as one that people write at times`;
    await agent.post("/canned-replies", { title, body: "Hello." });
  }
  const ticket = new Ticket(page);
  await new App(page).signIn("agent");
  for (const [width, height] of [[1280, 800], [360, 800], [1280, 520]] as const) {
    await page.setViewportSize({ width, height });
    await ticket.open(asked);
    for (const write of ["Internal note", "Reply to customer"]) {
      await page.getByRole("tab", { name: write }).click();
      await ticket.button("Canned reply").click();
      await expect(page.getByRole("menu")).toBeInViewport({ ratio: 1 });
      await page.keyboard.press("Escape");
    }
  }
});

test("a canned reply comes with the names of the ticket", async ({ page, server }) => {
  const [customer, agent] = [await Api.signIn(server.url, "customer"), await Api.signIn(server.url, "agent")];
  const asked = await customer.ask("From the shelf");
  const body = "Hello {{requester.name}}, about {{ticket.subject}} ({{ticket.number}}). {{agent.name}}";
  await agent.post("/canned-replies", { title: "Greeting", body });
  const ticket = new Ticket(page);
  await new App(page).signIn("agent");
  await ticket.open(asked);
  await ticket.toReply();
  await ticket.reply.fill("Before. ");
  await ticket.button("Canned reply").click();
  await page.getByRole("menuitem", { name: "Greeting" }).click();
  await expect(ticket.reply).toHaveValue(
    `Before. Hello Harriet Ashdown, about From the shelf (#${asked.number}). Nora Feldkamp`,
  );
  await expect(ticket.reply).toBeFocused();
});

test("an @ offers colleagues, and calls who is chosen", async ({ page, server }) => {
  const asked = await (await Api.signIn(server.url, "customer")).ask("Called upon");
  const ticket = new Ticket(page);
  await new App(page).signIn("agent");
  await ticket.open(asked);
  await ticket.note.pressSequentially("Please look, @ulr");
  const option = page.getByRole("listbox", { name: "Whom to call?" }).getByRole("option");
  await expect(option).toHaveText(/Ulrike Sandvoort/);
  await expect(ticket.note).toHaveAttribute("aria-activedescendant", (await option.getAttribute("id")) ?? "");
  await page.keyboard.press("Enter");
  await expect(ticket.note).toHaveValue("Please look, @Ulrike Sandvoort ");
  const sent = page.waitForRequest((request) => request.method() === "POST" && request.url().endsWith("/comments"));
  await page.keyboard.press("Control+Enter");
  expect(((await sent).postDataJSON() as { mentions: string[] }).mentions).toHaveLength(1);
  await expect(ticket.message("Please look, @Ulrike Sandvoort")).toBeVisible();
  await expect(page.getByText("Watching too: Ulrike Sandvoort")).toBeVisible();
});

test("what went out already cannot be taken back, and that is said", async ({ page, server, watch }) => {
  await holdLonger(page);
  watch.expect(/409/);
  const asked = await (await Api.signIn(server.url, "customer")).ask("Too late to undo");
  const ticket = new Ticket(page);
  await new App(page).signIn("agent");
  await ticket.open(asked);
  await ticket.toReply();
  await ticket.reply.fill("Gone.");
  await ticket.button("Send reply").click();
  await page.route("**/api/v1/comments/*", (route) => {
    const problem = { type: "about:lotse#already_released", title: "", status: 409, code: "already_released" };
    return route.fulfill({ status: 409, contentType: "application/problem+json", json: problem });
  });
  await ticket.message("Gone.").getByRole("button", { name: "Undo" }).click();
  await expect(ticket.alert("The reply went out already.")).toBeVisible();
  await expect(ticket.message("Gone.")).toHaveCount(1);
  await expect(ticket.reply).toHaveValue("");
});

test("naming somebody who may not see the ticket is refused in words, and the text stays", async ({ page, server, watch }) => {
  watch.expect(/400/);
  const asked = await (await Api.signIn(server.url, "customer")).ask("Not for everybody");
  const ticket = new Ticket(page);
  await new App(page).signIn("agent");
  await ticket.open(asked);
  await page.route("**/comments", (route) => {
    const errors = [{ pointer: "/mentions/0", code: "unknown_value", message: "there is no such agent" }];
    const problem = { type: "about:lotse#validation_failed", title: "", status: 400, code: "validation_failed", errors };
    return route.fulfill({ status: 400, contentType: "application/problem+json", json: problem });
  });
  await ticket.note.fill("Look, @Ulrike Sandvoort");
  await ticket.button("Save note").click();
  await expect(page.getByText("One of the people you name may not see this ticket.")).toBeVisible();
  await expect(ticket.note).toHaveAttribute("aria-invalid", "true");
  await expect(ticket.note).toHaveValue("Look, @Ulrike Sandvoort");
});
