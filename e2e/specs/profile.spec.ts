import { expect } from "@playwright/test";
import { axe, test } from "../fixtures/server.ts";
import { App } from "../pages/app.ts";
import { done } from "../pages/held.ts";

test("a person changes their name, and its absence is refused", async ({ page }) => {
  const app = new App(page);
  await app.signIn("customer");
  await expect(app.heading).toBeVisible();
  await app.account.click();
  await page.getByRole("menuitem", { name: "Profile" }).click();
  await expect(app.heading).toBeFocused();
  await expect(page).toHaveTitle(/^Profile/);
  const name = page.getByLabel("Name", { exact: true });
  const before = await name.inputValue();
  await name.fill(" ");
  await page.getByRole("button", { name: "Save", exact: true }).click();
  await expect(page.getByRole("group", { name: /your attention/ })).toBeFocused();
  await expect(name).toHaveAttribute("aria-invalid", "true");
  await axe(page);
  await name.fill("Harriet Ashdown-Lee");
  await name.press("Control+Enter");
  await expect(app.notices).toContainText("Your profile is saved.");
  await page.reload();
  await expect(name).toHaveValue("Harriet Ashdown-Lee");
  await name.fill(before);
  await name.press("Enter");
  await expect(app.notices).toContainText("Your profile is saved.");
});

test("the language of the profile is the language of the page", async ({ page }) => {
  await new App(page).signIn("customer");
  await page.goto("/profile");
  await page.getByLabel("Language").last().selectOption("de");
  await page.getByRole("button", { name: "Save", exact: true }).click();
  await expect(page.getByRole("heading", { level: 1, name: "Profil" })).toBeVisible();
  await page.getByLabel("Sprache").last().selectOption("en");
  await page.getByRole("button", { name: "Speichern", exact: true }).click();
  await expect(page.getByRole("heading", { level: 1, name: "Profile" })).toBeVisible();
});

test("a person chooses their own keys, which follow them into another browser", async ({ browser, page, server }) => {
  const app = new App(page);
  await app.signIn("agent");
  await page.goto("/profile");
  const key = (does: string) => page.getByLabel(`Key for: ${does}`);
  const save = page.getByRole("button", { name: /^Save keys/ });

  await test.step("one key does one thing", async () => {
    await key("New ticket").fill("x");
    await save.click();
    await expect(key("New ticket")).toHaveAttribute("aria-invalid", "true");
    await expect(page.getByText("This key already does: Select ticket")).toBeVisible();
    await axe(page);
  });
  await key("New ticket").fill("c");
  await save.click();
  await expect(app.notices).toContainText("Your profile is saved.");

  const elsewhere = await App.open(browser, server.url, "agent");
  await expect(elsewhere.page.getByRole("table")).toBeVisible();
  await elsewhere.page.keyboard.press("n");
  await elsewhere.page.keyboard.press("?");
  const help = elsewhere.page.getByRole("dialog", { name: "Keyboard shortcuts" });
  await expect(help.getByRole("row", { name: /New ticket/ })).toContainText("c");
  await elsewhere.page.keyboard.press("Escape");
  await expect(help).toBeHidden();
  await elsewhere.page.keyboard.press("c");
  await expect(elsewhere.page).toHaveURL(/\/tickets\/new/);

  await page.getByRole("button", { name: "Usual keys" }).click();
  await expect(key("New ticket")).toHaveValue("n");
  const saved = done(page, "PATCH");
  await save.click();
  await saved;
  await page.reload();
  await expect(key("New ticket")).toHaveValue("n");
});
