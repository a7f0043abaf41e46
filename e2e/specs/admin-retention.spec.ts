import { expect, test } from "../fixtures/server.ts";
import { App } from "../pages/app.ts";
import { press, tabTo } from "../pages/keyboard.ts";

test("an admin makes a rule by keyboard, sees what it would do, and a run that reaches too far waits", async ({ browser, server }) => {
  const app = await App.open(browser, server.url, "admin");
  const { page } = app;
  await press(page, app.view("Retention"));
  await expect(app.heading).toBeFocused();
  await expect(page).toHaveTitle(/^Retention/);
  await expect(page.getByText("Tickets are kept for ever")).toBeVisible();

  const dialog = page.getByRole("dialog");
  const days = dialog.getByLabel("Days");
  await press(page, page.getByRole("button", { name: "New rule" }));
  await test.step("what is no number of days is refused", async () => {
    await tabTo(page, days);
    await page.keyboard.press("Control+a");
    await page.keyboard.type("0");
    await page.keyboard.press("Enter");
    await expect(days).toHaveAttribute("aria-invalid", "true");
  });
  await test.step("the preview counts and changes nothing", async () => {
    await tabTo(page, days);
    await page.keyboard.press("Control+a");
    await page.keyboard.type("1");
    await tabTo(page, dialog.getByLabel("Afterwards"));
    await page.keyboard.press("ArrowDown");
    await expect(dialog.getByLabel("Afterwards")).toHaveValue("delete");
    await press(page, dialog.getByRole("button", { name: "Preview" }), "Space");
    await expect(dialog.getByRole("status")).toContainText(/Today this would concern [1-9]\d* of \d+ tickets/);
    await expect(dialog.getByRole("status")).toContainText("more than 5 %");
  });
  await press(page, dialog.getByRole("button", { name: "Save" }));
  await expect(app.notices).toContainText("The rule is saved.");
  const rule = page.getByRole("region", { name: "Rules" }).getByRole("listitem");
  await expect(rule).toContainText("1 day after closing: delete");

  await test.step("a run that would delete so much waits, and is broken off", async () => {
    await press(page, page.getByRole("button", { name: "Have a look now" }));
    await press(page, dialog.getByRole("button", { name: "Have a look now" }));
    const run = page.getByRole("region", { name: "Runs" }).getByRole("listitem").first();
    await expect(run).toContainText("waits to be confirmed");
    await press(page, run.getByRole("button", { name: "Confirm" }));
    await expect(page.getByRole("dialog", { name: /^Delete or anonymise [1-9]\d* tickets\?/ })).toBeVisible();
    await page.keyboard.press("Escape");
    await press(page, run.getByRole("button", { name: "Break off" }));
    await expect(run).toContainText("broken off");
    await expect(run).toContainText(/^.*0 of [1-9]\d* done/);
  });
  await test.step("the rule goes again", async () => {
    await press(page, rule.getByRole("button", { name: /^Change/ }));
    await press(page, dialog.getByRole("button", { name: "Delete rule" }));
    await press(page, page.getByRole("dialog", { name: "Delete this rule?" }).getByRole("button", { name: "Delete rule" }));
    await expect(app.notices).toContainText("The rule is deleted.");
    await expect(page.getByText("Tickets are kept for ever")).toBeVisible();
  });
});

test("an agent has no retention", async ({ page }) => {
  const app = new App(page);
  await app.signIn("agent");
  await page.goto("/admin/retention");
  await expect(app.heading).toHaveText("Page not found");
});
