import type { Browser, Locator, Page } from "@playwright/test";
import { axe } from "../fixtures/axe.ts";
import { type Mails, expect, test } from "../fixtures/identity.ts";
import type { Server } from "../fixtures/server.ts";
import { PASSWORD, address } from "../pages/account.ts";
import { Api } from "../pages/api.ts";
import { App } from "../pages/app.ts";
import { press, tabTo } from "../pages/keyboard.ts";

/** An agent of this test alone, with a browser in which they are signed in. */
async function agent(browser: Browser, server: Server, mails: Mails, admin: Api, name: string): Promise<[string, Page]> {
  const email = address("handover");
  await admin.post("/admin/users", { email, display_name: name, role: "agent", locale: "en" });
  const page = await (await browser.newContext({ baseURL: server.url })).newPage();
  await page.goto(await mails.link(email));
  await page.getByLabel("New password").fill(PASSWORD);
  await page.getByRole("button", { name: "Save password" }).click();
  await expect(page.getByRole("navigation", { name: "Views" })).toBeVisible();
  return [email, page];
}

const line = (page: Page, email: string): Locator => page.getByRole("main").getByRole("listitem").filter({ hasText: email });

test("what somebody works on is handed over before they are switched off or erased", async ({ browser, server, mails }) => {
  test.slow();
  const [admin, customer] = [await Api.signIn(server.url, "admin"), await Api.signIn(server.url, "customer")];
  const [leaver, theirs] = await agent(browser, server, mails, admin, "Lea Leaver");
  const [heir] = await agent(browser, server, mails, admin, "Henry Heir");
  for (const subject of ["Left behind", "Left behind as well"]) {
    const { number } = await customer.ask(subject);
    await theirs.goto(`/tickets/${number}`);
    await theirs.getByRole("button", { name: "Take it" }).click();
    await expect(theirs.getByLabel("Status")).toHaveValue("in_progress");
  }
  const { page } = await App.open(browser, server.url, "admin");
  const dialog = page.getByRole("dialog");

  await test.step("switched off by keyboard, with an heir", async () => {
    await page.goto(`/admin/users?search=${encodeURIComponent(leaver)}`);
    await press(page, line(page, leaver).getByRole("button", { name: /^Change/ }));
    await press(page, dialog.getByRole("button", { name: "Disable" }));
    const question = page.getByRole("dialog", { name: "Disable Lea Leaver?" });
    await expect(question).toContainText("They still work on 2 open tickets.");
    await expect(question.getByLabel("Who takes over?").locator("option:checked")).toHaveText("Nobody, they become free");
    await axe(page);
    await tabTo(page, question.getByLabel("Who takes over?"));
    await page.keyboard.type("Henry");
    await expect(question.getByLabel("Who takes over?").locator("option:checked")).toHaveText("Henry Heir");
    await press(page, question.getByRole("button", { name: "Disable" }));
    await expect(line(page, leaver)).toContainText("Disabled");
  });

  await test.step("handed over before an erasure, to nobody", async () => {
    await page.goto(`/admin/users?search=${encodeURIComponent(heir)}`);
    const { items } = await admin.get<{ items: { id: string }[] }>(`/admin/users?search=${encodeURIComponent(heir)}`);
    const open = async () => (await admin.get<{ open: number }>(`/admin/users/${items[0]?.id}/handover`)).open;
    await expect.poll(open).toBe(2);
    await line(page, heir).getByRole("button", { name: /^Change/ }).click();
    await dialog.getByRole("link", { name: "Privacy …" }).click();
    const fact = page.locator("dl > div").filter({ hasText: "Still works on" });
    await expect(fact).toContainText("2");
    await page.getByRole("button", { name: "Hand over …" }).click();
    const question = page.getByRole("dialog", { name: "Hand over the tickets of Henry Heir?" });
    await expect(question.getByRole("option", { name: "Lea Leaver" })).toHaveCount(0);
    await question.getByRole("button", { name: "Hand over …" }).click();
    await expect(fact).toContainText("0");
    await expect(page.getByRole("button", { name: "Hand over …" })).toHaveCount(0);
  });
});
