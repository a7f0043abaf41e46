import type { Browser } from "@playwright/test";
import { expect, test } from "../fixtures/server.ts";
import { Api, type Role } from "../pages/api.ts";
import { App } from "../pages/app.ts";
import { loseAnswers } from "../pages/held.ts";
import { Ticket } from "../pages/ticket.ts";

async function open(browser: Browser, url: string, role: Role): Promise<Ticket> {
  return new Ticket((await App.open(browser, url, role)).page);
}

test("colleagues see who is at a ticket and who writes there", async ({ browser, server }) => {
  const asked = await (await Api.signIn(server.url, "customer")).ask("Somebody is here");
  const [agent, admin] = [await open(browser, server.url, "agent"), await open(browser, server.url, "admin")];
  await agent.open(asked);
  await admin.open(asked);
  await expect(agent.page.getByText(/Ulrike Sandvoort is looking at it/)).toBeVisible();
  await admin.note.pressSequentially("On it");
  await expect(agent.page.getByText(/Ulrike Sandvoort is writing/)).toBeVisible();
  await admin.page.goto("/queue");
  await expect(agent.page.getByText(/Ulrike Sandvoort is/)).toHaveCount(0);
});

test("what comes in appears at once, and takes nothing from who writes", async ({ browser, server }) => {
  const customer = await Api.signIn(server.url, "customer");
  const asked = await customer.ask("It goes on");
  const agent = await open(browser, server.url, "agent");
  await agent.open(asked);
  await customer.comment(asked, "While nobody writes.");
  await expect(agent.message("While nobody writes.")).toBeVisible();

  await agent.note.pressSequentially("half a sen");
  await customer.comment(asked, "While somebody writes.");
  const bar = agent.page.getByRole("status").filter({ hasText: "1 new message while you were writing" });
  await expect(bar).toContainText("While somebody writes.");
  await expect(agent.message("While somebody writes.")).toHaveCount(0);
  await expect(agent.note).toBeFocused();
  await agent.page.keyboard.type("tence");
  await expect(agent.note).toHaveValue("half a sentence");
  await bar.getByRole("button", { name: "Show" }).click();
  await expect(agent.message("While somebody writes.")).toBeVisible();
  await expect(agent.note).toHaveValue("half a sentence");
});

test("the slower of two is shown what the other wrote, and neither text is lost", async ({ browser, server }) => {
  const asked = await (await Api.signIn(server.url, "customer")).ask("Both at once");
  const [slow, quick] = [await open(browser, server.url, "agent"), await open(browser, server.url, "admin")];
  await slow.open(asked);
  await quick.open(asked);
  await slow.note.pressSequentially("The slower one.");
  await quick.note.fill("The quicker one.");
  await quick.button("Save note").click();
  await expect(quick.message("The quicker one.")).toBeVisible();

  await slow.button("Save note").click();
  const alert = slow.alert("Something came in meanwhile");
  await expect(alert).toContainText("The quicker one.");
  await expect(slow.note).toHaveValue("The slower one.");
  await alert.getByRole("button", { name: "Edit the text" }).click();
  await expect(slow.note).toBeFocused();
  await expect(slow.message("The quicker one.")).toBeVisible();
  // What was seen once is no news any more.
  await slow.note.pressSequentially(" Now I know.");
  await slow.button("Save note").click();
  await expect(slow.message("The slower one. Now I know.")).toHaveCount(1);
  await expect(quick.message("The slower one. Now I know.")).toBeVisible();
  await expect(slow.note).toHaveValue("");
});

test("with the network cut for a while the text stays, is saved later and goes out once", async ({ browser, server }) => {
  const [customer, admin] = [await Api.signIn(server.url, "customer"), await Api.signIn(server.url, "admin")];
  const asked = await customer.ask("Cut off");
  const agent = await open(browser, server.url, "agent");
  await agent.open(asked);
  await agent.page.context().setOffline(true);
  await agent.note.pressSequentially("Written in a tunnel.");
  await expect(agent.page.getByText("Draft in this browser only")).toBeVisible();
  await agent.button("Save note").click();
  await expect(agent.alert("Lotse cannot be reached")).toBeVisible();
  await admin.comment(asked, "Written outside.", { visibility: "internal" });
  await agent.page.context().setOffline(false);
  await expect(agent.page.getByText("Draft saved")).toBeVisible();
  await agent.button("Save note").click();
  const alert = agent.alert("Something came in meanwhile");
  await expect(alert).toContainText("Written outside.");
  await expect(agent.note).toHaveValue("Written in a tunnel.");
  await alert.getByRole("button", { name: "Send anyway" }).click();
  await expect(agent.message("Written in a tunnel.")).toHaveCount(1);
  await expect(agent.message("Written outside.")).toHaveCount(1);
  await expect(agent.note).toHaveValue("");
});

test("an answer that got lost on the way back is not sent twice", async ({ browser, server }) => {
  const asked = await (await Api.signIn(server.url, "customer")).ask("Answer lost");
  const agent = await open(browser, server.url, "agent");
  const writer = await Api.signIn(server.url, "agent");
  await agent.open(asked);
  await agent.page.route("**/drafts/note", (route) => route.abort());
  await loseAnswers(agent.page, "**/comments");
  await agent.note.fill("Only once.");
  await agent.button("Save note").click();
  await expect(agent.alert("Lotse cannot be reached")).toBeVisible();
  await agent.page.unrouteAll();
  await test.step("meanwhile it is a draft again", async () => {
    await agent.page.evaluate(() => window.dispatchEvent(new Event("online")));
    await expect.poll(() => writer.draft("note", asked)).toBe("Only once.");
    await agent.page.reload();
  });
  await expect(agent.note).toHaveValue("Only once.");
  await agent.button("Save note").click();
  await expect(agent.note).toHaveValue("");
  await expect.poll(() => writer.draft("note", asked)).toBe("");
  await expect(agent.page.getByText("Elsewhere you have written")).toHaveCount(0);
  await agent.page.reload();
  await expect(agent.message("Only once.")).toHaveCount(1);
});

test("a killed tab loses nothing, also on another device", async ({ browser, server }) => {
  const customer = await Api.signIn(server.url, "customer");
  const asked = await customer.ask("Tab killed");
  const agent = await open(browser, server.url, "agent");
  const context = agent.page.context();
  await agent.open(asked);
  await agent.toReply();
  await agent.reply.pressSequentially("Begun and");
  await expect(agent.page.getByText("Draft saved")).toBeVisible();
  await agent.reply.pressSequentially(" not finished");
  await agent.page.close();
  await customer.comment(asked, "Are you there?");

  const again = new Ticket(await context.newPage());
  await again.open(asked);
  await expect(again.reply, "it goes on with what was begun").toHaveValue("Begun and not finished");
  await expect(again.message("Are you there?")).toBeVisible();
  await expect(again.page.getByText("Draft saved")).toBeVisible();

  const elsewhere = await open(browser, server.url, "agent");
  await elsewhere.open(asked);
  await elsewhere.toReply();
  await expect(elsewhere.reply).toHaveValue("Begun and not finished");
});

test("signing out saves first, wipes this browser, and leaves the server's copy", async ({ browser, server }) => {
  const asked = await (await Api.signIn(server.url, "customer")).ask("Signed out");
  const agent = await open(browser, server.url, "agent");
  await agent.open(asked);
  await agent.note.pressSequentially("Not to be lost.");
  await agent.button("Account").click();
  await agent.page.getByRole("menuitem", { name: "Sign out" }).click();
  await expect(agent.page.getByRole("heading", { level: 1, name: "Sign in" })).toBeVisible();
  const kept = await agent.page.evaluate(() => Object.values({ ...localStorage, ...sessionStorage }).join());
  expect(kept).not.toContain("Not to be lost.");
  await new App(agent.page).signInByForm("agent", `/sign-in?next=/tickets/${asked.number}`);
  await expect(agent.note).toHaveValue("Not to be lost.");
});

test("two texts of one person in two places both stay until they choose", async ({ browser, server }) => {
  const asked = await (await Api.signIn(server.url, "customer")).ask("Two places");
  const [desk, train] = [await open(browser, server.url, "agent"), await open(browser, server.url, "agent")];
  await desk.open(asked);
  await train.open(asked);
  await desk.note.fill("Written at the desk.");
  await expect(desk.page.getByText("Draft saved")).toBeVisible();
  await train.note.fill("Written on the train.");
  const crossed = train.alert("Elsewhere you have written something else here:");
  await expect(crossed).toContainText("Written at the desk.");
  await expect(train.note).toHaveValue("Written on the train.");
  await crossed.getByRole("button", { name: "Join the two" }).click();
  await expect(train.note).toHaveValue("Written on the train.\n\nWritten at the desk.");
  await expect(train.note).toBeFocused();
  await expect(train.page.getByText("Draft saved")).toBeVisible();
});

test("a requester is told as well what came in while they wrote", async ({ browser, server }) => {
  const asked = await (await Api.signIn(server.url, "customer")).ask("Asked in between");
  const agent = await Api.signIn(server.url, "agent");
  const customer = await open(browser, server.url, "customer");
  await customer.open(asked);
  await customer.answer.pressSequentially("It is the blue one.");
  await agent.comment(asked, "Which one is it?");
  await agent.comment(asked, "Not for them.", { visibility: "internal" });
  await customer.button("Send answer").click();
  const alert = customer.alert("Something came in meanwhile");
  await expect(alert).toContainText("Which one is it?");
  await expect(alert).not.toContainText("Not for them.");
  await alert.getByRole("button", { name: "Send anyway" }).click();
  await expect(customer.message("It is the blue one.")).toHaveCount(1);
  await expect(customer.message("Which one is it?")).toHaveCount(1);
});
