import { expect, test } from "../fixtures/server.ts";
import { App } from "../pages/app.ts";

test("people are narrowed by role and state in the address", async ({ browser, server }) => {
  const { page } = await App.open(browser, server.url, "admin");
  await page.goto("/admin/users");
  const people = page.getByRole("main").getByRole("listitem");
  await page.getByLabel("Role").selectOption("admin");
  await expect(page).toHaveURL(/\/admin\/users\?role=admin$/);
  await expect(people.filter({ hasText: "admin@example.org" })).toBeVisible();
  await expect(people.filter({ hasText: "agent@example.org" })).toHaveCount(0);
  await page.getByRole("searchbox", { name: "Name or e-mail" }).fill("nobody at all");
  await page.getByLabel("State").selectOption("invited");
  await expect(page).toHaveURL(/\?search=nobody%20at%20all&role=admin&status=invited$/);
  await expect(page.getByText("Nobody found")).toBeVisible();
  await page.reload();
  await expect(page.getByLabel("Role")).toHaveValue("admin");
  await expect(page.getByLabel("State")).toHaveValue("invited");
  await page.getByRole("button", { name: "Clear filters" }).click();
  await expect(page).toHaveURL(/\?search=nobody%20at%20all$/);
  await page.getByRole("searchbox", { name: "Name or e-mail" }).fill("");
  await expect(people.filter({ hasText: "agent@example.org" })).toBeVisible();
});
