import { type Locator } from "@playwright/test";
import { expect, test } from "../fixtures/server.ts";
import { Api } from "../pages/api.ts";
import { App } from "../pages/app.ts";

test("an admin renames a tag, makes two one and deletes one", async ({ browser, server }) => {
  const customer = await Api.signIn(server.url, "customer");
  const agent = await Api.signIn(server.url, "agent");
  for (const tag of ["old-word", "doubled"]) {
    const ticket = await customer.ask(`About ${tag}`);
    await agent.update(ticket, { tags: [tag] });
  }
  const app = await App.open(browser, server.url, "admin");
  const { page } = app;
  const row = (tag: string): Locator =>
    page.getByRole("main").getByRole("listitem").filter({ has: page.getByText(tag, { exact: true }) });
  await app.view("Tags").click();
  await expect(app.heading).toBeFocused();
  await expect(page).toHaveTitle(/^Tags/);
  await expect(row("old-word")).toContainText("1 ticket");

  const dialog = page.getByRole("dialog");
  const name = dialog.getByRole("textbox", { name: "New tag" });
  await test.step("a word that is no tag is refused, and the dialog gives the focus back", async () => {
    const opener = page.getByRole("button", { name: "Rename: old-word" });
    await opener.focus();
    await page.keyboard.press("Enter");
    await expect(name).toHaveValue("old-word");
    await name.fill("two words");
    await page.keyboard.press("Enter");
    await expect(name).toHaveAttribute("aria-invalid", "true");
    await page.keyboard.press("Escape");
    await expect(dialog).toBeHidden();
    await expect(opener).toBeFocused();
  });
  await test.step("another name", async () => {
    await page.getByRole("button", { name: "Rename: old-word" }).click();
    await name.fill("New-Word");
    await dialog.getByRole("button", { name: "Save" }).click();
    await expect(app.notices).toContainText("The tag is renamed.");
    await expect(row("new-word")).toContainText("1 ticket");
    await expect(row("old-word")).toHaveCount(0);
  });
  await test.step("the name of another is asked about", async () => {
    await page.getByRole("button", { name: "Rename: new-word" }).click();
    await name.fill("doubled");
    await dialog.getByRole("button", { name: "Save" }).click();
    await expect(page.getByRole("dialog", { name: "Merge “new-word” and “doubled”?" })).toBeVisible();
    await dialog.getByRole("button", { name: "Merge" }).click();
    await expect(row("doubled")).toContainText("2 tickets");
    await expect(row("new-word")).toHaveCount(0);
  });
  await test.step("deleting is asked about", async () => {
    await page.getByRole("button", { name: "Delete: doubled" }).click();
    await expect(dialog).toContainText("It is taken off 2 tickets.");
    await dialog.getByRole("button", { name: "Delete tag" }).click();
    await expect(row("doubled")).toHaveCount(0);
  });
});

test("without tags the page says where they come from, and what fails can be tried again", async ({ browser, server }) => {
  const { page } = await App.open(browser, server.url, "admin");
  await page.route("**/api/v1/admin/tags", (route) => route.fulfill({ status: 503 }));
  await page.goto("/admin/tags");
  await expect(page.getByRole("alert").getByRole("button", { name: "Try again" })).toBeVisible();
  await page.unroute("**/api/v1/admin/tags");
  await page.route("**/api/v1/admin/tags", (route) => route.fulfill({ json: { items: [] } }));
  await page.getByRole("button", { name: "Try again" }).click();
  await expect(page.getByText("No tag yet")).toBeVisible();
});
