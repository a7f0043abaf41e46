import { readFile } from "node:fs/promises";
import type { Download, Locator, Page } from "@playwright/test";
import { axe } from "../fixtures/axe.ts";
import { type Mails, expect, test as base } from "../fixtures/identity.ts";
import type { Server } from "../fixtures/server.ts";
import { PASSWORD, account, address, signIn } from "../pages/account.ts";
import { PASSWORD as DEMO_PASSWORD } from "../pages/api.ts";
import { App } from "../pages/app.ts";
import { press, tabTo, type } from "../pages/keyboard.ts";

/** A server of its own: a clock that is put forward, and a queue for every new request, are nothing for other tests. */
const test = base.extend<object, { server: Server }>({
  server: [async ({ server }, use) => use(server), { scope: "worker" }],
});

/** How far the clock is put forward: past a promise of half an hour, around the clock. */
const HOURS = 3;

const row = (page: Page, text: string): Locator => page.getByRole("main").getByRole("listitem").filter({ hasText: text });

async function content(download: Promise<Download>): Promise<string> {
  return readFile(await (await download).path(), "utf8");
}

/** An admin who reads English. */
async function open(page: Page): Promise<App> {
  await page.addInitScript(() => {
    // An empty page has no storage.
    if (location.protocol !== "about:") localStorage.setItem("lotse.language", "en");
  });
  const app = new App(page);
  await app.signIn("admin");
  return app;
}

/** Makes an account out of the link that an invitation has. */
async function join(page: Page, mails: Mails, email: string): Promise<void> {
  await page.goto(await mails.link(email));
  await page.getByLabel("New password").fill(PASSWORD);
  await page.getByRole("button", { name: "Save password" }).click();
  await expect(page.getByRole("navigation", { name: "Views" })).toBeVisible();
}

test("an admin arranges a promise, sees it broken, erases somebody and takes the figures away", async ({
  page,
  browser,
  server,
  mails,
  watch,
}) => {
  test.slow();
  watch.expect(/403/);
  const [agent, customer] = [address("quay-agent"), await account(server, mails, "quentin")];
  const subject = `The crane stands still ${Date.now()}`;
  const elsewhere = async () => (await browser.newContext({ baseURL: server.url })).newPage();
  const app = await open(page);
  const dialog = page.getByRole("dialog");

  await test.step("a calendar around the clock, and half an hour for the first response", async () => {
    await app.view("Service levels").click();
    await page.getByRole("link", { name: "New calendar" }).click();
    await page.getByLabel("Name", { exact: true }).fill("Day and night");
    for (const day of ["Monday", "Saturday", "Sunday"]) {
      const from = page.getByRole("textbox", { name: `${day}, hours 1, from` });
      if (day !== "Monday") {
        await page.getByRole("button", { name: `Add hours: ${day}` }).click();
        // The focus comes there by itself, and must not come in the middle of typing.
        await expect(from).toBeFocused();
      }
      await from.fill("00:00");
      await page.getByRole("textbox", { name: `${day}, hours 1, until` }).fill("24:00");
    }
    await page.getByRole("button", { name: "Repeat Monday from Tuesday to Friday" }).click();
    await page.getByRole("button", { name: "Save" }).click();
    await expect(page.getByRole("article", { name: "Day and night" })).toContainText("168 h a week");
    await page.getByRole("link", { name: "New SLA policy" }).click();
    await page.getByLabel("Name", { exact: true }).fill("Cranes first");
    await page.getByLabel("High: First response").fill("30 min");
    await page.getByRole("button", { name: "Save" }).click();
    await expect(page.getByRole("article", { name: "Cranes first" })).toContainText("30 min");
  });

  await test.step("a queue that promises it, and a category that leads there", async () => {
    await app.view("Queues").click();
    await page.getByRole("button", { name: "New queue" }).click();
    await dialog.getByLabel("Name", { exact: true }).fill("Crane desk");
    await dialog.getByLabel("SLA policy").selectOption("Cranes first");
    await dialog.getByLabel("Calendar").selectOption("Day and night");
    await dialog.getByRole("button", { name: "Save" }).click();
    await expect(row(page, "Crane desk")).toContainText("Cranes first, Day and night");
    await app.view("Categories").click();
    await page.getByRole("button", { name: "New category" }).click();
    await dialog.getByLabel("German name").fill("Krane");
    await dialog.getByLabel("English name").fill("Cranes");
    await dialog.getByLabel("Key").fill("cranes");
    await dialog.getByLabel("Queue for new tickets").selectOption("Crane desk");
    await dialog.getByLabel("Usual priority").selectOption("High");
    await dialog.getByRole("button", { name: "Save" }).click();
    await expect(row(page, "Cranes")).toContainText("Crane desk");
    await axe(page);
  });

  const theirs = await elsewhere();
  await test.step("an agent is invited, and comes in by the link of the mail", async () => {
    await app.view("People").click();
    await page.getByRole("button", { name: "Invite person" }).click();
    await dialog.getByLabel("Name", { exact: true }).fill("Ada Quay");
    await dialog.getByLabel("E-mail").fill(agent);
    await dialog.getByLabel("Role").selectOption("agent");
    await dialog.getByLabel("Language").selectOption("en");
    await dialog.getByRole("button", { name: "Send invitation" }).click();
    await expect(dialog).toBeHidden();
    await join(theirs, mails, agent);
  });

  const number = await test.step("a customer asks, and the agent takes it", async () => {
    const asker = await elsewhere();
    await signIn(asker, customer);
    await asker.getByRole("link", { name: "New request" }).first().click();
    await asker.getByRole("radio", { name: "Cranes" }).check();
    await asker.getByLabel("Subject").fill(subject);
    await asker.getByLabel("Description").fill("Nothing moves.");
    await asker.getByRole("button", { name: "Send request" }).click();
    await expect(asker.getByText(/Your request has the number/)).toBeVisible();
    const number = Number(new URL(asker.url()).pathname.split("/").pop());
    await asker.context().close();
    await theirs.goto(`/tickets/${number}`);
    await theirs.getByRole("button", { name: "Take it" }).click();
    await expect(theirs.getByLabel("Status")).toHaveValue("in_progress");
    await expect(theirs.getByRole("link", { name: /in \d+ minutes/ })).toBeVisible();
    return number;
  });

  await test.step("time goes by", async () => {
    // What they follow live would complain that nobody is there.
    for (const one of [page, theirs]) await one.goto("about:blank");
    // The demo alone has the people above, and the test profile alone another clock.
    await server.restart({ LOTSE_PROFILE: "test", LOTSE_CLOCK_OFFSET_HOURS: String(HOURS) });
  });

  await test.step("who works on it and the admin are told that the promise is broken", async () => {
    for (const one of [theirs, page]) {
      await one.goto("/inbox");
      const told = row(one, subject).filter({ hasText: "The time that was promised is used up" });
      await expect(told).toBeVisible();
      await axe(one);
    }
    await theirs.goto("/queue?view=mine");
    // When it was due is told by the clock of the browser, which nobody has put forward.
    await expect(theirs.getByRole("row").filter({ hasText: subject }).getByTitle(/^first response/)).toBeVisible();
    await axe(theirs);
    await theirs.getByRole("link", { name: subject }).click();
    await expect(theirs.getByText("The time that was promised is used up: first response")).toBeVisible();
    await theirs.getByRole("link", { name: /minutes/ }).click();
    await expect(theirs.getByRole("heading", { level: 1 })).toContainText(String(number));
    await expect(theirs.getByText("breached").first()).toBeVisible();
    await axe(theirs);
  });

  await test.step("the customer is erased, after a look at what that means, with a receipt", async () => {
    await page.goto("/admin/users");
    await page.getByRole("searchbox", { name: "Name or e-mail" }).fill(customer);
    await row(page, customer).getByRole("button", { name: /^Change/ }).click();
    await dialog.getByRole("link", { name: "Privacy …" }).click();
    const person = page.getByRole("region", { name: "Erase the data of quentin" });
    await expect(person.locator("dl > div").filter({ hasText: "Own tickets" })).toContainText("1");
    await expect(person.getByRole("radio", { name: /They stay, without a name/ })).toBeChecked();
    await axe(page);
    await person.getByRole("button", { name: "Erase data …" }).click();
    await dialog.getByRole("button", { name: "Erase data …" }).click();
    // Signing in was hours ago by now.
    const who = page.getByRole("dialog", { name: "Is it you?" });
    await who.getByLabel("Password").fill(DEMO_PASSWORD);
    await who.getByRole("button", { name: "Continue", exact: true }).click();
    const line = page.getByRole("region", { name: "Erasures" }).getByRole("listitem");
    await expect(line).toContainText("done");
    await axe(page);
    const download = page.waitForEvent("download");
    await line.getByRole("button", { name: /^Download receipt/ }).click();
    const receipt = await content(download);
    expect(receipt).toMatch(/^[\w-]+\.[\w-]+\.[\w-]+$/);
    expect(Buffer.from(receipt.split(".")[1] ?? "", "base64url").toString()).not.toContain(customer);
    await app.view("People").click();
    await page.getByRole("searchbox", { name: "Name or e-mail" }).fill(customer);
    await expect(page.getByText("Nobody found")).toBeVisible();
  });

  await test.step("the report counts the ticket, and the export has it without its requester", async () => {
    await page.goto("/reports");
    await expect(page.getByRole("rowheader", { name: "Crane desk" })).toBeVisible();
    await axe(page);
    await page.getByRole("button", { name: "Export tickets …" }).click();
    const download = page.waitForEvent("download");
    await dialog.getByRole("button", { name: "Download" }).click();
    const csv = await content(download);
    const lines = csv.split("\n").filter((line) => line.includes(subject));
    expect(lines).toHaveLength(1);
    expect(lines[0]).toContain(String(number));
    expect(csv).not.toContain(customer);
    await expect(dialog).toBeHidden();
  });
});

test("the main parts by keyboard alone", async ({ page, server, mails }) => {
  test.slow();
  const [invited, customer] = [address("keys-agent"), await account(server, mails, "kay")];
  const app = await open(page);
  const dialog = page.getByRole("dialog");
  /** Chooses in a list by the beginning of the word, as browsers do. */
  const choose = async (list: Locator, word: string) => {
    await tabTo(page, list);
    // A space would open the list, where it comes late.
    await page.keyboard.type(word.split(" ")[0] ?? word);
    await expect(list.locator("option:checked")).toHaveText(word);
  };

  await test.step("a queue with a promise", async () => {
    await press(page, app.view("Queues"));
    await expect(app.heading).toBeFocused();
    await press(page, page.getByRole("button", { name: "New queue" }));
    await type(page, dialog.getByLabel("Name", { exact: true }), "Key desk");
    await choose(dialog.getByLabel("SLA policy"), "Standard");
    await choose(dialog.getByLabel("Calendar"), "Office hours");
    await press(page, dialog.getByRole("button", { name: "Save" }));
    await expect(row(page, "Key desk")).toContainText("Standard, Office hours");
  });

  await test.step("an invitation", async () => {
    await press(page, app.view("People"));
    await press(page, page.getByRole("button", { name: "Invite person" }));
    await type(page, dialog.getByLabel("Name", { exact: true }), "Kim Invited");
    await type(page, dialog.getByLabel("E-mail"), invited);
    await choose(dialog.getByLabel("Role"), "Agent");
    await press(page, dialog.getByRole("button", { name: "Send invitation" }));
    await expect(dialog).toBeHidden();
    expect(await mails.link(invited)).toContain("/link#");
  });

  await test.step("an erasure with its receipt", async () => {
    await type(page, page.getByRole("searchbox", { name: "Name or e-mail" }), customer);
    await expect(page.getByRole("main").getByRole("listitem")).toHaveCount(1);
    await press(page, row(page, customer).getByRole("button", { name: /^Change/ }));
    await press(page, dialog.getByRole("link", { name: "Privacy …" }));
    await expect(app.heading).toBeFocused();
    await tabTo(page, page.getByRole("radio", { name: /They stay, without a name/ }));
    await page.keyboard.press("ArrowDown");
    await expect(page.getByRole("radio", { name: /They are deleted as well/ })).toBeChecked();
    const erase = page.getByRole("button", { name: "Erase data …" });
    await press(page, erase);
    await expect(dialog).toBeVisible();
    await page.keyboard.press("Escape");
    await expect(erase).toBeFocused();
    await page.keyboard.press("Enter");
    await press(page, dialog.getByRole("button", { name: "Erase data …" }));
    await expect(app.heading).toBeFocused();
    const line = page.getByRole("region", { name: "Erasures" }).getByRole("listitem").first();
    await expect(line).toContainText("They are deleted as well");
    await expect(line).toContainText("done");
    const download = page.waitForEvent("download");
    await press(page, line.getByRole("button", { name: /^Download receipt/ }));
    expect(await content(download)).toMatch(/^[\w-]+\.[\w-]+\.[\w-]+$/);
  });

  await test.step("an export", async () => {
    await press(page, app.view("Reports"));
    await expect(app.heading).toHaveText("Reports");
    await press(page, page.getByRole("button", { name: "Export tickets …" }));
    await tabTo(page, dialog.getByRole("radio", { name: "CSV" }));
    await page.keyboard.press("ArrowDown");
    await expect(dialog.getByRole("radio", { name: "NDJSON" })).toBeChecked();
    const download = page.waitForEvent("download");
    await press(page, dialog.getByRole("button", { name: "Download" }));
    const lines = (await content(download)).trim().split("\n");
    expect(lines.length).toBeGreaterThan(1);
    for (const line of lines) JSON.parse(line);
    await expect(dialog).toBeHidden();
  });
});
