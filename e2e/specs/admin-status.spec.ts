import { expect, test } from "../fixtures/server.ts";
import { App } from "../pages/app.ts";

test("an admin sees how each part is, and goes to where more is known", async ({ browser, server }) => {
  const app = await App.open(browser, server.url, "admin");
  const { page } = app;
  const parts = page.getByRole("main").getByRole("listitem");
  await app.view("System status").click();
  await expect(app.heading).toBeFocused();
  await expect(page).toHaveTitle(/^System status/);
  await expect(parts).toHaveCount(6);
  await expect(parts.filter({ hasText: "Database" })).toContainText("Good");
  const scanner = parts.filter({ hasText: "Virus scanner" });
  await expect(scanner).toContainText("Good");
  await expect(scanner).toContainText("ClamAV");
  const mail = parts.filter({ hasText: "E-mail" });
  await expect(mail).toContainText("No mail server: e-mails are kept here");
  await expect(mail).toContainText(/\d+ waiting/);

  await test.step("asked for again by keyboard", async () => {
    const part = { part: "scanner", condition: "failing", kind: "clamav", says: null };
    const json = { version: "9.9.9", parts: [{ ...part, waiting: 2, oldest: null, given_up: null }] };
    await page.route("**/api/v1/admin/status", (route) => route.fulfill({ json }));
    await page.getByRole("button", { name: "Refresh" }).focus();
    await page.keyboard.press("Enter");
    await expect(parts).toHaveCount(1);
    await expect(page.getByText("1 part needs attention.")).toBeVisible();
    await expect(parts).toContainText("Failing");
    await expect(parts).toContainText("2 waiting");
    await expect(parts).toContainText("The virus scanner does not answer.");
    await expect(page.getByText("Lotse 9.9.9")).toBeVisible();
    await expect(page.getByRole("button", { name: "Refresh" })).toBeFocused();
  });
  await test.step("to the files that are held back", async () => {
    await page.getByRole("link", { name: "To quarantine" }).click();
    await expect(app.heading).toHaveText("Quarantine");
  });
});

test("a status that cannot be had now can be asked for again", async ({ browser, server }) => {
  const { page } = await App.open(browser, server.url, "admin");
  await page.route("**/api/v1/admin/status", (route) => route.fulfill({ status: 503 }));
  await page.goto("/admin/status");
  await expect(page.getByRole("alert").getByRole("button", { name: "Try again" })).toBeVisible();
  await page.unroute("**/api/v1/admin/status");
  await page.getByRole("button", { name: "Try again" }).click();
  await expect(page.getByRole("main").getByRole("listitem")).toHaveCount(6);
});

test("the status is for admins only", async ({ browser, server }) => {
  const agent = await App.open(browser, server.url, "agent");
  await expect(agent.view("System status")).toHaveCount(0);
  await agent.page.goto("/admin/status");
  await expect(agent.page.getByRole("heading", { level: 1, name: "Page not found" })).toBeVisible();
});
