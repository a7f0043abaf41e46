import { expect, test } from "../fixtures/server.ts";
import { Api, type Asked } from "../pages/api.ts";
import { App } from "../pages/app.ts";
import { Ticket } from "../pages/ticket.ts";

async function resolved(url: string, subject: string): Promise<Asked> {
  const asked = await (await Api.signIn(url, "customer")).ask(subject);
  const agent = await Api.signIn(url, "agent");
  await agent.take(asked);
  await agent.resolve(asked, "We replaced it.");
  return asked;
}

test("a requester says that it is not solved, and it is taken up again", async ({ page, server }) => {
  const asked = await resolved(server.url, "Comes back");
  const ticket = new Ticket(page);
  await new App(page).signIn("customer");
  await ticket.open(asked);
  await ticket.button("Not solved").click();
  const dialog = page.getByRole("dialog", { name: "What is not solved yet?" });
  await dialog.getByRole("button", { name: "Take it up again" }).click();
  await expect(dialog.getByLabel("What is still missing?")).toHaveAttribute("aria-invalid", "true");
  await dialog.getByLabel("What is still missing?").fill("It happened again.");
  await dialog.getByRole("button", { name: "Take it up again" }).click();
  await expect(dialog).toBeHidden();
  await expect(page.getByText("In progress", { exact: true })).toBeVisible();
  await expect(page.getByText(/It happened again/)).toBeVisible();
});

test("a requester says that it is solved, and staff see that", async ({ page, server, browser }) => {
  const asked = await resolved(server.url, "Done with it");
  const ticket = new Ticket(page);
  await new App(page).signIn("customer");
  await ticket.open(asked);
  await ticket.button("Solved, close it").click();
  await page.getByRole("dialog").getByRole("button", { name: "Yes, it is solved" }).click();
  // Whether it is closed at once is a setting.
  await expect(page.getByText(/You have said that the request is done|This request is closed/)).toBeVisible();
  const desk = new Ticket((await App.open(browser, server.url, "agent")).page);
  await desk.open(asked);
  await expect(desk.page.getByText(/says that it is done|asks to close|Closed/).first()).toBeVisible();
});

test("work that has become needless is called off, and staff can decline", async ({ page, server, browser }) => {
  const asked = await (await Api.signIn(server.url, "customer")).ask("Never mind");
  const ticket = new Ticket(page);
  await new App(page).signIn("customer");
  await ticket.open(asked);
  await ticket.button("Solved, close it").click();
  await page.getByRole("dialog").getByRole("button", { name: "Yes, it is solved" }).click();
  await expect(page.getByText("You have said that the request is done.")).toBeVisible();
  const desk = new Ticket((await App.open(browser, server.url, "agent")).page);
  await desk.open(asked);
  await expect(desk.page.getByText("The requester says that it is done.")).toBeVisible();
  await desk.button("Decline").click();
  await expect(desk.page.getByText("The requester says that it is done.")).toHaveCount(0);
});

test("a closed request can be asked to be reopened, or be followed up", async ({ page, server }) => {
  const asked = await resolved(server.url, "Closed by now");
  await (await Api.signIn(server.url, "agent")).update(asked, { status: "closed" });
  const ticket = new Ticket(page);
  await new App(page).signIn("customer");
  await ticket.open(asked);
  await expect(ticket.answer).toHaveCount(0);
  await ticket.button("Not solved").click();
  await page.getByLabel("What is still missing?").fill("Broken again.");
  await page.getByRole("dialog").getByRole("button", { name: "Take it up again" }).click();
  await expect(page.getByText("You have asked to take the request up again.")).toBeVisible();
  await page.getByRole("link", { name: "Make a follow-up request" }).click();
  await expect(page).toHaveURL(new RegExp(`/tickets/new\\?follow_up=${asked.number}`));
  await expect(page.getByText(asked.subject)).toBeVisible();
});

test("outside of the window the server says so, and a follow-up is offered", async ({ page, server, watch }) => {
  watch.expect(/409/);
  const asked = await resolved(server.url, "Too late");
  await (await Api.signIn(server.url, "agent")).update(asked, { status: "closed" });
  const ticket = new Ticket(page);
  await new App(page).signIn("customer");
  await ticket.open(asked);
  await page.route("**/reopen-request", (route) => {
    const problem = { type: "about:lotse#reopen_window_over", title: "", status: 409, code: "reopen_window_over" };
    return route.fulfill({ status: 409, contentType: "application/problem+json", json: problem });
  });
  await ticket.button("Not solved").click();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("What is still missing?").fill("Broken again.");
  await dialog.getByRole("button", { name: "Take it up again" }).click();
  await expect(dialog.getByText(/closed for too long|too long/)).toBeVisible();
  await expect(dialog.getByRole("link", { name: "Make a follow-up request" })).toBeVisible();
});

test("links in mails lead through signing in to what they ask", async ({ page, server }) => {
  const asked = await resolved(server.url, "From a mail");
  await page.goto(`/tickets/${asked.number}?answer=not_solved`);
  await new App(page).signInByForm("customer", page.url());
  await expect(page.getByRole("dialog", { name: "What is not solved yet?" })).toBeVisible();
  await expect(page).toHaveURL(new RegExp(`/tickets/${asked.number}$`));
  await page.goto(`/tickets/${asked.number}?answer=solved`);
  await expect(page.getByRole("dialog", { name: "Is your request solved?" })).toBeVisible();
  await page.goto(`/tickets/${asked.number}?answer=reply`);
  await expect(new Ticket(page).answer).toBeFocused();
});

test("a requester's answer is kept while it is written", async ({ page, server }) => {
  const asked = await (await Api.signIn(server.url, "customer")).ask("Half an answer");
  const ticket = new Ticket(page);
  await new App(page).signIn("customer");
  await ticket.open(asked);
  await ticket.answer.fill("Half of it");
  await expect(page.getByText("Draft saved")).toBeVisible();
  await page.reload();
  await expect(ticket.answer).toHaveValue("Half of it");
});
