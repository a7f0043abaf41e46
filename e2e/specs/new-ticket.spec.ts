import { type Page, expect } from "@playwright/test";
import { axe, test } from "../fixtures/server.ts";
import { Api } from "../pages/api.ts";
import { App } from "../pages/app.ts";
import { DRAFT, PATH, lookedForDraft, nextLookForDraft } from "../pages/draft.ts";
import { hold, loseAnswers } from "../pages/held.ts";

/** Empties the draft that an earlier test of the same person has left. */
async function openEmpty(page: Page): Promise<void> {
  await page.goto("/tickets/new");
  await lookedForDraft(page);
  await page.getByLabel("Subject").fill("");
  await page.getByLabel("Description").fill("");
  await expect(page.getByText(/^(Draft|Saving)/)).toHaveCount(0);
}

/** Sends what stands in the form; the request is made, and its answer gets lost. Gives the name of the call. */
async function sendUnanswered(page: Page): Promise<string | undefined> {
  await loseAnswers(page, "**/api/v1/tickets");
  const sent = page.waitForRequest((request) => request.method() === "POST" && request.url().endsWith("/tickets"));
  await page.getByRole("button", { name: "Send request" }).click();
  await expect(page.getByText("Lotse cannot be reached").first()).toBeVisible();
  await page.unroute("**/api/v1/tickets");
  return (await sent).headers()["idempotency-key"];
}

/** The form is empty, and stays so when the draft was looked for. */
async function expectEmptyForm(page: Page): Promise<void> {
  await page.goto("/tickets/new");
  await lookedForDraft(page);
  await page.getByLabel("Subject").focus();
  await expect(page.getByLabel("Subject")).toHaveValue("");
  await expect(page.getByRole("alert").filter({ hasText: /\S/ })).toHaveCount(0);
}

async function fillIn(page: Page, subject: string): Promise<void> {
  await page.getByRole("radio", { name: "IT and devices" }).check();
  await page.getByLabel("Subject").fill(subject);
  await page.getByLabel("Description").fill("The line breaks.");
}

test("what is written is kept at once here and soon on the server", async ({ browser, page, server, watch }) => {
  watch.expect(/ERR_FAILED|Failed to load resource/);
  await new App(page).signIn("customer");
  await openEmpty(page);
  await test.step("here, while the server cannot be reached", async () => {
    await page.route(DRAFT, (route) => route.abort());
    await page.getByLabel("Subject").fill("Half a sentence");
    await page.reload();
    await expect(page.getByLabel("Subject")).toHaveValue("Half a sentence");
    await page.unroute(DRAFT);
  });
  await test.step("on the server within a second", async () => {
    const saved = page.waitForResponse(
      (answer) => answer.request().method() === "PUT" && answer.url().endsWith(PATH),
      { timeout: 30_000 },
    );
    await page.getByLabel("Description").fill("Kept from the first key.");
    expect((await saved).status()).toBe(200);
    await expect(page.getByText("Draft saved")).toBeVisible();
    const elsewhere = await App.open(browser, server.url, "customer");
    await elsewhere.page.goto("/tickets/new");
    await expect(elsewhere.page.getByLabel("Description")).toHaveValue("Kept from the first key.");
  });
  await openEmpty(page);
});

test("the preview is made by the server", async ({ page }) => {
  await new App(page).signIn("customer");
  await openEmpty(page);
  await page.getByLabel("Description").fill("A **bold** word\n\n<script>alert(1)</script>");
  await page.getByRole("button", { name: "Preview" }).click();
  const preview = page.getByRole("region", { name: "Preview" });
  await expect(preview.locator("strong")).toHaveText("bold");
  await expect(preview.locator("script")).toHaveCount(0);
  await axe(page);
  await openEmpty(page);
});

test("a request whose answer got lost is sent again and made once", async ({ page, server, watch }) => {
  watch.expect(/ERR_FAILED|Failed to load resource/);
  const customer = await Api.signIn(server.url, "customer");
  await new App(page).signIn("customer");
  await openEmpty(page);
  const release = await hold(page, DRAFT);
  await fillIn(page, "Sent twice, made once");
  const keys = [await sendUnanswered(page)];
  await test.step("meanwhile it is a draft again", async () => {
    release();
    await expect.poll(() => customer.draft("new_ticket")).toContain("Sent twice, made once");
  });
  const again = page.waitForRequest((request) => request.method() === "POST" && request.url().endsWith("/tickets"));
  await page.getByRole("button", { name: "Send request" }).click();
  keys.push((await again).headers()["idempotency-key"]);
  await expect(page.getByText(/Your request has the number #\d+/)).toBeVisible();
  await expect(page.getByText("We read it and answer here.")).toBeVisible();
  expect(keys[0]).toBeTruthy();
  expect(keys[1]).toBe(keys[0]);
  await expect.poll(() => customer.draft("new_ticket")).toBe("");
  await expectEmptyForm(page);
  await page.goto("/tickets");
  await expect(page.getByRole("link", { name: "Sent twice, made once" })).toHaveCount(1);
});

test("a draft that comes to the server after its request goes as well, older words too", async ({ page, server }) => {
  const customer = await Api.signIn(server.url, "customer");
  await new App(page).signIn("customer");
  await openEmpty(page);
  const release = await hold(page, DRAFT);
  const begun = page.waitForRequest((request) => request.method() === "PUT" && request.url().endsWith(PATH));
  await fillIn(page, "Faster than its draft");
  await begun;
  await page.getByLabel("Description").fill("The line breaks, and is faster.");
  await page.getByRole("button", { name: "Send request" }).click();
  await expect(page.getByText(/Your request has the number #\d+/)).toBeVisible();
  const emptied = page.waitForResponse(
    (answer) => answer.url().endsWith(PATH) && answer.request().postData()?.includes('"content":""') === true,
  );
  release();
  expect((await emptied).status()).toBe(200);
  expect(await customer.draft("new_ticket")).toBe("");
  await expectEmptyForm(page);
});

test("a draft goes with what was written on and sent at once", async ({ page, server }) => {
  const customer = await Api.signIn(server.url, "customer");
  await new App(page).signIn("customer");
  await openEmpty(page);
  await fillIn(page, "Sent before it is saved");
  await expect(page.getByText("Draft saved")).toBeVisible();
  const release = await hold(page, DRAFT);
  await page.getByLabel("Description").fill("The line breaks. At noon.");
  await page.getByRole("button", { name: "Send request" }).click();
  await expect(page.getByText(/Your request has the number #\d+/)).toBeVisible();
  // The app looks whether something is left; what it has held itself is on the server by then.
  const looked = nextLookForDraft(page);
  release();
  await looked;
  await expect.poll(() => customer.draft("new_ticket")).toBe("");
  await expectEmptyForm(page);
});

test("a draft goes that the server has kept without being able to say so", async ({ page, server, watch }) => {
  watch.expect(/ERR_FAILED|Failed to load resource/);
  const customer = await Api.signIn(server.url, "customer");
  await new App(page).signIn("customer");
  await openEmpty(page);
  await loseAnswers(page, DRAFT, "PUT");
  await fillIn(page, "Kept without a word");
  await expect(page.getByText("Draft in this browser only")).toBeVisible();
  await expect.poll(() => customer.draft("new_ticket"), { timeout: 30_000 }).toContain("The line breaks.");
  const looked = nextLookForDraft(page);
  await page.getByRole("button", { name: "Send request" }).click();
  await expect(page.getByText(/Your request has the number #\d+/)).toBeVisible();
  await looked;
  await page.unroute(DRAFT);
  await expect.poll(() => customer.draft("new_ticket")).toBe("");
  await expectEmptyForm(page);
});

test("what somebody writes stays when a program makes a ticket for them", async ({ page, server }) => {
  const customer = await Api.signIn(server.url, "customer");
  await new App(page).signIn("customer");
  await openEmpty(page);
  await fillIn(page, "Not sent yet");
  await expect(page.getByText("Draft saved")).toBeVisible();
  await customer.ask("Made by a program");
  await page.reload();
  await lookedForDraft(page);
  await expect(page.getByLabel("Subject")).toHaveValue("Not sent yet");
  await openEmpty(page);
});

test("what another device has written on stays when the older words are sent here", async ({ page, server }) => {
  const customer = await Api.signIn(server.url, "customer");
  await new App(page).signIn("customer");
  await openEmpty(page);
  await fillIn(page, "Written here");
  await expect(page.getByText("Draft saved")).toBeVisible();
  await customer.keepDraft(JSON.stringify({ subject: "Written on elsewhere", description: "" }), "new_ticket");
  await page.getByRole("button", { name: "Send request" }).click();
  await expect(page.getByText(/Your request has the number #\d+/)).toBeVisible();
  await page.goto("/tickets/new");
  await expect(page.getByLabel("Subject")).toHaveValue("Written on elsewhere");
  await openEmpty(page);
});

test("a saved request whose answer got lost is still there after a reload", async ({ page, server, watch }) => {
  watch.expect(/ERR_FAILED|Failed to load resource/);
  const customer = await Api.signIn(server.url, "customer");
  await new App(page).signIn("customer");
  await openEmpty(page);
  await fillIn(page, "Nobody knows");
  await expect(page.getByText("Draft saved")).toBeVisible();
  const key = await sendUnanswered(page);
  expect(key).toBeTruthy();
  await expect.poll(() => customer.draft("new_ticket")).toContain("Nobody knows");
  await page.reload();
  await expect(page.getByLabel("Subject")).toHaveValue("Nobody knows");
  const again = page.waitForRequest((request) => request.method() === "POST" && request.url().endsWith("/tickets"));
  await page.getByRole("button", { name: "Send request" }).click();
  expect((await again).headers()["idempotency-key"]).toBe(key);
  await expect(page.getByText(/Your request has the number #\d+/)).toBeVisible();
  await expect.poll(() => customer.draft("new_ticket")).toBe("");
  await expectEmptyForm(page);
  await page.goto("/tickets");
  await expect(page.getByRole("link", { name: "Nobody knows" })).toHaveCount(1);
});

test("what another device has begun since stays, though the request is sent again", async ({ page, server, watch }) => {
  watch.expect(/ERR_FAILED|Failed to load resource/);
  const customer = await Api.signIn(server.url, "customer");
  await new App(page).signIn("customer");
  await openEmpty(page);
  await fillIn(page, "Sent from the desk");
  await expect(page.getByText("Draft saved")).toBeVisible();
  await sendUnanswered(page);
  const elsewhere = JSON.stringify({ subject: "Begun on the telephone", description: "" });
  await customer.keepDraft(elsewhere, "new_ticket");
  const looked = nextLookForDraft(page);
  await page.getByRole("button", { name: "Send request" }).click();
  await expect(page.getByText(/Your request has the number #\d+/)).toBeVisible();
  await looked;
  await page.goto("/tickets/new");
  await expect(page.getByLabel("Subject")).toHaveValue("Begun on the telephone");
  expect(await customer.draft("new_ticket")).toContain("Begun on the telephone");
  await openEmpty(page);
});

test("what is written on while a request is under way stays", async ({ page }) => {
  await new App(page).signIn("customer");
  await openEmpty(page);
  await fillIn(page, "Written on");
  const answer = await hold(page, "**/api/v1/tickets");
  await page.getByRole("button", { name: "Send request" }).click();
  await page.getByLabel("Description").fill("The line breaks. And the scanner too.");
  answer();
  await expect(page.getByText(/Your request has the number #\d+/)).toBeVisible();
  await page.goto("/tickets/new");
  await expect(page.getByLabel("Description")).toHaveValue("The line breaks. And the scanner too.");
  await openEmpty(page);
});

test("a draft goes too where something was written on meanwhile and taken back", async ({ page, server }) => {
  const customer = await Api.signIn(server.url, "customer");
  await new App(page).signIn("customer");
  await openEmpty(page);
  await fillIn(page, "Second thoughts");
  const answer = await hold(page, "**/api/v1/tickets");
  await page.getByRole("button", { name: "Send request" }).click();
  await page.getByLabel("Description").fill("The line breaks. And the scanner too.");
  await expect.poll(() => customer.draft("new_ticket")).toContain("And the scanner too.");
  await page.getByLabel("Description").fill("The line breaks.");
  answer();
  await expect(page.getByText(/Your request has the number #\d+/)).toBeVisible();
  await expect.poll(() => customer.draft("new_ticket")).toBe("");
  await expectEmptyForm(page);
});

test("an agent asks for somebody else, and sees what they have open", async ({ page, server }) => {
  const open = await (await Api.signIn(server.url, "customer")).ask("Open beside the form");
  await new App(page).signIn("agent");
  await page.goto("/queue?view=all&sort=newest");
  await expect(page.getByRole("link", { name: open.subject })).toBeVisible();
  await page.keyboard.press("n");
  await page.getByLabel("On behalf of").fill("Harriet Ashdown");
  const beside = page.getByRole("complementary", { name: "Open tickets of Harriet Ashdown" });
  await expect(beside.getByRole("link", { name: open.subject })).toBeVisible();
  await axe(page);
  await page.getByRole("radio", { name: "IT and devices" }).check();
  await page.getByLabel("Subject").fill("Asked by telephone");
  await page.getByLabel("Description").fill("She calls from the ship.");
  await page.getByRole("button", { name: "Create ticket" }).click();
  await expect(page.getByRole("heading", { level: 1, name: /Asked by telephone/ })).toBeVisible();
  await expect(page.getByRole("main")).toContainText("Harriet Ashdown");
  await expect(page.getByText(/Ticket #\d+ is created/)).toBeVisible();
  const agent = await Api.signIn(server.url, "agent");
  await expect.poll(() => agent.draft("new_ticket")).toBe("");
});

test("a new request goes on from a closed one", async ({ page, server }) => {
  const [customer, agent] = [await Api.signIn(server.url, "customer"), await Api.signIn(server.url, "agent")];
  const closed = await customer.ask("Closed long ago");
  await agent.take(closed);
  await agent.resolve(closed, "Repaired.");
  await agent.update(closed, { status: "closed" });
  await new App(page).signIn("customer");
  await page.goto(`/tickets/new?follow_up=${closed.number}`);
  await expect(page.getByText("Goes on from a closed request:")).toBeVisible();
  await expect(page.getByRole("link", { name: new RegExp(closed.subject) })).toBeVisible();
  await page.getByRole("radio", { name: "IT and devices" }).check();
  await page.getByLabel("Subject").fill("It came back");
  await page.getByLabel("Description").fill("Same as before.");
  const sent = page.waitForRequest((request) => request.method() === "POST" && request.url().endsWith("/tickets"));
  await page.getByRole("button", { name: "Send request" }).click();
  expect((await sent).postDataJSON()).toMatchObject({ follow_up_of: String(closed.number) });
  await expect(page.getByText(/Your request has the number #\d+/)).toBeVisible();
});
