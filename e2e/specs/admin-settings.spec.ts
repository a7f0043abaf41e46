import { expect, test } from "../fixtures/server.ts";
import { App } from "../pages/app.ts";
import { done } from "../pages/held.ts";

test("an admin changes settings, is asked about what reaches far, and puts them back", async ({ browser, server }) => {
  const app = await App.open(browser, server.url, "admin");
  const { page } = app;
  const save = page.getByRole("main").getByRole("button", { name: "Save" });
  const days = page.getByLabel("Close resolved tickets by themselves after");
  const domains = page.getByLabel("Only with an address of");
  await app.view("Settings").click();
  await expect(app.heading).toBeFocused();
  await expect(page).toHaveTitle(/^Settings/);
  await expect(days).toHaveValue("7");

  await test.step("what is wrong is said at its field", async () => {
    await days.fill("seven");
    await domains.fill("example.org\nnot a domain!");
    await save.click();
    await expect(page.getByRole("group", { name: /^2 .* need your attention/ })).toBeFocused();
    await expect(days).toHaveAttribute("aria-invalid", "true");
    await expect(domains).toHaveAccessibleDescription(/Not every line is a domain/);
    await page.getByRole("button", { name: "Discard" }).click();
    await expect(days).toHaveValue("7");
    await expect(days).not.toHaveAttribute("aria-invalid");
  });
  await test.step("less time is asked about, and the question can be declined", async () => {
    await days.fill("6");
    await save.click();
    const question = page.getByRole("dialog", { name: "Save settings like this?" });
    await expect(question).toContainText("resolved for more than 6 days");
    await page.keyboard.press("Escape");
    await expect(question).toBeHidden();
    await expect(days).toHaveValue("6");
    await days.fill("8");
    await domains.fill("example.org");
    await save.click();
    await expect(app.notices).toContainText("The settings are saved.");
    await page.reload();
    await expect(days).toHaveValue("8");
    await expect(domains).toHaveValue("example.org");
  });
  await test.step("letting anybody in is asked about, and done", async () => {
    await days.fill("7");
    await domains.fill("");
    await save.click();
    const question = page.getByRole("dialog", { name: "Save settings like this?" });
    await expect(question).toContainText("Anybody with an e-mail address");
    const saved = done(page, "PUT");
    await question.getByRole("button", { name: "Save like this" }).click();
    await expect(question).toBeHidden();
    await saved;
    await page.reload();
    await expect(days).toHaveValue("7");
    await expect(domains).toHaveValue("");
  });
});

test("two admins do not undo each other's settings", async ({ browser, server }) => {
  const [one, other] = [await App.open(browser, server.url, "admin"), await App.open(browser, server.url, "admin")];
  const window = (app: App) => app.page.getByLabel("Reopening can be asked for after closing");
  for (const { page } of [one, other]) await page.goto("/admin/settings");
  await expect(window(other)).toHaveValue("30");
  await window(one).fill("31");
  await one.page.getByRole("button", { name: "Save" }).click();
  await expect(one.notices).toContainText("The settings are saved.");
  await window(other).fill("32");
  await other.page.getByRole("button", { name: "Save" }).click();
  await other.page.getByRole("button", { name: "Load what is there now" }).click();
  await expect(window(other)).toHaveValue("31");
  await window(other).fill("30");
  await other.page.getByRole("button", { name: "Save" }).click();
  await expect(other.notices).toContainText("The settings are saved.");
});
