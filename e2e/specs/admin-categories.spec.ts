import { type Locator } from "@playwright/test";
import { expect, test } from "../fixtures/server.ts";
import { App } from "../pages/app.ts";

test("an admin makes a category, which can be chosen, and takes it back again", async ({ browser, server }) => {
  const app = await App.open(browser, server.url, "admin");
  const { page } = app;
  const row = (key: string): Locator =>
    page.getByRole("main").getByRole("listitem").filter({ has: page.getByText(key, { exact: true }) });
  await app.view("Categories").click();
  await expect(app.heading).toBeFocused();
  await expect(page).toHaveTitle(/^Categories/);
  await expect(row("it")).toContainText("IT");

  const dialog = page.getByRole("dialog");
  await test.step("what is wrong is said beside its field, and the key of another is refused", async () => {
    await page.getByRole("button", { name: "New category" }).click();
    await dialog.getByLabel("Key").fill("Not A Key");
    await dialog.getByRole("button", { name: "Save" }).click();
    await expect(dialog.getByRole("group", { name: /need your attention/ })).toBeFocused();
    await expect(dialog.getByLabel("German name")).toHaveAttribute("aria-invalid", "true");
    await expect(dialog.getByLabel("Key")).toHaveAttribute("aria-invalid", "true");
    await dialog.getByLabel("German name").fill("Gebäude");
    await dialog.getByLabel("English name").fill("Building");
    await dialog.getByLabel("Key").fill("it");
    await page.keyboard.press("Enter");
    await expect(dialog).toContainText("There is a category with this key already.");
    await expect(dialog.getByRole("group", { name: /needs your attention/ })).toBeFocused();
  });
  await test.step("made, by keyboard", async () => {
    await dialog.getByLabel("Key").fill("building");
    await page.keyboard.press("Enter");
    await expect(dialog).toBeHidden();
    await expect(app.notices).toContainText("The category is saved.");
    await expect(row("building")).toContainText("Building");
  });
  await test.step("new tickets can have it", async () => {
    const customer = await App.open(browser, server.url, "customer");
    await customer.page.goto("/tickets/new");
    await expect(customer.page.getByRole("main").getByText("Building")).toHaveCount(1);
    await customer.page.context().close();
  });
  await test.step("changed, and no choice any more", async () => {
    await page.getByRole("button", { name: "Change: Building" }).click();
    await expect(dialog.getByLabel("Key")).toHaveCount(0);
    await dialog.getByLabel("English name").fill("House");
    await dialog.getByLabel("Usual priority").selectOption("low");
    await dialog.getByLabel("Can be chosen for new tickets").uncheck();
    await dialog.getByRole("button", { name: "Save" }).click();
    await expect(row("building")).toContainText("House");
    await expect(row("building")).toContainText("Low");
    await expect(row("building")).toContainText("Cannot be chosen");
  });
});

test("categories that cannot be had now can be asked for again", async ({ browser, server }) => {
  const { page } = await App.open(browser, server.url, "admin");
  await page.route("**/api/v1/categories", (route) => route.fulfill({ status: 503 }));
  await page.goto("/admin/categories");
  await expect(page.getByRole("alert").getByRole("button", { name: "Try again" })).toBeVisible();
  await page.unroute("**/api/v1/categories");
  await page.getByRole("button", { name: "Try again" }).click();
  await expect(page.getByRole("main").getByRole("listitem").first()).toBeVisible();
});
