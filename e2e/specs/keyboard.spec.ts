import { type Page, expect } from "@playwright/test";
import { test } from "../fixtures/server.ts";
import { PASSWORD, type Role } from "../pages/api.ts";
import { done } from "../pages/held.ts";
import { press, type } from "../pages/keyboard.ts";

async function signIn(page: Page, role: Role): Promise<void> {
  await page.goto("/sign-in");
  await type(page, page.getByLabel("E-mail"), `${role}@example.org`);
  await type(page, page.getByLabel("Password"), PASSWORD);
  await page.keyboard.press("Enter");
  await expect(page.getByRole("button", { name: "Account" })).toBeVisible();
}

test("the whole job by keyboard alone", async ({ browser, server }) => {
  test.slow();
  const open = async () => (await browser.newContext({ baseURL: server.url })).newPage();
  const [asker, desk] = [await open(), await open()];
  const subject = `Keyboard journey ${Date.now()}`;

  await signIn(asker, "customer");
  await press(asker, asker.getByRole("link", { name: "New request" }).first());
  await expect(asker.getByRole("heading", { level: 1 })).toBeFocused();
  // A group of radio buttons is one stop of Tab; Space and the arrows choose in it.
  const group = asker.getByRole("radiogroup", { name: "What is it about?" });
  await press(asker, group.getByRole("radio").first(), "Space");
  await asker.keyboard.press("ArrowDown");
  await expect(group.getByRole("radio").nth(1)).toBeChecked();
  await type(asker, asker.getByLabel("Subject"), subject);
  await type(asker, asker.getByLabel("Description"), "No mouse here.");
  await press(asker, asker.getByRole("button", { name: "Send request" }));
  await expect(asker.getByText(/Your request has the number/)).toBeVisible();
  const number = new URL(asker.url()).pathname.split("/").pop();

  await signIn(desk, "agent");
  await press(desk, desk.getByRole("navigation", { name: "Views" }).getByRole("link", { name: /Unassigned/ }));
  await expect(desk.getByRole("heading", { level: 1, name: "Unassigned" })).toBeVisible();
  await press(desk, desk.getByRole("link", { name: subject }));
  await expect(desk.getByRole("button", { name: "Take it" })).toBeVisible();
  await desk.keyboard.press("m");
  await expect(desk.getByLabel("Status")).toHaveValue("in_progress");
  await desk.keyboard.press("r");
  const reply = desk.getByRole("textbox", { name: "Text of the reply" });
  await expect(reply).toBeFocused();
  // Single keys are letters while one types.
  await desk.keyboard.type("more information, please");
  await expect(reply).toHaveValue("more information, please");
  await press(desk, desk.getByRole("button", { name: "Send and wait for customer" }));
  await expect(desk.getByLabel("Status")).toHaveValue("waiting_on_customer");

  await asker.reload();
  await type(asker, asker.getByLabel("Your answer"), "Here it is.");
  await press(asker, asker.getByRole("button", { name: "Send answer" }));
  await expect(asker.getByRole("article").filter({ hasText: "Here it is." })).toBeVisible();

  await desk.reload();
  await expect(desk.getByText("Here it is.")).toBeVisible();
  await desk.keyboard.press("i");
  await expect(desk.getByRole("textbox", { name: "Text of the note" })).toBeFocused();
  await desk.keyboard.type("for colleagues only");
  await desk.keyboard.press("Control+Enter");
  await expect(desk.getByRole("article").filter({ hasText: "for colleagues only" })).toBeVisible();
  await desk.keyboard.press("Escape");
  const resolve = desk.getByRole("button", { name: /^Resolve/ });
  await press(desk, resolve);
  const dialog = desk.getByRole("dialog", { name: `Resolve ticket #${number}` });
  await expect(dialog).toBeVisible();
  await desk.keyboard.press("Escape");
  await expect(dialog).toBeHidden();
  await expect(resolve, "the dialog gives the focus back").toBeFocused();
  await desk.keyboard.press("Enter");
  await type(desk, dialog.getByLabel("Solution", { exact: true }), "It is done.");
  await press(desk, dialog.getByRole("button", { name: "Resolve ticket" }));
  await expect(desk.getByLabel("Status")).toHaveValue("resolved");

  await asker.reload();
  await expect(asker.getByRole("region", { name: "Solution" })).toContainText("It is done.");
  await expect(asker.getByText("for colleagues only")).toHaveCount(0);
  const account = asker.getByRole("button", { name: "Account" });
  await press(asker, account);
  await asker.keyboard.press("Escape");
  await expect(account).toBeFocused();
  await asker.keyboard.press("Enter");
  await asker.getByRole("menuitem", { name: "Sign out" }).focus();
  await asker.keyboard.press("Enter");
  await expect(asker.getByRole("heading", { level: 1, name: "Sign in" })).toBeVisible();
});

test("Tab goes through the forms in the order they are read", async ({ page }) => {
  await page.goto("/sign-in");
  await page.getByLabel("E-mail").focus();
  await page.keyboard.press("Tab");
  await expect(page.getByLabel("Password")).toBeFocused();
  await page.keyboard.press("Tab");
  await expect(page.getByRole("button", { name: "Sign in", exact: true })).toBeFocused();

  await signIn(page, "agent");
  await page.goto("/tickets/new");
  const places: number[] = [];
  await page.getByRole("radio").first().focus();
  for (let stop = 0; stop < 5; stop += 1) {
    places.push(await page.evaluate(() => scrollY + (document.activeElement?.getBoundingClientRect().top ?? -1)));
    await page.keyboard.press("Tab");
  }
  expect(places).toEqual([...places].sort((a, b) => a - b));
});

test("the skip link leads past the navigation, and the keys can be switched off", async ({ page }) => {
  await signIn(page, "agent");
  await page.reload();
  await expect(page.getByRole("table")).toBeVisible();
  await page.evaluate(() => (document.activeElement as HTMLElement | null)?.blur());
  await page.keyboard.press("Tab");
  const skip = page.getByRole("link", { name: /Skip to/ });
  await expect(skip).toBeFocused();
  await page.keyboard.press("Enter");
  await expect(page.getByRole("main")).toBeFocused();

  await page.keyboard.press("?");
  const help = page.getByRole("dialog");
  await expect(help).toBeVisible();
  await help.getByRole("checkbox").focus();
  const switchedOff = done(page, "PATCH");
  await page.keyboard.press("Space");
  await switchedOff;
  await page.keyboard.press("Escape");
  await expect(help).toBeHidden();
  await page.keyboard.press("n");
  await page.keyboard.press("?");
  await expect(help).toBeHidden();
  await expect(page).toHaveURL(/\/queue/);

  // It is kept with the account, which other tests use too.
  await page.getByRole("button", { name: "Keyboard shortcuts" }).click();
  const switchedOn = done(page, "PATCH");
  await help.getByRole("checkbox").check();
  await switchedOn;
});
